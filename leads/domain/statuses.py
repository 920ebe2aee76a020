"""Where a message stands, and what outcomes and tracking events make of it.

The words are Anymail's, and three of our own: sending, unknown, cancelled.
"""

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    """Ranked: what stands further down knows more, and an event only ever moves down the list."""

    QUEUED = "queued"  # ours to send, not begun
    SENDING = "sending"  # begun; committed before the wire
    # Accepted or not, nobody could say. Any report of the message itself knows better.
    UNKNOWN = "unknown"
    # We decided not to send. Below every report: one that comes all the same proves that it left.
    CANCELLED = "cancelled"
    SENT = "sent"  # the mail service has it
    DEFERRED = "deferred"  # the receiving server said "later"; the service is still trying
    # The service gave up. Above deferred: it had tried before. Below delivered: where both are
    # reported, one copy was refused and another arrived, and the reader has the mail.
    FAILED = "failed"
    REJECTED = "rejected"
    DELIVERED = "delivered"
    # Above delivered: servers take a mail and return it later, seldom the other way about.
    BOUNCED = "bounced"
    # Above bounced: absence notes are often reported as bounces too, but a mailbox wrote them.
    AUTORESPONDED = "autoresponded"
    # Above bounced: what was opened did arrive. Scanners open mail as well, before it bounces; that
    # costs us a word here, not the suppression, which the bounce event itself causes.
    OPENED = "opened"
    CLICKED = "clicked"
    UNSUBSCRIBED = "unsubscribed"
    # Last: whoever complains must never be mailed again, whatever else they did.
    COMPLAINED = "complained"


class Outcome(StrEnum):
    """Of one attempt to send."""

    SENT = "sent"
    REFUSED_FOR_NOW = "refused_for_now"  # 4xx, connection refused, final dot not written
    REFUSED = "refused"  # 5xx
    AMBIGUOUS = "ambiguous"  # accepted or not, unknown


class SuppressionReason(StrEnum):
    """Why an address must not be mailed."""

    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"


class Kind(StrEnum):
    """The mails there are; each is a folder in templates/emails."""

    RESULT = "result"
    RESULT_COPY = "result_copy"
    LEAD_BRIEF = "lead_brief"
    CONTACT = "contact"
    ANSWERED = "answered"
    DIGEST = "digest"
    REMINDER = "reminder"
    RETURNED = "returned"
    CAME_BACK = "came_back"
    CALLED_OFF = "called_off"
    WROTE = "wrote"
    ALERT = "alert"
    FOLLOW_UP = "follow_up"
    CARRY_ON = "carry_on"
    CONFIRM = "confirm"


# Nothing is left for us to send; a report may still arrive.
FINAL = frozenset(Status) - {Status.QUEUED, Status.SENDING, Status.UNKNOWN}
MOST_RESENDS = 2
_RESENT = frozenset(
    {
        Kind.RESULT,
        Kind.RESULT_COPY,
        Kind.LEAD_BRIEF,
        Kind.CONTACT,
        Kind.ANSWERED,
        Kind.RETURNED,
        Kind.CAME_BACK,
        Kind.CALLED_OFF,
        Kind.WROTE,
        Kind.ALERT,
        Kind.CARRY_ON,
        Kind.CONFIRM,
    }
)

_RANK: Mapping[Status, int] = {status: rank for rank, status in enumerate(Status)}
# Anymail's event types; those not named (subscribed, inbound, unknown …) say nothing of a delivery.
_REPORTED: Mapping[str, Status] = {
    "queued": Status.SENT,  # in the service's queue, so no longer in ours
    "sent": Status.SENT,
    "deferred": Status.DEFERRED,
    "failed": Status.FAILED,
    "rejected": Status.REJECTED,
    "delivered": Status.DELIVERED,
    "bounced": Status.BOUNCED,
    "autoresponded": Status.AUTORESPONDED,
    "opened": Status.OPENED,
    "clicked": Status.CLICKED,
    "unsubscribed": Status.UNSUBSCRIBED,
    "complained": Status.COMPLAINED,
}
_AFTER: Mapping[Outcome, Status] = {
    Outcome.SENT: Status.SENT,
    Outcome.REFUSED_FOR_NOW: Status.QUEUED,
    Outcome.REFUSED: Status.REJECTED,
    Outcome.AMBIGUOUS: Status.UNKNOWN,
}
_SUPPRESSING_EVENTS: Mapping[str, SuppressionReason] = {
    "complained": SuppressionReason.COMPLAINT,
    "unsubscribed": SuppressionReason.UNSUBSCRIBE,
}
# Why a service bounced or refused a mail, in Anymail's words. "timed_out", "blocked" and "other"
# are about this mail or this day, and leave the address alone.
_SUPPRESSING_REASONS: Mapping[str, SuppressionReason] = {
    "invalid": SuppressionReason.HARD_BOUNCE,
    "bounced": SuppressionReason.HARD_BOUNCE,
    "spam": SuppressionReason.COMPLAINT,
    "unsubscribed": SuppressionReason.UNSUBSCRIBE,
}


def next_status(current: Status, event_type: str) -> Status:
    """The higher ranked of the two: no order of events, and no repetition, leads anywhere else.

    `event_type` is Anymail's. One that says nothing of the delivery changes nothing.
    """
    return max(current, _REPORTED.get(event_type, current), key=_RANK.__getitem__)


def status_after(outcome: Outcome, current: Status = Status.SENDING) -> Status:
    """What an attempt to send leaves behind. A report that overtook the outcome is not undone.

    Neither is a cancellation while sending, unless the mail turns out to have left.
    """
    after = _AFTER[outcome]
    if _RANK[current] < _RANK[Status.CANCELLED]:
        return after
    return max(current, after, key=_RANK.__getitem__)


def may_resend(kind: str, ambiguous_count: int) -> bool:
    """Whether a mail that may or may not have been accepted is sent again.

    `ambiguous_count`: attempts so far of which nobody knows whether they were accepted. A result,
    its copy, a link to carry on and what an advisor or the operator must know are sent again at
    most twice, three copies at worst. A follow-up never is, nor is any kind not named here: one too
    few beats two.
    """
    return kind in _RESENT and ambiguous_count <= MOST_RESENDS


def suppression_for(event_type: str, reject_reason: str | None = None) -> SuppressionReason | None:
    """Why an event means that its address must not be mailed; None where it does not.

    The arguments are Anymail's. A bounce for no stated reason counts as hard. Several services
    report soft bounces in the same words; there too, one mail too few beats one too many.
    """
    if event_type == "bounced" and not reject_reason:
        return SuppressionReason.HARD_BOUNCE
    if event_type in ("bounced", "rejected"):
        return _SUPPRESSING_REASONS.get(reject_reason or "")
    return _SUPPRESSING_EVENTS.get(event_type)
