"""What an advisor, or time, does with a lead that was offered."""

from datetime import datetime
from typing import Final

from django.db import transaction

from leads.actions.alerts import Notice
from leads.actions.announcements import announce
from leads.actions.draws import take_back
from leads.actions.holding import Held, LeadGone, StaleLead, hold_lead
from leads.actions.offers import (
    escalate,
    place_lead,
    tell_contact,
    tell_predecessor,
    watch,
)
from leads.actions.timeline import add_line, add_turn_line
from leads.domain import webhooks
from leads.domain.actors import SYSTEM, Actor, ActorKind
from leads.domain.answering import LONGEST_POSTPONEMENT
from leads.domain.assignments_life import (
    NEUTRAL,
    CannotFollow,
    Event,
    State,
    is_repeated,
    state_after,
)
from leads.domain.service_level import Clock
from leads.models import Assignment, Decision, LeadEvent
from leads.models.timeline import LeadEventKind

PATIENCE: Final = 2  # advisors who did not answer before the operator is told


def accept_assignment(assignment: Assignment, *, by: Actor, now: datetime) -> Assignment:
    """The advisor takes the lead. Twice is once. Raises StaleLead."""
    with transaction.atomic():
        _, turn = hold_turn(assignment, by=by)
        if not is_repeated(State(turn.state), Event.ACCEPTED):
            end_turn(turn, Event.ACCEPTED, reason="", by=by, now=now)
        return turn


def decline_assignment(assignment: Assignment, *, reason: str, by: Actor, now: datetime) -> None:
    """The lead goes to the next advisor. After accepting it is given back. Raises StaleLead."""
    with transaction.atomic():
        _, turn = hold_turn(assignment, by=by)
        event = Event.RETURNED if turn.state == State.ACCEPTED else Event.DECLINED
        if not is_repeated(State(turn.state), event):
            _pass_on(turn, event, reason=reason, by=by, now=now)


def return_lead(assignment: Assignment, *, reason: str, by: Actor, now: datetime) -> None:
    """Whoever accepted the lead gives it back: it goes to the next advisor. Raises StaleLead."""
    with transaction.atomic():
        _, turn = hold_turn(assignment, by=by)
        if not is_repeated(State(turn.state), Event.RETURNED):
            _pass_on(turn, Event.RETURNED, reason=reason, by=by, now=now)


def expire_assignment(assignment: Assignment, *, now: datetime) -> bool:
    """Nobody answered in time: the lead goes to the next advisor. False where that is not so."""
    with transaction.atomic():
        _, turn = hold_turn(assignment, by=SYSTEM)
        if turn.state != State.OFFERED or turn.due_at > now:
            return False
        line = _pass_on(turn, Event.EXPIRED, reason="", by=SYSTEM, now=now)
        tell_predecessor(turn, line, now=now)
        return True


def postpone_assignment(
    assignment: Assignment, *, until: datetime, by: Actor, now: datetime
) -> Assignment:
    """Not now: the answer is due by `until`, a week after the offer at most. Raises StaleLead."""
    with transaction.atomic():
        _, turn = hold_turn(assignment, by=by)
        if turn.state == State.OFFERED and turn.due_at == until:
            return turn
        _check_postponement(turn, until, now=now)
        postpone_turn(turn, until=until, by=by, now=now)
        return turn


def postpone_turn(turn: Assignment, *, until: datetime, by: Actor, now: datetime) -> None:
    """Another round of waiting begins. The caller holds the lead."""
    _next_state(turn, Event.POSTPONED)
    turn.postpone(due_at=until)
    add_turn_line(turn, Event.POSTPONED, reason="", by=by, now=now, until=until)
    watch(turn, Clock.until(turn.advisor.calendar, at=now, due_at=until), now=now)


def hold_turn(assignment: Assignment, *, by: Actor) -> tuple[Held, Assignment]:
    """The assignment as it stands now, its lead and lane held. Raises StaleLead."""
    held = hold_lead(assignment.lead, lanes=[assignment.lane])
    turn = Assignment.objects.locked(assignment.pk)
    if by.kind is ActorKind.ADVISOR and by.id != turn.advisor_id:
        raise StaleLead("This lead was offered to somebody else.")
    if turn.submission.erased_at is not None:
        raise LeadGone
    return held, turn


def end_turn(turn: Assignment, event: Event, *, reason: str, by: Actor, now: datetime) -> LeadEvent:
    """Move the turn, settle what the lane owes for it, and say so. Raises StaleLead."""
    after = _next_state(turn, event)
    turn.move(after, now=now)
    if after in NEUTRAL:
        take_back(turn)
    if after is State.ACCEPTED:
        _announce_accepted(turn, now=now)
        tell_contact(turn, now=now)
    return add_turn_line(turn, event, reason=reason, by=by, now=now)


def _announce_accepted(turn: Assignment, *, now: datetime) -> None:
    advisor = {"name": turn.advisor.name, "email": turn.advisor.email}
    announce(
        webhooks.Event.ACCEPTED,
        key=turn.pk,
        lead=turn.lead,
        submission=turn.submission,
        data={"lane": turn.lane.key, "advisor": advisor},
        now=now,
    )


def _pass_on(turn: Assignment, event: Event, *, reason: str, by: Actor, now: datetime) -> LeadEvent:
    """The turn ends and the next advisor of its lane gets the lead."""
    line = end_turn(turn, event, reason=reason, by=by, now=now)
    decision = turn.newest_decision
    place_lead(turn.lead, decision=decision, lane=turn.lane, now=now)
    _escalate_waiting(turn, decision=decision, now=now)
    return line


def _escalate_waiting(turn: Assignment, *, decision: Decision, now: datetime) -> None:
    """Once a lead: as many as PATIENCE did not answer, and somebody is still being asked."""
    turns = Assignment.objects.filter(decision__in=decision.chain)
    expired = turns.filter(state=State.EXPIRED.value).count()
    asked = turns.open().exists()
    if turn.state == State.EXPIRED and asked and expired == PATIENCE:
        line = add_line(
            turn.lead,
            LeadEventKind.ESCALATED,
            text=f"{expired} advisors did not answer in time.",
            by=SYSTEM,
            now=now,
            lane=turn.lane,
        )
        notice = Notice(
            f"A lead is still waiting ({turn.lane})", f"{line.text} Another is asked now."
        )
        escalate(line, notice, now=now)


def _next_state(turn: Assignment, event: Event) -> State:
    try:
        return state_after(State(turn.state), event)
    except CannotFollow:
        raise StaleLead(_why_stale(turn)) from None


def _why_stale(turn: Assignment) -> str:
    since = {
        State.ACCEPTED: "This lead was accepted already.",
        State.OFFERED: "This lead was not accepted yet.",
        State.DECLINED: "This lead was declined and has gone to the next advisor.",
        State.EXPIRED: "The time to answer is over: this lead has gone to the next advisor.",
        State.RETURNED: "This lead was given back and has gone to the next advisor.",
        State.REASSIGNED: "This lead was given to somebody else.",
        State.REROUTED: "This lead was moved to another lane.",
        State.MERGED: "This lead was merged with another that has its advisor.",
    }
    return since[State(turn.state)]


def _check_postponement(turn: Assignment, until: datetime, *, now: datetime) -> None:
    if until <= now:
        raise StaleLead("That moment is over. Choose one that is still to come.")
    if until > turn.created_at + LONGEST_POSTPONEMENT:
        raise StaleLead("An answer can wait a week at most. Decline it, and somebody else has it.")
