"""The pipeline: accepted submission → scored → routed → two mails handed to SMTP."""

import subprocess
import sys
import time
from itertools import islice
from statistics import median
from urllib.parse import urlsplit

from django.db import connections

from tests.bench import cores
from tests.bench.comparing import judged, milliseconds, table
from tests.bench.load import steadily
from tests.bench.stage import Stage, say, stage, wait_until

TITLE = "The pipeline"
LEADS = 150
NOOPS = 3000
ROUNDS = 3
A_SECOND = 5.0  # submissions, while latency is measured
PACED = 120


def run(*, leads: int = LEADS, noops: int = NOOPS, rounds: int = ROUNDS, paced: int = PACED) -> str:
    with stage() as here:
        say("Pipeline: floors …")
        tasks = [_noop_tasks(here, noops) for _ in range(rounds)]
        batch = [_batch_floor(here, leads, at) for at in range(rounds)]
        here.start_worker("pipeline")
        here.start_worker("mail")
        say("Pipeline: leads …")
        ours = [_leads(here, leads) for _ in range(rounds + 1)][1:]
        say("Pipeline: latency …")
        waits = _latency(here, paced)
    return _told(tasks, batch, ours, waits)


def _noop_tasks(here: Stage, count: int) -> float:
    """Tasks a second of one process: the queue is filled first, then the worker is let go."""
    from redis import Redis

    from cms.celery import app

    for _ in range(count):
        app.send_task("bench.noop", queue="default", ignore_result=True)
    with Redis.from_url(here.broker) as broker:
        left = broker.llen("default")
        here.start(
            "noop", "celery", "--app", "cms", "worker", "-Q", "default", "-n", "noop@bench",
            "--concurrency", "1", "--without-gossip", "--without-mingle",
            "--include", "tests.bench.floors.noop",
        )  # fmt: skip
        wait_until(lambda: broker.llen("default") < left, "the first no-op is done")
        first, began = broker.llen("default"), time.perf_counter()
        wait_until(lambda: not broker.llen("default"), "the last no-op is taken")
        seconds = time.perf_counter() - began
    here.stop("noop")
    return float(first / seconds)


def _batch_floor(here: Stage, count: int, at: int) -> float:
    post = urlsplit(here.sink.url)
    database = here.beside(f"batch_{at}")
    settings = {"DJANGO_SETTINGS_MODULE": "tests.bench.floors.bare", "DATABASE_URL": database}
    with cores.on(cores.MEASURED):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.floors.batch", str(count), "127.0.0.1",
             str(post.port)],
            env=here.environment | settings, check=True, capture_output=True, text=True,
        )  # fmt: skip
    return count / float(done.stdout)


def _leads(here: Stage, count: int) -> float:
    """Leads a second, from the moment all are due until the last of their mails is taken."""
    from leads.kick import kick
    from leads.models import OutboxMessage
    from leads.models.outbox import later
    from leads.outbox import AT_ONCE
    from tests.bench.readers import accepted

    made = accepted(count, due=False)
    before = len(here.sink.arrived)
    began = time.perf_counter()
    OutboxMessage.objects.filter(key__in=made).update(available_at=later(AT_ONCE))
    kick("pipeline")
    connections.close_all()
    if not here.sink.wait_for(before + 2 * count, seconds=240):
        raise AssertionError(here.log("worker-pipeline")[-2000:] + here.log("worker-mail")[-2000:])
    return count / (time.perf_counter() - began)


def _latency(here: Stage, count: int) -> list[float]:
    """Seconds from the beginning of each POST until the second of its mails is taken."""
    from leads.models import Delivery
    from tests.bench.readers import by_api_with_ids

    port = here.start_web()
    here.start("sweeper", "manage", "sweep")
    ids, wires = zip(*islice(by_api_with_ids(), count), strict=True)
    before = len(here.sink.arrived)
    began = list(steadily(port, wires, a_second=A_SECOND, status=202))
    here.sink.wait_for(before + 2 * count, seconds=60)
    arrived: dict[str, list[float]] = {}
    for key, message_id in Delivery.objects.filter(submission__in=ids).values_list(
        "submission_id", "message_id"
    ):
        arrived.setdefault(str(key), []).append(here.sink.arrived[message_id])
    connections.close_all()
    return [max(arrived[key]) - at for key, at in zip(ids, began, strict=True)]


def _told(tasks: list[float], batch: list[float], ours: list[float], waits: list[float]) -> str:
    def row(name: str, rates: list[float], goals: str = "") -> list[str]:
        rate = median(rates)
        of_noop, of_batch = rate / median(tasks), rate / median(batch)
        return [
            name, f"{rate:,.0f}", f"{min(rates):,.0f} – {max(rates):,.0f}", f"{of_noop:.3f}",
            f"{of_batch:.2f}", goals,
        ]  # fmt: skip

    rate = median(ours)
    goals = "; ".join(
        [
            judged(rate, 250, words="≥ 250/s"),
            judged(rate / median(tasks), 0.25, words="≥ 0.25 × no-op"),
            judged(rate / median(batch), 0.5, words="≥ 0.5 × batch"),
        ]
    )
    rows = [
        row("Celery no-op, late acknowledgement, one process", tasks),
        row("Batch floor: inserts, two mails rendered and sent, nothing decided", batch),
        row("Leads: scored, routed, receipted, two mails at SMTP", ours, goals),
    ]
    head = ("What", "A second", "Spread", "× no-op", "× batch floor", "Goals")
    waits = sorted(waits)
    p50, p99 = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]
    return (
        f"{table(head, rows)}\n\n"
        "A worker of one process for the pipeline and one for mail, Postgres and broker share one "
        f"core. From POST to the second mail at SMTP, at {A_SECOND:.0f} submissions a second with "
        f"web and sweeper on the same core: p50 {milliseconds(p50)}, p99 {milliseconds(p99)}."
    )
