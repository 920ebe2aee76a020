"""What people say of a lead: a note, a date to wait for, a conversation, an outcome."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from leads import outbox
from leads.actions.announcements import announce
from leads.actions.assignments import end_turn, postpone_turn
from leads.actions.holding import Held, StaleLead, hold_lead
from leads.actions.leaving import leave_sequences
from leads.actions.offers import write_to_advisor
from leads.actions.timeline import SaidAlready, add_line
from leads.domain import webhooks
from leads.domain.actors import READER, Actor
from leads.domain.assignments_life import Event, State
from leads.models import Lead, LeadEvent
from leads.models.deliveries import Kind
from leads.models.enrolments import Left
from leads.models.outbox import Topic
from leads.models.timeline import LeadEventKind, Outcome

BOOKINGS = UUID("3a0c7b52-5d0f-4b0e-9f39-6a1d1f6f2c11")  # a namespace: one line for one booking


def add_note(lead: Lead, *, text: str, by: Actor, now: datetime, once: UUID | None = None) -> None:
    """A line of their own words, gone when the reader goes. Raises StaleLead."""
    if not text.strip():
        raise StaleLead("A note needs words.")
    with suppress(SaidAlready), transaction.atomic():
        held = hold_lead(lead)
        add_line(held.lead, LeadEventKind.NOTED, text=text, by=by, now=now, once=once)


def snooze_lead(lead: Lead, *, until: datetime, reason: str, by: Actor, now: datetime) -> None:
    """Nobody is reminded of the lead before `until`; then its advisor is. Twice is once.

    An offer that is not answered yet waits as long. Raises StaleLead.
    """
    if until <= now:
        raise StaleLead("That moment is over. Choose one that is still to come.")
    with transaction.atomic():
        held = hold_lead(lead)
        if held.lead.snoozed_until == until:
            return
        held.lead.snoozed_until = until
        held.lead.save(update_fields=["snoozed_until", "updated_at"])
        line = add_line(held.lead, LeadEventKind.SNOOZED, text=reason, by=by, now=now, until=until)
        for turn in held.open:
            if turn.state == State.OFFERED and turn.due_at < until:
                postpone_turn(turn, until=until, by=by, now=now)
        outbox.enqueue(Topic.LEAD_WAKING, line.pk, delay=until - now)


def record_outcome(
    lead: Lead,
    *,
    outcome: str,
    reason: str,
    by: Actor,
    now: datetime,
    once: UUID | None = None,
) -> None:
    """Met, a good fit, won, or lost and why. The same again, with nothing in between, is once.

    Whoever can say so has taken the lead: an offer not answered yet is accepted. Raises StaleLead.
    """
    said = Outcome(outcome)
    if said is Outcome.LOST and not reason.strip():
        raise StaleLead("Say why the lead was lost: it is what the next one is learned from.")
    with suppress(SaidAlready), transaction.atomic():
        held = hold_lead(lead)
        if held.lead.outcome == said:
            return
        line = add_line(
            held.lead,
            LeadEventKind.OUTCOME,
            text=reason,
            by=by,
            now=now,
            once=once,
            outcome=said.value,
        )
        _let_come(held, line, by=by, now=now)


def _let_come(held: Held, line: LeadEvent, *, by: Actor, now: datetime) -> None:
    """What follows from an outcome: of the lead, of what is open about it, for other systems."""
    held.lead.outcome = line.outcome
    held.lead.save(update_fields=["outcome", "updated_at"])
    _accept_open(held, by=by, now=now)
    for each in held.people:
        leave_sequences(each, why=Left.OUTCOME, now=now)
    told = {"outcome": line.outcome, "reason": line.text}
    announce(webhooks.Event.OUTCOME, key=line.pk, lead=held.lead, data=told, now=now)


def record_booking(lead: Lead, *, at: datetime, source: str, reference: str, now: datetime) -> None:
    """A conversation is booked for `at`. `source` and `reference` name the booking: it has one
    line for each time it is booked for. An offer not answered yet is accepted. Raises StaleLead.
    """
    once = _booking_line(source, reference, at)
    with suppress(SaidAlready), transaction.atomic():
        held = hold_lead(lead)
        add_line(
            held.lead,
            LeadEventKind.BOOKED,
            text=source,
            by=READER,
            now=now,
            once=once,
            until=at,
        )
        held.lead.booked_for = at
        held.lead.save(update_fields=["booked_for", "updated_at"])
        _accept_open(held, by=READER, now=now)
        for each in held.people:
            leave_sequences(each, why=Left.BOOKED, now=now)
        told = {"at": at, "source": source}
        announce(webhooks.Event.BOOKED, key=once, lead=held.lead, data=told, now=now)


def cancel_booking(lead: Lead, *, source: str, reference: str, now: datetime) -> None:
    """The conversation is off, if it is the one that stands, and whoever has the lead is told.

    The lead is booked no longer, for the conditions of steps too; sequences that the booking ended
    do not begin again. Twice is once. Raises StaleLead.
    """
    with suppress(SaidAlready), transaction.atomic():
        held = hold_lead(lead)
        at = held.lead.booked_for
        if at is None or not _is_booked_as(_booking_line(source, reference, at)):
            return
        once = uuid5(BOOKINGS, f"cancelled\n{source}\n{reference}\n{at.isoformat()}")
        line = add_line(
            held.lead,
            LeadEventKind.CANCELLED,
            text=source,
            by=READER,
            now=now,
            once=once,
            until=at,
        )
        held.lead.booked_for = None
        held.lead.save(update_fields=["booked_for", "updated_at"])
        for turn in held.open:
            write_to_advisor(
                turn, Kind.CALLED_OFF, key=f"called_off:{line.pk}.{turn.pk}", line=line, now=now
            )


def _booking_line(source: str, reference: str, at: datetime) -> UUID:
    """The line that says that this booking is for this time."""
    return uuid5(BOOKINGS, f"{source}\n{reference}\n{at.isoformat()}")


def _is_booked_as(once: UUID) -> bool:
    return LeadEvent.objects.filter(once=once).exists()


def _accept_open(held: Held, *, by: Actor, now: datetime) -> None:
    for turn in held.open:
        if turn.state == State.OFFERED:
            end_turn(turn, Event.ACCEPTED, reason="", by=by, now=now)
