"""Where a lead stands, what may be done with it, and what happened so far."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from leads.domain.assignments_life import Event
from leads.models import Advisor, Assignment, AssignmentEvent, Lane, Lead, LeadEvent
from leads.models.acting import BY_WHOM
from leads.views.admin.answering import ANSWERS, GiveBackView
from leads.views.admin.handling import HANDLED
from leads.views.admin.permissions import OwnAssignmentPolicy, OwnLeadPolicy

MOST_LINES = 100  # of a timeline
COUNTED = tuple(event for event in Event if event not in (Event.REMINDED, Event.POSTPONED))


@dataclass(frozen=True, slots=True)
class Offered:
    """A button: what it says, and the page that asks whether it is meant."""

    verb: str
    url: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one person, however many rows they have."""

    lead: Lead  # the row that is followed up
    others: list[Lead]  # merged into it, or it into another
    open: list[Assignment]
    lines: list[LeadEvent]
    more_lines: int
    buttons: list[Offered]


@dataclass(frozen=True, slots=True)
class Tally:
    """One line of a ledger's summary: of a lane, or of an advisor."""

    of: str
    counts: tuple[tuple[str, int], ...]


def standing_of(lead: Lead, *, user: Any, policy: OwnLeadPolicy) -> Standing:
    """The same number of queries however much happened."""
    people = list(Lead.objects.of_person(lead))
    kept = next(each for each in people if each.merged_into_id is None)
    lines = LeadEvent.objects.of_person(people)
    shown = list(lines[: MOST_LINES + 1])
    more = lines.count() - MOST_LINES if len(shown) > MOST_LINES else 0
    held = Assignment.objects.of_person(people).open().select_related("advisor", "lane")
    return Standing(
        kept,
        [each for each in people if each.pk != lead.pk],
        list(held),
        shown[:MOST_LINES],
        more,
        lead_buttons(lead, user=user, policy=policy),
    )


def lead_buttons(lead: Lead, *, user: Any, policy: OwnLeadPolicy) -> list[Offered]:
    """What this user may do; whoever sees the lead at all may do what advisors may."""
    if lead.erased_at:
        return []
    return [
        Offered(view.verb, reverse(f"leads_lead:{name}", args=[lead.pk]))
        for name, view in HANDLED
        if policy.user_has_permission(user, view.action)
    ]


def answer_buttons(
    assignment: Assignment, *, user: Any, policy: OwnAssignmentPolicy
) -> list[Offered]:
    """To an offer all three answers; what is accepted can be given back."""
    if not assignment.is_open:
        return []
    views = [view for view in ANSWERS if (view is GiveBackView) == bool(assignment.accepted_at)]
    return [
        Offered(view.verb, reverse(f"leads_assignment:{view.action}", args=[assignment.pk]))
        for view in views
        if policy.user_has_permission(user, view.action)
    ]


def ledger_of(assignment: Assignment) -> "QuerySet[AssignmentEvent]":
    rows: QuerySet[AssignmentEvent] = assignment.events.select_related(*BY_WHOM)
    return rows


def ledger_by_lane(advisor: Advisor) -> list[Tally]:
    return _tallies(AssignmentEvent.objects.filter(advisor=advisor), "lane__name")


def ledger_by_advisor(lane: Lane) -> list[Tally]:
    return _tallies(AssignmentEvent.objects.filter(lane=lane), "advisor__name")


def _tallies(rows: "QuerySet[AssignmentEvent]", of: str) -> list[Tally]:
    """One query, whatever the ledger's length."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, event, count in rows.order_by().values_list(of, "event").annotate(Count("pk")):
        found[name][event] = count
    return [Tally(name, _counts(found[name])) for name in sorted(found)]


def _counts(
    found: dict[str, int], events: Iterable[Event] = COUNTED
) -> tuple[tuple[str, int], ...]:
    return tuple((event.value, found.get(event.value, 0)) for event in events)
