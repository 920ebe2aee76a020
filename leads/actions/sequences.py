"""Who is in which sequence: entering, and the step that is due. Leaving is in leaving.py.

A step is owed to the outbox with its cause and judged again when it is due: whether the reader is
still in, whether the step is for them, whether more mail is welcome now. Only then is a delivery
written, and the ledger sends it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from leads import outbox
from leads.actions.deliveries import PAUSED_LOOKS_AFTER, plan_delivery
from leads.actions.holding import hold_people
from leads.actions.leaving import leave_sequence, leave_sequences
from leads.actions.situations import (
    Person,
    claim_of,
    others_due,
    person_of,
    why_leave,
    why_not,
)
from leads.domain.caps import Postpone, Send, Skip, decide
from leads.domain.consent import Standing
from leads.domain.sequences import Step
from leads.domain.windows import due
from leads.failpoints import fail_point
from leads.models import (
    ConsentEvent,
    Delivery,
    Enrolment,
    FollowUpSettings,
    Lane,
    Lead,
    SendingPause,
    Sequence,
    StepRecord,
    Submission,
    Suppression,
)
from leads.models.deliveries import Kind, Stream
from leads.models.enrolments import Entered, Left
from leads.models.outbox import Topic
from leads.outbox import AT_ONCE, Claimed

__all__ = [
    "NotEntered",
    "enter_as_moved",
    "enter_sequence",
    "enter_sequences_of",
    "leave_sequence",
    "leave_sequences",
    "put_in_sequence",
    "take_step",
]


class NotEntered(Exception):
    """Nobody was enrolled. The sentence is for the person who asked."""


def enter_sequence(
    lead: Lead,
    sequence: Sequence,
    *,
    submission: Submission,
    why: Entered,
    now: datetime,
    by: Any = None,
) -> Enrolment | None:
    """Enrol the reader in the version that is current, and owe its first step; in a transaction.

    None, and nothing changes, where they are in it, where they were and it does not say that they
    may come again, or where nothing is left that they have not had. A person (`by`) may always put
    somebody in again. Whoever calls has asked whether the reader agreed; it is asked again at each
    step.
    """
    Lead.objects.select_for_update().get(pk=lead.pk)  # two causes never enrol one person twice
    before = Enrolment.objects.filter(lead=lead, sequence=sequence)
    version = sequence.current_version
    if version is None or before.running().exists():
        return None
    if before.exists() and why is not Entered.BY_HAND:
        if not version.series.again:
            return None
        why = Entered.AGAIN if why is Entered.ROUTED else why
    first = version.series.after(None, had=_had(lead, sequence))
    if first is None:
        return None
    enrolment = Enrolment(
        lead=lead,
        sequence=sequence,
        version=version,
        submission=submission,
        entered_at=now,
        entered_because=why,
        entered_by=by,
    )
    _owe(enrolment, first, since=now)
    return enrolment


def enter_sequences_of(lane: Lane, lead: Lead, *, submission: Submission, now: datetime) -> None:
    """Routing leads into every sequence of the lane; in the transaction of the decision."""
    for sequence in Sequence.objects.running_for(lane.key):
        enter_sequence(lead, sequence, submission=submission, why=Entered.ROUTED, now=now)


def enter_as_moved(lane: Lane, lead: Lead, *, now: datetime) -> None:
    """A person moved the lead: into the sequences of its new lane, as if routing had led there.

    In the transaction of the move. Who has not agreed, or not confirmed it, enters none.
    """
    submission = _agreed(lead)
    blocked = Suppression.objects.blocking(lead.email, Stream.UPDATES).exists()
    unconfirmed = ConsentEvent.objects.standing_of(lead) is Standing.PENDING
    if submission is None or blocked or unconfirmed:
        return
    for sequence in Sequence.objects.running_for(lane.key):
        enter_sequence(lead, sequence, submission=submission, why=Entered.MOVED, now=now)


def _agreed(lead: Lead) -> Submission | None:
    """The newest with which the reader agreed to be followed up."""
    agreed = Submission.objects.filter(
        lead=lead, follow_up_consent=True, erased_at=None, decision__isnull=False
    )
    return agreed.order_by("-submitted_at").first()


@transaction.atomic
def put_in_sequence(lead: Lead, sequence: Sequence, *, by: Any, now: datetime) -> Enrolment:
    """A person puts the reader in, again too. Raises NotEntered or StaleLead: both say why not."""
    hold_people([lead.pk])
    submission = _agreed(lead)
    if submission is None:
        raise NotEntered("This reader has not agreed to follow-up mail.")
    if ConsentEvent.objects.standing_of(lead) is Standing.PENDING:
        raise NotEntered("This reader has agreed, and has not confirmed it yet.")
    entered = enter_sequence(
        lead, sequence, submission=submission, why=Entered.BY_HAND, now=now, by=by
    )
    if entered is None:
        raise NotEntered("They are in it, or nothing is left in it that they have not had.")
    return entered


def take_step(work: Claimed, now: datetime) -> None:
    """The step this message is about: send it, skip it, put it off, or find that it is over."""
    with transaction.atomic():
        key, _, at = work.key.partition(":")
        person = _hold_person(Enrolment.objects.select_related("lead").get(pk=key).lead)
        enrolment = Enrolment.objects.locked(key)
        step = enrolment.version.series.steps[int(at)]
        if enrolment.left_at is not None or enrolment.next_step != step.key:
            outbox.complete(work)
        elif why := why_leave(enrolment, person):
            enrolment.leave(why, now=now)
            enrolment.save()
            outbox.complete(work)
        else:
            _judge(work, enrolment, step, person=person, now=now)
        fail_point("before_commit")


def _hold_person(lead: Lead) -> Person:
    """Two steps of one person are judged one after the other, so that the caps are exact."""
    return person_of(hold_people([lead.pk]))


def _judge(
    work: Claimed, enrolment: Enrolment, step: Step, *, person: Person, now: datetime
) -> None:
    if reason := why_not(enrolment, step, person):
        _settle(work, enrolment, step, reason=reason, now=now)
        return
    if SendingPause.objects.standing().filter(kind=Kind.FOLLOW_UP).exists():
        outbox.postpone(work, PAUSED_LOOKS_AFTER)  # else several would be due when it is lifted
        return
    limits = person.asked.narrowed(FollowUpSettings.current().limits())
    verdict = decide(
        claim_of(enrolment),
        window=step.window,
        recent=Delivery.objects.updates_to(person.leads, now=now),
        others=others_due(enrolment, person, limits=limits, now=now),
        limits=limits,
        now=now,
    )
    match verdict:
        case Postpone(until):
            enrolment.next_at = until
            enrolment.save(update_fields=["next_at"])
            outbox.postpone(work, until - now)
        case Skip(reason):
            _settle(work, enrolment, step, reason=reason, now=now)
        case Send():
            _settle(work, enrolment, step, reason="", now=now)


def _settle(work: Claimed, enrolment: Enrolment, step: Step, *, reason: str, now: datetime) -> None:
    """The step is sent, or skipped for this reason; the next is owed, or there is none."""
    record = StepRecord(
        enrolment=enrolment,
        lead=enrolment.lead,
        sequence=enrolment.sequence,
        step=step.key,
        outcome=StepRecord.Outcome.SKIPPED if reason else StepRecord.Outcome.SENT,
        reason=reason[:200],
        at=now,
    )
    if not reason:
        record.delivery = _plan(enrolment, step, now=now)
    record.save()
    following = enrolment.version.series.after(
        step.key, had=_had(enrolment.lead, enrolment.sequence)
    )
    if following is None:
        enrolment.leave(Left.FINISHED, now=now)
        enrolment.save()
    else:
        _owe(enrolment, following, since=now)
    outbox.complete(work)


def _plan(enrolment: Enrolment, step: Step, *, now: datetime) -> Delivery:
    return plan_delivery(
        Kind.FOLLOW_UP,
        key=f"follow_up:{enrolment.lead_id}:{enrolment.sequence_id}:{step.key}",
        submission=enrolment.submission,
        lead=enrolment.lead,
        to_address=enrolment.lead.email,
        planned_for=now,
    )


def _owe(enrolment: Enrolment, step: Step, *, since: datetime) -> None:
    zone = FollowUpSettings.current().limits().zone
    moment = due(step.wait, step.window, since=since, zone=zone)
    enrolment.plan(step.key, due=moment)
    enrolment.save()
    at = enrolment.version.series.steps.index(step)
    wait = max(moment - timezone.now(), AT_ONCE)  # the outbox waits by the database's clock
    outbox.enqueue(Topic.STEP_DUE, f"{enrolment.pk}:{at}", delay=wait)


def _had(lead: Lead, sequence: Sequence) -> set[str]:
    """Steps that the person got, under whichever of their addresses."""
    sent = StepRecord.objects.filter(
        lead__in=Lead.objects.of_person(lead),
        sequence=sequence,
        outcome=StepRecord.Outcome.SENT,
    )
    return set(sent.values_list("step", flat=True))
