"""The least a Celery task can be. `celery --app cms worker --include tests.bench.floors.noop`."""

from celery import shared_task


@shared_task(name="bench.noop")
def noop() -> None:
    pass
