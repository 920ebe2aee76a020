"""A lead is offered to an advisor; when nobody is left, to the lane's inbox and the operator."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from leads import outbox
from leads.actions.alerts import Notice, alert_operator
from leads.actions.deliveries import plan_delivery
from leads.actions.digests import owe_digest
from leads.actions.draws import Drawn, draw_advisor
from leads.actions.timeline import add_line, add_turn_line
from leads.actions.wishes import wishes_of
from leads.domain.actors import SYSTEM, Actor
from leads.domain.assignments_life import Event
from leads.domain.service_level import Clock
from leads.models import Assignment, Decision, Lane, Lead, LeadEvent
from leads.models.deliveries import Kind
from leads.models.outbox import Topic
from leads.models.timeline import LeadEventKind
from leads.outbox import AT_ONCE


def place_lead(lead: Lead, *, decision: Decision, lane: Lane, now: datetime) -> Assignment | None:
    """The next advisor of the lane gets the lead; None where nobody is left. The lane is held."""
    wishes = wishes_of(lead, submission=decision.submission, lane=lane, again=True)
    drawn = draw_advisor(lane, wishes=wishes, now=now)
    return offer_drawn(lead, drawn, decision=decision, lane=lane, now=now)


def offer_drawn(
    lead: Lead, drawn: Drawn, *, decision: Decision, lane: Lane, now: datetime
) -> Assignment | None:
    """To whom the draw chose, else to the lane's inbox."""
    if drawn.advisor is None:
        fall_back(lead, decision=decision, lane=lane, reason=drawn.reason, now=now)
        return None
    turn = Assignment(advisor=drawn.advisor, reason=drawn.reason, considered=drawn.considered)
    return offer_lead(turn, lead=lead, decision=decision, lane=lane, now=now)


def offer_lead(
    turn: Assignment,
    *,
    lead: Lead,
    decision: Decision,
    lane: Lane,
    now: datetime,
    by: Actor = SYSTEM,
) -> Assignment:
    """The next turn of a decision begins: its clock, its brief, its line. The lane is held.

    `turn` says to whom, why and after which draw.
    """
    turn.number = _turns_of(decision) + 1
    turn.decision, turn.lead, turn.lane = decision, lead, lane
    clock = start_clock(turn, now=now)
    turn.save()
    add_turn_line(turn, Event.OFFERED, reason=turn.reason, by=by, now=now)
    watch(turn, clock, now=now)
    plan_brief(turn, now=now)
    owe_digest(turn.advisor, now=now)
    return turn


def _turns_of(decision: Decision) -> int:
    """So far; whoever had the lead before is the first, so that no draw made the next."""
    last = decision.assignments.aggregate(last=Max("number"))["last"]
    return last or int(decision.continues_id is not None)


def start_clock(turn: Assignment, *, now: datetime) -> Clock:
    """By when an answer is due, from now, counted in the advisor's working hours."""
    hours = turn.lane.accept_within_hours
    clock = Clock.started(turn.advisor.calendar, at=now, hours=hours)
    turn.due_at = clock.due_at
    return clock


def watch(turn: Assignment, clock: Clock, *, now: datetime) -> None:
    """Owe the reminder and the end of waiting. The key names the round; a stale one is empty."""
    key = f"{turn.pk}.{turn.postponements}"
    remind, due = (max(at - now, AT_ONCE) for at in (clock.remind_at, clock.due_at))
    outbox.enqueue(Topic.ASSIGNMENT_REMINDING, key, delay=remind)
    outbox.enqueue(Topic.ASSIGNMENT_DUE, key, delay=due)


def plan_brief(turn: Assignment, *, now: datetime) -> None:
    write_to_advisor(turn, Kind.LEAD_BRIEF, key=f"lead_brief:{turn.pk}", now=now)


def write_to_advisor(
    turn: Assignment, kind: Kind, *, key: str, now: datetime, line: LeadEvent | None = None
) -> None:
    """Owe whoever has this turn a mail about its lead; `line` is what it tells of, if anything."""
    plan_delivery(
        kind,
        key=key,
        submission=turn.submission,
        lead=turn.lead,
        assignment=turn,
        lead_event=line,
        to_address=turn.advisor.email,
        planned_for=now,
    )


def fall_back(
    lead: Lead, *, decision: Decision, lane: Lane, reason: str, now: datetime
) -> LeadEvent:
    """Nobody is left: the lane's inbox gets the brief, the operator is told, the line says why."""
    line = add_line(lead, LeadEventKind.UNPLACED, text=reason, by=SYSTEM, now=now, lane=lane)
    if lane.fallback_inbox:
        plan_delivery(
            Kind.LEAD_BRIEF,
            key=f"inbox:{line.pk}",
            submission=decision.submission,
            lead=lead,
            lead_event=line,
            to_address=lane.fallback_inbox,
            planned_for=now,
        )
    told = "Nobody of the lane could take it, and its inbox has the brief."
    if not lane.fallback_inbox:
        told = "Nobody of the lane could take it, and the lane has no inbox: nobody has the brief."
    escalate(
        line, Notice(f"A lead has no advisor ({lane})", f"{told} Give it to somebody."), now=now
    )
    return line


def escalate(line: LeadEvent, notice: Notice, *, now: datetime) -> None:
    """The operator is told of this line; the notice names nobody."""
    at = replace(notice, path=reverse("leads_lead:inspect", args=[line.lead_id]))
    alert_operator(f"lead-event:{line.pk}", at, now=now)


def tell_contact(turn: Assignment, *, now: datetime) -> None:
    """Whoever accepted learns the address, where the lane kept it back until then."""
    if turn.lane.withholds_contact:
        write_to_advisor(turn, Kind.CONTACT, key=f"contact:{turn.pk}", now=now)


def tell_predecessor(turn: Assignment, line: LeadEvent, *, now: datetime) -> None:
    """Whoever held the lead hears that it is no longer theirs."""
    write_to_advisor(turn, Kind.RETURNED, key=f"returned:{turn.pk}", line=line, now=now)
