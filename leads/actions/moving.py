"""A person moves a lead: to another advisor, to another lane, into another row of its person."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from leads.actions.assignments import end_turn
from leads.actions.draws import pay_for, shares_in
from leads.actions.holding import Held, StaleLead, hold_lead, hold_people
from leads.actions.leaving import leave_other_lanes, leave_sequences
from leads.actions.offers import offer_lead, place_lead, tell_predecessor
from leads.actions.sequences import enter_as_moved
from leads.actions.timeline import add_line
from leads.domain.actors import Actor
from leads.domain.assignments_life import Event
from leads.models import Advisor, Assignment, Decision, Lane, Lead
from leads.models.enrolments import Left
from leads.models.timeline import LeadEventKind


def reassign_lead(lead: Lead, *, to: Advisor, reason: str, by: Actor, now: datetime) -> Assignment:
    """From now on the lead is `to`'s, who is asked as anybody is. Twice is once.

    In a lane they share the one pays for the turn instead of the other; a turn given to somebody
    of another lane moves no balance there. Raises StaleLead.
    """
    _check_takes_leads(to)
    with transaction.atomic():
        held = hold_lead(lead)
        if held.open and {each.advisor_id for each in held.open} == {to.pk}:
            return held.open[0]
        decision, lane = _where_it_is(held)
        _end_all(held, Event.REASSIGNED, reason=reason, by=by, now=now)
        turn = Assignment(advisor=to, reason=_given(reason), lane=lane)
        if held.open and shares_in(lane, to):
            turn.considered = held.open[0].considered
            pay_for(turn)
        return offer_lead(turn, lead=held.lead, decision=decision, lane=lane, now=now, by=by)


def change_lane(
    lead: Lead, *, to: Lane, reason: str, by: Actor, now: datetime
) -> Assignment | None:
    """The lead leaves its lane, which owes as if it had never come, and is drawn in the other. Its
    reader leaves the sequences of the one and enters those of the other.

    None where nobody of that lane could take it. Twice is once. Raises StaleLead.
    """
    with transaction.atomic():
        held = hold_lead(lead, lanes=[to])
        if held.open and {each.lane_id for each in held.open} == {to.pk}:
            return held.open[0]
        decision, lane = _where_it_is(held)
        if not held.open and lane.pk == to.pk:
            raise StaleLead(f"The lead is in the lane “{to}” already, and nobody of it took it.")
        _end_all(held, Event.REROUTED, reason=reason, by=by, now=now)
        turn = place_lead(held.lead, decision=decision, lane=held.lanes[to.pk], now=now)
        if turn is None or not held.open:  # else the turns say from where to where
            add_line(held.lead, LeadEventKind.REROUTED, text=reason, by=by, now=now, lane=to)
        for each in held.people:
            leave_other_lanes(each, to, now=now)
        enter_as_moved(to, _addressed(decision, held), now=now)
        return turn


def merge_leads(kept: Lead, duplicate: Lead, *, reason: str, by: Actor, now: datetime) -> Lead:
    """Both are one person: `duplicate` points to `kept` from now on, with all its own duplicates.

    Each row keeps its address, what was agreed to for it, and its receipts. Whoever has the kept
    lead keeps it; where nobody has, whoever has the duplicate does. Twice is once. Raises
    StaleLead.
    """
    with transaction.atomic():
        people = _hold_both(kept, duplicate)
        kept, duplicate = people[kept.pk].person, people[duplicate.pk]
        if duplicate.merged_into_id == kept.pk:
            return kept
        if kept.pk == duplicate.pk or kept.merged_into_id == duplicate.pk:
            raise StaleLead("A lead cannot be merged into itself.")
        theirs = hold_lead(duplicate)
        ours = hold_lead(kept)
        if ours.open:
            _end_all(theirs, Event.MERGED, reason=reason, by=by, now=now)
        Lead.objects.filter(pk__in=[each.pk for each in theirs.people]).update(merged_into=kept)
        for each in theirs.people:
            leave_sequences(each, why=Left.MERGED, now=now)
        for each in (kept, theirs.lead):
            add_line(each, LeadEventKind.MERGED, text=reason, by=by, now=now)
        return kept


def _addressed(decision: Decision, held: Held) -> Lead:
    """The row of the person whose address the decided result came with: it agreed, or did not."""
    return next(each for each in held.people if each.pk == decision.submission.lead_id)


def _hold_both(kept: Lead, duplicate: Lead) -> dict[int, Lead]:
    people = {each.pk: each for each in hold_people([kept.pk, duplicate.pk])}
    open_turns = Assignment.objects.of_person(people).open()
    Lane.objects.hold(open_turns.values_list("lane", flat=True))
    return people


def _end_all(held: Held, event: Event, *, reason: str, by: Actor, now: datetime) -> None:
    """Every open turn of the person ends, and its advisor hears of it."""
    for turn in held.open:
        line = end_turn(turn, event, reason=reason, by=by, now=now)
        tell_predecessor(turn, line, now=now)


def _where_it_is(held: Held) -> tuple[Decision, Lane]:
    """The decision that the next turn belongs to, and the lane the lead is in."""
    decision = _newest_decision(held.people)
    newest = Assignment.objects.of_person(held.people).select_related("lane").first()
    return decision, newest.lane if newest else decision.lane


def _newest_decision(people: Iterable[Lead]) -> Decision:
    routed = Decision.objects.select_related("lane", "submission").filter(
        submission__lead__in=list(people), submission__erased_at=None
    )
    decision = routed.order_by("-pk").first()
    if decision is None:
        raise StaleLead("This lead was not routed yet, so there is nothing to be moved.")
    return decision


def _check_takes_leads(advisor: Advisor) -> None:
    if not advisor.active:
        raise StaleLead(f"{advisor} no longer takes leads.")


def _given(reason: str) -> str:
    return reason.strip() or "Given to you by a person."
