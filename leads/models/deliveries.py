"""The ledger of mail: each message before, during and after sending."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from leads.domain import caps
from leads.domain.statuses import Outcome, Status, status_after
from leads.models.personal import READERS
from leads.models.tokens import normalised


class Stream(models.TextChoices):
    """Three streams from three senders: what one of them does never harms the others."""

    RESULTS = "results", "results (asked for by the reader)"
    BRIEFS = "briefs", "briefs (to advisors)"
    UPDATES = "updates", "updates (agreed to, and stoppable)"


class Kind(models.TextChoices):
    RESULT = "result", "result"
    RESULT_COPY = "result_copy", "result as PDF"
    LEAD_BRIEF = "lead_brief", "lead brief"
    CONTACT = "contact", "address of an accepted lead"
    ANSWERED = "answered", "what an advisor’s reply did"
    DIGEST = "digest", "an advisor’s open leads"
    REMINDER = "reminder", "reminder to an advisor"
    RETURNED = "returned", "a lead has gone to somebody else"
    CAME_BACK = "came_back", "a reader answered again"
    CALLED_OFF = "called_off", "a conversation was cancelled"
    WROTE = "wrote", "what a reader wrote back"
    FOLLOW_UP = "follow_up", "follow-up"
    CARRY_ON = "carry_on", "link to carry on"
    CONFIRM = "confirm", "link to confirm"
    ALERT = "alert", "alert to the operator"

    @property
    def stream(self) -> Stream:
        return STREAM_OF[self]


STREAM_OF = {
    Kind.RESULT: Stream.RESULTS,
    Kind.RESULT_COPY: Stream.RESULTS,
    Kind.LEAD_BRIEF: Stream.BRIEFS,
    Kind.CONTACT: Stream.BRIEFS,
    Kind.ANSWERED: Stream.BRIEFS,
    Kind.DIGEST: Stream.BRIEFS,
    Kind.REMINDER: Stream.BRIEFS,
    Kind.RETURNED: Stream.BRIEFS,
    Kind.CAME_BACK: Stream.BRIEFS,
    Kind.CALLED_OFF: Stream.BRIEFS,
    Kind.WROTE: Stream.BRIEFS,
    Kind.FOLLOW_UP: Stream.UPDATES,
    Kind.CARRY_ON: Stream.RESULTS,
    Kind.CONFIRM: Stream.RESULTS,
    Kind.ALERT: Stream.BRIEFS,
}

NEVER_LEFT = (Status.CANCELLED.value, Status.REJECTED.value, Status.FAILED.value)

# Of a submission, of what its reader was told, and of a lead that an advisor hears of.
SENT = ("submission__rubric", "submission__decision__lane__offer_page")
ABOUT_A_LEAD = (
    "lead",
    "submission__rubric",
    "submission__decision__lane",
    "submission__decision__rule_set",
    "assignment__advisor",
    "assignment__lane",
    "lead_event__lane",
)
MADE_OF: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.RESULT: SENT,
    Kind.RESULT_COPY: SENT,
    Kind.CONFIRM: SENT,
    Kind.FOLLOW_UP: ("lead", *SENT, "step_record__enrolment__version"),
    Kind.ANSWERED: (*ABOUT_A_LEAD, "inbound"),
    Kind.CARRY_ON: ("draft__rubric",),
    Kind.DIGEST: ("advisor",),
    Kind.ALERT: ("alert",),
}
HAS_DOCUMENT = frozenset({"submission__rubric", "submission__decision__rule_set", "draft__rubric"})

WORDS = ("subject", "text", "html")

WITH_THE_LINK = (Kind.RESULT, Kind.RESULT_COPY)

PROGRESS = (
    "status",
    "reason",
    "service_message_id",
    "send_started_at",
    "sent_at",
    "attempts",
    "ambiguities",
    "takeovers",
)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def locked(self, key: Any) -> "Delivery":
        """One delivery, held until the transaction ends; its words are fetched if asked for."""
        return self.defer(*WORDS).select_for_update().get(pk=key)

    def with_contents(self, *kinds: Kind) -> "DeliveryQuerySet":
        """With all that the words of these kinds are made of; of every kind where none is named.

        Postgres takes longer to plan the joins of every kind than to do those of one.
        """
        rows = {name for kind in kinds or Kind for name in MADE_OF.get(kind, ABOUT_A_LEAD)}
        documents = [f"{name}__document" for name in rows & HAS_DOCUMENT]  # read once a process
        return self.select_related(*sorted(rows)).defer(*documents)

    def queued_for(self, address: str, stream: str = "") -> "DeliveryQuerySet":
        """Not begun, to this address; of one stream, or of all."""
        kinds = [kind for kind in Kind if stream in ("", kind.stream)]
        return self.filter(
            to_address=normalised(address), kind__in=kinds, status=Status.QUEUED.value
        )

    def queued(self) -> "DeliveryQuerySet":
        return self.filter(status=Status.QUEUED.value)

    def updates_to(self, leads: Iterable[Any], *, now: datetime) -> list[datetime]:
        """When updates went to these leads in the last seven days, or are about to."""
        kinds = [kind for kind in Kind if kind.stream is Stream.UPDATES]
        counted = self.filter(lead__in=leads, kind__in=kinds).exclude(status__in=NEVER_LEFT)
        moment = Coalesce("sent_at", "send_started_at", "planned_for")
        rows = counted.annotate(moment=moment).filter(moment__gt=now - caps.WEEK)
        return list(rows.order_by("moment").values_list("moment", flat=True))

    def results_since(self, moment: datetime, *, address: str) -> "DeliveryQuerySet":
        """Results and copies of them to this address whose sending began after `moment`."""
        return self.filter(kind__in=WITH_THE_LINK, to_address=address, send_started_at__gt=moment)

    def with_the_link(self) -> "DeliveryQuerySet":
        """Those that hold the private link to the result."""
        return self.filter(kind__in=WITH_THE_LINK)


class Delivery(models.Model):
    """One message to one address. `key` says what for; nobody gets the same one twice, ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    submission = models.ForeignKey(
        "leads.Submission", null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    # Of a link to carry on, until the draft goes; then nobody can say whose it was.
    draft = models.ForeignKey(
        "leads.Draft", null=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    lead = models.ForeignKey(
        "leads.Lead", null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    assignment = models.ForeignKey(
        "leads.Assignment", null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    alert = models.ForeignKey(
        "leads.Alert", null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    # What of the lead's timeline it tells of, where it tells of one line.
    lead_event = models.ForeignKey(
        "leads.LeadEvent", null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    # The reply it answers, and of a digest whose leads they are.
    inbound = models.ForeignKey(
        "leads.InboundMessage", null=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    advisor = models.ForeignKey(
        "leads.Advisor", null=True, on_delete=models.PROTECT, related_name="digests"
    )
    to_address = models.EmailField()
    status = models.CharField(
        max_length=20, choices=[(s.value, s.value) for s in Status], default=Status.QUEUED.value
    )
    reason = models.CharField(max_length=200, blank=True)  # why it is cancelled, refused, unknown
    message_id = models.CharField(max_length=200, unique=True)
    service_message_id = models.CharField(max_length=200, blank=True)
    planned_for = models.DateTimeField()
    send_started_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ambiguities = models.PositiveSmallIntegerField(default=0)  # accepted or not, unknown
    takeovers = models.PositiveSmallIntegerField(default=0)  # leases taken over after send began
    subject = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = DeliveryQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission__isnull=False)
                | Q(kind="carry_on")
                | Q(kind="alert", alert__isnull=False)
                | Q(kind="digest", advisor__isnull=False),
                name="a_delivery_is_about_a_submission_a_draft_or_an_alert",
            )
        ]
        indexes = [
            models.Index(fields=["-created_at"], name="delivery_newest"),
            # A tracking event names the service's own id.
            models.Index(
                fields=["service_message_id"],
                name="delivery_service_id",
                condition=~Q(service_message_id=""),
            ),
            models.Index(fields=["to_address", "-created_at"], name="delivery_of_address"),
            # How mail fares is counted from this index alone: the rows hold whole mails.
            models.Index(
                fields=["kind", "send_started_at", "status", "to_address", "submission"],
                name="delivery_fares",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def stream(self) -> Stream:
        return Kind(self.kind).stream

    @property
    def sent_submission(self) -> Any:
        """What it is about. Raises ValueError for a link to carry on and for an alert."""
        if self.submission is None:
            raise ValueError(f"{self} belongs to no submission.")
        return self.submission

    @property
    def possible_duplicates(self) -> int:
        """Copies beyond the first that may exist: what we do not know, counted."""
        return self.ambiguities + self.takeovers

    def count_takeover(self) -> None:
        """Somebody began to send this and never said what came of it."""
        if self.status == Status.SENDING:
            self.takeovers += 1
            self.status = Status.UNKNOWN.value
            self.reason = "whoever sent it never said what came of it"

    def cancel(self, reason: str) -> None:
        """Not sent, and not to be. Where an earlier attempt may have been accepted it's unknown."""
        if self.status in (Status.QUEUED, Status.SENDING):
            after = Status.UNKNOWN if self.possible_duplicates else Status.CANCELLED
            self.status, self.reason = after.value, reason

    def begin_sending(self, *, now: datetime) -> None:
        """Committed before the wire, so that a crash after it is known for what it may be."""
        self.status = Status.SENDING.value
        self.send_started_at = now
        self.attempts += 1

    def record_outcome(
        self, outcome: Outcome, *, service_message_id: str, detail: str, now: datetime
    ) -> None:
        """What an attempt left behind; a report that overtook it is not undone."""
        self.ambiguities += outcome is Outcome.AMBIGUOUS
        after = status_after(outcome, Status(self.status))
        if after is Status.QUEUED and self.possible_duplicates:
            after = Status.UNKNOWN  # this attempt certainly failed; an earlier one may not have
        self.status, self.reason = after.value, detail[:200]
        if self.to_address:  # else it was erased on the way
            self.service_message_id = service_message_id[:200] or self.service_message_id
        if outcome is Outcome.SENT:
            self.sent_at = now

    def forget(self) -> None:
        """Neither the words nor the address; what became of the message stays."""
        for column, left in READERS["Delivery"].items():
            setattr(self, column, left)
        self.save_progress(*READERS["Delivery"])

    def save_progress(self, *more: str) -> None:
        """Without the words, which never change once they are there."""
        self.save(update_fields=[*PROGRESS, *more])
