"""Every line of a lead's timeline is written here, in the transaction of what it tells."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from leads.domain.actors import Actor
from leads.domain.assignments_life import Event
from leads.models import Assignment, AssignmentEvent, Lead, LeadEvent
from leads.models.acting import acted
from leads.models.timeline import LeadEventKind


class SaidAlready(Exception):
    """This press of the button has its line already: nothing is to be done again."""


def add_line(
    lead: Lead,
    kind: LeadEventKind,
    *,
    text: str,
    by: Actor,
    now: datetime,
    once: UUID | None = None,
    **about: Any,
) -> LeadEvent:
    """One line. The caller holds the lead; `once` names one press. Raises SaidAlready."""
    if once is not None and LeadEvent.objects.filter(once=once).exists():
        raise SaidAlready(str(once))
    line: LeadEvent = LeadEvent.objects.create(
        lead=lead, kind=kind, text=text.strip(), at=now, once=once, **acted(by), **about
    )
    return line


def add_turn_line(
    assignment: Assignment, event: Event, *, reason: str, by: Actor, now: datetime, **about: Any
) -> LeadEvent:
    """What happened to a turn: its line of the ledger and the lead's."""
    AssignmentEvent.objects.create(
        assignment=assignment,
        advisor_id=assignment.advisor_id,
        lane_id=assignment.lane_id,
        event=event.value,
        round=assignment.postponements,
        reason=reason.strip(),
        at=now,
        **acted(by),
    )
    return add_line(
        assignment.lead,
        LeadEventKind(event.value),
        text=reason,
        by=by,
        now=now,
        assignment=assignment,
        advisor=assignment.advisor,
        lane=assignment.lane,
        **about,
    )


def forget_lines(leads: Iterable[Lead]) -> None:
    """What was written about these people; what happened to their leads stays."""
    people = list(leads)
    LeadEvent.objects.filter(lead__in=people).forget()
    AssignmentEvent.objects.filter(assignment__lead__in=people).forget()
