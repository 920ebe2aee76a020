"""Who gets a lead: drawn under the lane's lock, so that two leads never read one balance."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.template.loader import get_template

from leads.domain.assignment import LEAD, Candidate, Choice, choose
from leads.models import Advisor, Assignment, Decision, Lane, Lead, Membership

A_DAY = timedelta(hours=24)  # of the cap: a sliding day, the same in every time zone


@dataclass(frozen=True, slots=True)
class Drawn:
    """The outcome of one draw: `advisor` is None where nobody of the lane could take the lead."""

    advisor: Advisor | None
    considered: list[dict[str, Any]]
    reason: str


def draw_advisor(lane: Lane, *, now: datetime) -> Drawn:
    """Whose turn it is. The caller holds `Lane.objects.locked`; balances are moved here."""
    memberships = list(Membership.objects.of_lane(lane))
    choice = _choice(memberships, now=now)
    _move_balances(memberships, choice)
    return _drawn(memberships, choice)


def next_in_line(lane: Lane, *, now: datetime) -> Drawn:
    """Whose turn it would be if a lead came now. Nothing is held and nothing is written."""
    memberships = list(Membership.objects.of_lane(lane))
    return _drawn(memberships, _choice(memberships, now=now))


def offer_lead(lead: Lead, advisor: Advisor, *, decision: Decision, reason: str) -> Assignment:
    """The first assignment of a decision; the lane's clock starts with the decision."""
    return Assignment.objects.create(
        decision=decision,
        lead=lead,
        lane=decision.lane,
        advisor=advisor,
        reason=reason,
        due_at=decision.decided_at + timedelta(hours=decision.lane.accept_within_hours),
    )


def _choice(memberships: list[Membership], *, now: datetime) -> Choice:
    taken = _taken_since(now - A_DAY, [membership.advisor for membership in memberships])
    return choose(_candidate(membership, taken, now=now) for membership in memberships)


def _drawn(memberships: list[Membership], choice: Choice) -> Drawn:
    advisors = {str(membership.advisor_id): membership.advisor for membership in memberships}
    considered = [
        {
            "advisor": int(each.key),
            "name": advisors[each.key].name,
            "weight": each.weight,
            "balance": each.balance,
            "owed": each.owed,
            "due": each.due,
            "excluded": each.excluded,
        }
        for each in choice.considered
    ]
    advisor = advisors[choice.chosen] if choice.chosen else None
    return Drawn(advisor, considered, _reason(advisor, considered))


def _candidate(membership: Membership, taken: dict[int, int], *, now: datetime) -> Candidate:
    advisor = membership.advisor
    return Candidate(
        key=str(advisor.pk),
        weight=advisor.weight,
        balance=membership.balance,
        excluded=advisor.exclusion(taken=taken.get(advisor.pk, 0), now=now),
    )


def _taken_since(since: datetime, advisors: Any) -> dict[int, int]:
    """Leads taken by each advisor, over all their lanes: a cap is a person's, not a lane's."""
    capped = [advisor.pk for advisor in advisors if advisor.daily_cap is not None]
    if not capped:
        return {}
    recent = Assignment.objects.filter(advisor__in=capped, created_at__gt=since)
    return dict(recent.values_list("advisor").annotate(Count("pk")).order_by())


def _move_balances(memberships: list[Membership], choice: Choice) -> None:
    moved = []
    for membership in memberships:
        balance = choice.balances.get(str(membership.advisor_id), membership.balance)
        if balance != membership.balance:
            membership.balance = balance
            moved.append(membership)
    if moved:
        Membership.objects.bulk_update(moved, ["balance"])


def _reason(advisor: Advisor | None, considered: list[dict[str, Any]]) -> str:
    context = {
        "advisor": advisor,
        "considered": [each | {"leads": each["owed"] / LEAD} for each in considered],
    }
    return " ".join(get_template("leads/reasons/assignment.txt").render(context).split())
