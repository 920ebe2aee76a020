"""T4: a message is claimed, handed to the mail service outside any transaction, and its outcome is
written down. Everything here may run twice; what nobody knows is counted, never guessed.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypedDict, Unpack
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from leads import outbox
from leads.actions.suppressions import is_suppressed, suppress
from leads.domain.backoff import delay as backoff_delay
from leads.domain.consent import Standing
from leads.domain.statuses import FINAL, Outcome, Status, may_resend
from leads.domain.windows import first_moment
from leads.failpoints import fail_point
from leads.mail import circuit
from leads.mail.circuit import Permit
from leads.mail.compose import Rendered, compose, message_id, render
from leads.mail.replies import Result
from leads.mail.send import Withheld, send, service_name
from leads.models import (
    Advisor,
    Alert,
    Assignment,
    ConsentEvent,
    Delivery,
    Draft,
    FollowUpSettings,
    InboundMessage,
    Lead,
    LeadEvent,
    SendingPause,
    Submission,
    Suppression,
)
from leads.models.deliveries import WITH_THE_LINK, Kind, Stream
from leads.models.outbox import Topic
from leads.models.tokens import normalised
from leads.outbox import AT_ONCE, MOST_ATTEMPTS, Claimed

logger = logging.getLogger(__name__)

PAUSED_LOOKS_AFTER: Final = timedelta(minutes=5)
A_DAY: Final = timedelta(hours=24)
SUPPRESSED: Final = "the address is suppressed"
# Claimed in one of these, the work was a dead letter and a person replayed it.
REPLAYABLE: Final = frozenset({Status.FAILED, Status.REJECTED})
# A brief in one of these reaches nobody, and so does the lead: a dead letter, for a person to see.
UNHEARD: Final = REPLAYABLE | {Status.CANCELLED}
# What is pointless to an advisor once somebody else has the lead.
ASKS: Final = frozenset({Kind.LEAD_BRIEF, Kind.REMINDER, Kind.CAME_BACK, Kind.CALLED_OFF})
PASSED_ON: Final = "the lead has gone to somebody else"


@dataclass(frozen=True, slots=True)
class Sending:
    """A delivery whose sending has begun: this is committed, and the wire comes next."""

    delivery: Delivery
    permit: Permit


class About(TypedDict, total=False):
    """What a message speaks of; each kind has some of it."""

    submission: Submission | None
    draft: Draft | None
    lead: Lead | None
    assignment: Assignment | None
    alert: Alert | None
    lead_event: LeadEvent | None
    inbound: InboundMessage | None
    advisor: Advisor | None


def plan_delivery(
    kind: Kind, *, key: str, to_address: str, planned_for: datetime, **about: Unpack[About]
) -> Delivery:
    """Owe one message, in the caller's transaction. The same key again is the same delivery."""
    planned = Delivery(
        id=uuid4(),
        key=key,
        kind=kind,
        to_address=normalised(to_address),
        planned_for=planned_for,
        **about,
    )
    planned.message_id = message_id(planned)
    Delivery.objects.bulk_create([planned], ignore_conflicts=True)
    delivery = Delivery.objects.get(key=key)
    # The outbox waits by the database's clock, so an absolute time becomes a wait here.
    wait = max(planned_for - timezone.now(), AT_ONCE)
    outbox.enqueue(Topic.DELIVERY_PLANNED, delivery.pk, delay=wait)
    return delivery


def send_delivery(work: Claimed, now: datetime) -> None:
    """Send what is owed, or find that nothing is any more."""
    rendered = _rendered(work)
    sending = claim_for_sending(work, rendered, now=now)
    if sending is None:
        return
    fail_point("before_wire")
    try:
        result = send(compose(sending.delivery))
    except Withheld:
        record_withheld(work, sending)
        return
    if result.outcome is Outcome.SENT:
        fail_point("after_250")
    record_outcome(work, sending, result, now=now)
    _log(sending.delivery, result)


@transaction.atomic
def claim_for_sending(work: Claimed, rendered: Rendered | None, *, now: datetime) -> Sending | None:
    """Commit that sending begins. None: not now, or not at all, and the work says so.

    Raises StaleToken when the lease was taken over.
    """
    delivery = Delivery.objects.locked(work.key)
    outbox.renew(work)
    delivery.count_takeover()
    if not _is_owed(delivery, now=now):
        delivery.save_progress()
        _let_go(work, delivery)
        return None
    if wait := _paused_for(delivery) or _quiet_for(delivery, now=now):
        delivery.save_progress()
        outbox.postpone(work, wait)
        return None
    permit = circuit.ask(service_name())
    if isinstance(permit, timedelta):
        delivery.save_progress()
        outbox.postpone(work, permit)
        return None
    if rendered:
        delivery.subject, delivery.text, delivery.html = rendered
    delivery.begin_sending(now=now)
    delivery.save_progress("subject", "text", "html")
    return Sending(delivery, permit)


@transaction.atomic
def record_outcome(work: Claimed, sending: Sending, result: Result, *, now: datetime) -> None:
    """Write down what the service said and what follows from it. Raises StaleToken."""
    delivery = Delivery.objects.locked(work.key)
    delivery.record_outcome(
        result.outcome,
        service_message_id=result.service_message_id,
        detail=result.detail,
        now=now,
    )
    _settle(work, delivery, result)
    delivery.save_progress()
    if result.no_such_mailbox:
        suppress(sending.delivery.to_address, reason=Suppression.Reason.REFUSED)
    circuit.report(sending.permit, answered=result.answered)


