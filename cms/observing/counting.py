"""What /metrics tells, each family counted by one query, however much there is."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Min, Q, Subquery, Sum
from django.db.models.functions import Now
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from leads.models import (
    Alert,
    AssignmentEvent,
    Circuit,
    Delivery,
    Heartbeat,
    OutboxMessage,
    Submission,
    WebhookDelivery,
)
from leads.models.outbox import QUEUE_OF, Topic

RECENT: Final = timedelta(seconds=60)
# Seconds: a working house takes under one; a minute is a worker that died; an hour, an outage.
BUCKETS: Final = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600)
STATES: Final = {
    "done": Q(done_at__isnull=False),
    "pending": Q(done_at=None, dead_at=None),
    "dead": Q(dead_at__isnull=False),
}


def outbox() -> Iterator[Metric]:
    """One statement, so that one moment: stored = done + pending + dead holds in every answer."""
    due = Q(STATES["pending"], available_at__lte=Now())
    rows = OutboxMessage.objects.values("queue", "topic").annotate(
        stored=Count("pk"),
        due=Count("pk", filter=due),
        oldest=Min("available_at", filter=due),
        now=Now(),
        **{state: Count("pk", filter=holds) for state, holds in STATES.items()},
    )
    counted = {Topic(row["topic"]): row for row in rows.order_by() if row["topic"] in Topic}
    messages = GaugeMetricFamily(
        "lanewise_outbox_messages", "Work owed, by state.", labels=["queue", "topic", "state"]
    )
    stored = GaugeMetricFamily(
        "lanewise_outbox_stored", "All of it: done, pending and dead.", labels=["queue", "topic"]
    )
    for topic, queue in QUEUE_OF.items():
        row = counted.get(topic, {})
        stored.add_metric([queue, topic.value], row.get("stored", 0))
        for state in STATES:
            messages.add_metric([queue, topic.value, state], row.get(state, 0))
    yield from (stored, messages, *_queues(list(counted.values())))


def _queues(rows: list[dict[str, Any]]) -> Iterator[Metric]:
    due = GaugeMetricFamily(
        "lanewise_queue_due", "Messages that are due and held by nobody.", labels=["queue"]
    )
    age = GaugeMetricFamily(
        "lanewise_queue_oldest_due_seconds", "How long the oldest has been due.", labels=["queue"]
    )
    for queue in sorted(set(QUEUE_OF.values())):
        of_queue = [row for row in rows if row["queue"] == queue]
        waits = [_seconds(row["now"], row["oldest"]) for row in of_queue if row["oldest"]]
        due.add_metric([queue], sum(row["due"] for row in of_queue))
        age.add_metric([queue], max(waits, default=0))
    yield from (due, age)


def submissions() -> Iterator[Metric]:
    """What readers sent, beside the work owed for it: stored = terminal + pending + dead.

    Of two tables, in one statement: a submission for which nothing was ever owed would show.
    """
    owed = OutboxMessage.objects.filter(topic=Topic.SUBMISSION_ACCEPTED).order_by()
    counts = {
        name: Max(Subquery(owed.filter(STATES[state]).values("topic").values(n=Count("pk"))))
        for name, state in (("terminal", "done"), ("pending", "pending"), ("dead", "dead"))
    }
    counted = Submission.objects.aggregate(stored=Count("pk"), **counts)
    family = GaugeMetricFamily(
        "lanewise_submissions",
        "Submissions: stored; worked on to the end, still owed, given up on.",
        labels=["state"],
    )
    for state, count in counted.items():
        family.add_metric([state], count or 0)
    yield family


def latency() -> Iterator[Metric]:
    """From the reader's POST, by the rows themselves: to the decision (scored and routed are one
    transaction), and to the moment the mail service took the result."""
    family = HistogramMetricFamily(
        "lanewise_pipeline_seconds",
        "From submitted to a stage, of everything that is kept.",
        labels=["stage"],
    )
    routed = Submission.objects.filter(processed_at__isnull=False)
    results = Delivery.objects.filter(kind="result", sent_at__isnull=False)
    _add(family, "routed", routed, began="submitted_at", ended="processed_at")
    _add(family, "handed_over", results, began="submission__submitted_at", ended="sent_at")
    yield family


def _add(family: HistogramMetricFamily, stage: str, rows: Any, *, began: str, ended: str) -> None:
    took = ExpressionWrapper(F(ended) - F(began), output_field=DurationField())
    within = {
        f"le_{number}": Count("pk", filter=Q(took__lte=timedelta(seconds=most)))
        for number, most in enumerate(BUCKETS)
    }
    counted = rows.annotate(took=took).aggregate(
        everything=Count("pk"), total=Sum("took"), **within
    )
    buckets = [(str(float(most)), counted[f"le_{i}"]) for i, most in enumerate(BUCKETS)]
    buckets.append(("+Inf", counted["everything"]))
    total = counted["total"] or timedelta(0)
    family.add_metric([stage], buckets, sum_value=total.total_seconds())


def mail() -> Iterator[Metric]:
    rows = Delivery.objects.values("kind", "status").annotate(
        count=Count("pk"), copies=Sum(F("ambiguities") + F("takeovers"))
    )
    family = GaugeMetricFamily(
        "lanewise_mail", "Messages in the ledger, by kind and state.", labels=["kind", "state"]
    )
    copies = GaugeMetricFamily(
        "lanewise_mail_possible_duplicates", "Copies that may exist, counted.", labels=["kind"]
    )
    twice: dict[str, int] = {}
    for row in rows.order_by():
        family.add_metric([row["kind"], row["status"]], row["count"])
        twice[row["kind"]] = twice.get(row["kind"], 0) + row["copies"]
    for kind, count in twice.items():
        copies.add_metric([kind], count)
    yield from (family, copies)


def assignments() -> Iterator[Metric]:
    """`expired` is a breach: nobody answered in time, and the lead went to the next."""
    family = CounterMetricFamily(
        "lanewise_assignment_events", "The ledger of offers, by lane.", labels=["lane", "event"]
    )
    rows = AssignmentEvent.objects.values("lane__key", "event").annotate(count=Count("pk"))
    for row in rows.order_by():
        family.add_metric([row["lane__key"], row["event"]], row["count"])
    yield family


def webhooks() -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "lanewise_webhooks", "What other systems are told, by state.", labels=["state"]
    )
    rows = WebhookDelivery.objects.values("status").annotate(count=Count("pk"))
    counted = {row["status"]: row["count"] for row in rows.order_by()}
    for state in WebhookDelivery.Status:
        family.add_metric([state.value], counted.get(state.value, 0))
    yield family


def signs_of_life() -> Iterator[Metric]:
    seen = GaugeMetricFamily(
        "lanewise_seconds_since_seen", "Since the last sign of life.", labels=["kind"]
    )
    alive = GaugeMetricFamily(
        "lanewise_processes", "Processes seen in the last minute.", labels=["kind"]
    )
    rows = Heartbeat.objects.values("kind").annotate(
        last=Max("seen_at"), now=Now(), recent=Count("pk", filter=Q(seen_at__gte=Now() - RECENT))
    )
    for row in rows.order_by():
        seen.add_metric([row["kind"]], _seconds(row["now"], row["last"]))
        alive.add_metric([row["kind"]], row["recent"])
    yield from (seen, alive)


def needing_a_person() -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "lanewise_alerts_open",
        "Alerts that no person has settled.",
        value=Alert.objects.filter(settled_at=None).count(),
    )
    yield GaugeMetricFamily(
        "lanewise_mail_circuits_open",
        "Mail services that give no clear answers.",
        value=Circuit.objects.filter(open_until__gt=Now()).count(),
    )


def _seconds(now: datetime, then: datetime) -> float:
    return max((now - then).total_seconds(), 0)


FAMILIES: Final[tuple[Callable[[], Iterator[Metric]], ...]] = (
    outbox,
    submissions,
    latency,
    mail,
    assignments,
    webhooks,
    signs_of_life,
    needing_a_person,
)
