"""Who is at work, and what waits for them."""

import time
from collections.abc import Iterator
from typing import Final

from django.db.models import Count
from django.db.models.functions import Now

from cms.celery import QUEUES
from cms.doctor.finding import Finding, fault, well
from cms.health import RECENT, TOO_OLD, work
from cms.panels import LATE
from leads.kick import kick
from leads.models import Circuit, Heartbeat, OutboxMessage
from leads.models.outbox import Topic

PATIENCE: Final = 5.0  # seconds for a worker that has nothing else to do
LOOK: Final = 0.05  # seconds between two looks whether it answered


def workers_answer(*, patience: float = PATIENCE) -> Iterator[Finding]:
    """Rings for each queue: a hint goes through the broker, and a worker says in the database that
    it came. One that is at work answers later; it was seen, at least."""
    before = _seen()
    began = time.monotonic()
    rung = {queue for queue in QUEUES if kick(queue)}
    heard: dict[str, float] = {}
    while rung - heard.keys() and time.monotonic() - began < patience:
        time.sleep(LOOK)  # a process elsewhere: there is nothing of ours to wait on
        now = _seen()
        for queue in rung - heard.keys():
            if now.get(queue) != before.get(queue):
                heard[queue] = time.monotonic() - began
    recent = _seen(recently=True)
    for queue in QUEUES:
        yield _worker(queue, heard.get(queue), is_recent=queue in recent)


def _worker(queue: str, seconds: float | None, *, is_recent: bool) -> Finding:
    check = f"worker {queue}"
    if seconds is not None:
        return well(check, f"a hint came through broker and worker in {seconds:.2f} s")
    if is_recent:
        return well(check, "seen in the last minute, and at work")
    return fault(
        check,
        f"Nobody answers for the queue {queue}.",
        do=f"Start a worker: celery --app cms worker -Q {queue}.",
    )


def _seen(*, recently: bool = False) -> dict[str, object]:
    """When a worker was last seen, by queue."""
    beats = Heartbeat.objects.filter(kind="worker").order_by("seen_at")
    if recently:
        beats = beats.filter(seen_at__gte=Now() - RECENT)
    return {
        name.removeprefix("worker:").partition("@")[0]: seen_at
        for name, seen_at in beats.values_list("name", "seen_at")
    }


def others_are_alive() -> Iterator[Finding]:
    seen = work()
    if seen["sweepers"]:
        yield well("sweeper", f"{seen['sweepers']} seen in the last minute")
    else:
        yield fault(
            "sweeper",
            "None was seen in the last minute.",
            do="Start one: manage.py sweep; it does what broker and workers miss.",
        )
    yield _rung("beat", seen["seconds_since_beat"], most=RECENT.total_seconds())
    yield _rung("publishing", seen["seconds_since_publishing"], most=LATE.total_seconds())


def _rung(check: str, seconds: float | None, *, most: float) -> Finding:
    if seconds is not None and seconds <= most:
        return well(check, f"{seconds:.0f} s ago")
    return fault(
        check,
        "Never seen." if seconds is None else f"Last seen {seconds:,.0f} s ago.",
        do="Start beat, and one only: celery --app cms beat; it needs broker and worker-default.",
    )


def work_gets_done() -> Iterator[Finding]:
    oldest = work()["oldest_due_seconds"]
    if oldest > TOO_OLD:
        yield fault(
            "outbox",
            f"The oldest message has been due for {oldest:,.0f} s.",
            do="Start workers or sweepers, or more of them.",
        )
    else:
        yield well("outbox", f"the oldest message has been due for {oldest:.0f} s")
    yield _dead()
    yield _mail_leaves()


def _dead() -> Finding:
    dead = OutboxMessage.objects.dead().values_list("topic").annotate(n=Count("id")).order_by("-n")
    if not (counts := list(dead)):
        return well("dead letters", "none")
    kinds = ", ".join(f"{_label(topic)}: {count}" for topic, count in counts)
    return fault(
        "dead letters",
        f"{sum(count for _, count in counts)} were given up on ({kinds}).",
        do="Mend what Leads → Dead letters says of each, then press Replay there.",
    )


def _label(topic: str) -> str:
    return str(Topic(topic).label) if topic in Topic.values else topic


def _mail_leaves() -> Finding:
    circuit = Circuit.objects.exclude(open_until=None).first()
    if circuit is None:
        return well("mail circuit", "closed: mail leaves")
    return fault(
        "mail circuit",
        f"Open since {circuit.opened_at:%Y-%m-%d %H:%M} UTC: the mail service was unclear.",
        do="Look whether the mail service is up; one probe at a time finds out when it is back.",
    )
