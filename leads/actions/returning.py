"""A reader whose lead is open answers again: whoever has the lead goes on with it."""

from datetime import datetime
from typing import Final

from leads.actions.offers import write_to_advisor
from leads.actions.timeline import add_line
from leads.domain.actors import READER
from leads.models import Assignment, Decision, Lane, Lead
from leads.models.deliveries import Kind
from leads.models.timeline import LeadEventKind, Outcome

OVER: Final = (Outcome.WON, Outcome.LOST)


def turn_that_goes_on(lead: Lead, *, lane: Lane, now: datetime) -> Assignment | None:
    """The open turn of this person in the lane, held, unless its advisor is away or has left.

    A lead that was won or lost is over: who comes back after that is offered anew. The caller holds
    a row of the person, and the lane.
    """
    if lead.person.outcome in OVER:
        return None
    people = Lead.objects.of_person(lead)
    turn = Assignment.objects.of_person(people).open().filter(lane=lane).first()
    if turn is None or turn.advisor.exclusion(now=now):
        return None
    return Assignment.objects.locked(turn.pk)


def go_on(turn: Assignment, *, decision: Decision, now: datetime) -> None:
    """No second offer: a line of the timeline, and the new result to whoever has the lead."""
    line = add_line(
        turn.lead,
        LeadEventKind.CAME_BACK,
        text=decision.reason,
        by=READER,
        now=now,
        assignment=turn,
        advisor=turn.advisor,
        lane=turn.lane,
    )
    write_to_advisor(turn, Kind.CAME_BACK, key=f"came_back:{decision.pk}", line=line, now=now)
