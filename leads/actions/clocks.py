"""What time does to a lead, each when its row of the outbox is due. A stale one does nothing."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from leads import outbox
from leads.actions.assignments import expire_assignment
from leads.actions.holding import LeadGone, hold_lead
from leads.actions.offers import write_to_advisor
from leads.actions.timeline import add_line, add_turn_line
from leads.domain.actors import SYSTEM
from leads.domain.assignments_life import Event, State
from leads.models import Assignment, Lead, LeadEvent
from leads.models.deliveries import Kind
from leads.models.timeline import LeadEventKind
from leads.outbox import Claimed

SOON: Final = timedelta(seconds=1)


def remind_advisor(work: Claimed, now: datetime) -> None:
    """Half of the time to answer is over."""
    with transaction.atomic():
        turn = _turn_of_round(work)
        if turn is not None:
            line = add_turn_line(turn, Event.REMINDED, reason="", by=SYSTEM, now=now)
            _plan_reminder(turn, line, now=now)
        outbox.complete(work)


def end_waiting(work: Claimed, now: datetime) -> None:
    """The time to answer is over: the lead goes to the next advisor."""
    with transaction.atomic():
        turn = _turn_of_round(work)
        if turn is not None and turn.due_at > now:  # the clocks of several machines never agree
            outbox.postpone(work, max(turn.due_at - now, SOON))
            return
        if turn is not None:
            expire_assignment(turn, now=now)
        outbox.complete(work)


def wake_lead(work: Claimed, now: datetime) -> None:
    """The date a snoozed lead waited for has come: whoever has it is reminded."""
    with transaction.atomic():
        line = LeadEvent.objects.select_related("lead").get(pk=work.key)
        _wake(line.lead, line, now=now)
        outbox.complete(work)


def _wake(lead: Lead, snoozed: LeadEvent, *, now: datetime) -> None:
    try:
        held = hold_lead(lead)
    except LeadGone:
        return
    if held.lead.snoozed_until != snoozed.until:  # snoozed again since
        return
    held.lead.snoozed_until = None
    held.lead.save(update_fields=["snoozed_until", "updated_at"])
    woken = add_line(held.lead, LeadEventKind.WOKEN, text=snoozed.text, by=SYSTEM, now=now)
    for turn in held.open:
        if turn.state == State.ACCEPTED:  # who has not answered has a clock of their own
            _plan_reminder(turn, woken, now=now)


def _turn_of_round(work: Claimed) -> Assignment | None:
    """The turn, held, if it still waits in the round that the key names."""
    key, _, rounds = work.key.partition(".")
    turn = Assignment.objects.with_parties().get(pk=key)
    try:
        hold_lead(turn.lead)
    except LeadGone:
        return None
    turn = Assignment.objects.locked(key)
    waits = turn.state == State.OFFERED and turn.postponements == int(rounds)
    return turn if waits and turn.submission.erased_at is None else None


def _plan_reminder(turn: Assignment, line: LeadEvent, *, now: datetime) -> None:
    write_to_advisor(turn, Kind.REMINDER, key=f"reminder:{line.pk}", line=line, now=now)