@transaction.atomic
def record_withheld(work: Claimed, sending: Sending) -> None:
    """Suppressed between the claim and the wire: nothing left."""
    delivery = Delivery.objects.locked(work.key)
    delivery.cancel(SUPPRESSED)
    delivery.save_progress()
    _let_go(work, delivery)
    circuit.hand_back(sending.permit)


def _log(delivery: Delivery, result: Result) -> None:
    """Its id is in the Message-ID of the mail; to whom it went is nobody's business here."""
    outcome = result.outcome.value
    facts = {"delivery": str(delivery.pk), "kind": delivery.kind, "outcome": outcome}
    logger.info("mail %s (%s): %s", delivery.pk, delivery.kind, outcome, extra=facts)


def _rendered(work: Claimed) -> Rendered | None:
    """The words, unless they are stored or not needed. Made before the claim, because a fault in a
    template is no doubt about what was sent."""
    owed = Delivery.objects.filter(pk=work.key, text="", status=Status.QUEUED.value)
    kind = owed.exclude(to_address="").values_list("kind", flat=True).first()
    if kind is None:
        return None
    return render(Delivery.objects.with_contents(Kind(kind)).get(pk=work.key))


def _is_owed(delivery: Delivery, *, now: datetime) -> bool:
    status = Status(delivery.status)
    if not delivery.to_address:  # erased
        return False
    if status in FINAL - (UNHEARD if delivery.kind == Kind.LEAD_BRIEF else REPLAYABLE):
        return False
    if _is_pointless(delivery):
        delivery.cancel(PASSED_ON)
        return False
    if status is Status.UNKNOWN and not may_resend(delivery.kind, delivery.possible_duplicates):
        return False
    if is_suppressed(delivery.to_address, delivery.stream):
        delivery.cancel(SUPPRESSED)
        return False
    if delivery.stream is Stream.UPDATES and _is_unconfirmed(delivery):
        delivery.cancel("the reader has not confirmed that they agree")
        return False
    if _is_over_the_limit(delivery, now=now):
        delivery.cancel("enough results were sent to this address today")
        return False
    return True


def _is_unconfirmed(delivery: Delivery) -> bool:
    standing = ConsentEvent.objects.standing_of(delivery.lead_id)
    return bool(standing is Standing.PENDING)


def _is_pointless(delivery: Delivery) -> bool:
    turn = delivery.assignment if delivery.kind in ASKS else None
    return turn is not None and not turn.is_open


def _paused_for(delivery: Delivery) -> timedelta | None:
    """While a kind is paused its mail waits here, and looks again: nothing is lost by it."""
    paused = SendingPause.objects.standing().filter(kind=delivery.kind)
    return PAUSED_LOOKS_AFTER if paused.exists() else None


def _quiet_for(delivery: Delivery, *, now: datetime) -> timedelta | None:
    """How long an update waits in the quiet hours: it may have been held up since it was due."""
    if delivery.stream is not Stream.UPDATES:
        return None
    limits = FollowUpSettings.current().limits()
    return (first_moment(limits.waking, since=now, zone=limits.zone) - now) or None


def _is_over_the_limit(delivery: Delivery, *, now: datetime) -> bool:
    """Anybody can type anybody's address into a form: it gets a few results a day, not hundreds."""
    if delivery.kind not in WITH_THE_LINK:
        return False
    if delivery.lead_id:
        Lead.objects.select_for_update().get(pk=delivery.lead_id)  # two senders never count at once
    recent = Delivery.objects.results_since(now - A_DAY, address=delivery.to_address)
    return recent.exclude(pk=delivery.pk).count() >= settings.MAIL_DAILY_LIMIT


def _settle(work: Claimed, delivery: Delivery, result: Result) -> None:
    """Done, once more later, or a dead letter."""
    copies = delivery.possible_duplicates
    if result.outcome is Outcome.REFUSED and not result.no_such_mailbox:
        outbox.give_up(work, result.detail)
    elif delivery.status in FINAL:
        _let_go(work, delivery)
    elif result.outcome is Outcome.AMBIGUOUS and may_resend(delivery.kind, copies):
        outbox.postpone(work, backoff_delay(copies))
    elif result.outcome is Outcome.AMBIGUOUS:
        outbox.complete(work)
    elif not result.answered:  # the service is away: that is not held against the message
        outbox.postpone(work, backoff_delay(1))
    elif work.attempts < MOST_ATTEMPTS:
        outbox.postpone(work, backoff_delay(work.attempts), counts=True)
    else:
        delivery.status = Status.FAILED.value
        outbox.give_up(work, result.detail)


def _let_go(work: Claimed, delivery: Delivery) -> None:
    unheard = delivery.status in UNHEARD and delivery.to_address  # erased, it concerns nobody
    if delivery.kind == Kind.LEAD_BRIEF and unheard and not _is_pointless(delivery):
        outbox.give_up(work, delivery.reason)
    else:
        outbox.complete(work)
