"""Django's Tasks on Celery, so that none of Wagtail's background work runs in a request.

Wagtail 8 declares four tasks (reference index, file deletion, focal point, cache purge) with the
backport django-tasks; Django declares with its own. Both read TASKS and both work with this class.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskResult, TaskResultStatus
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.json import normalize_json

from leads.kick import publisher


class CeleryBackend(BaseTaskBackend):
    """Publishes after commit; with the broker away the work is done at once, in this process."""

    def enqueue(self, task: Task, args: tuple[Any, ...], kwargs: dict[str, Any]) -> TaskResult:
        self.validate_task(task)
        plain_args, plain_kwargs = normalize_json(list(args)), normalize_json(kwargs)
        transaction.on_commit(partial(_publish, task, plain_args, plain_kwargs))
        return TaskResult(
            task=task,
            id=get_random_string(32),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=plain_args,
            kwargs=plain_kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def _publish(task: Task, args: list[Any], kwargs: dict[str, Any]) -> None:
    call = [task.module_path, args, kwargs]
    if not publisher.publish("cms.run_background_task", queue="default", args=call, expires=3600):
        task.func(*args, **kwargs)
