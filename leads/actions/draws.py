"""Who gets a lead: drawn under the lane's lock, so that two leads never read one balance."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Count
from django.template.loader import get_template

from leads.domain.assignment import LEAD, Candidate, Choice, choose
from leads.domain.settling import Balances, Turn, paid_for, taken_back, turn_of
from leads.models import Advisor, Assignment, Lane, Membership

type PassedOver = Mapping[int, str]  # by the advisor's id

NOBODY: Final[PassedOver] = MappingProxyType({})
A_DAY = timedelta(hours=24)  # of the cap: a sliding day, the same in every time zone


@dataclass(frozen=True, slots=True)
class Drawn:
    """The outcome of one draw: `advisor` is None where nobody of the lane could take the lead."""

    advisor: Advisor | None
    considered: list[dict[str, Any]]
    reason: str


def draw_advisor(lane: Lane, *, now: datetime, passed_over: PassedOver = NOBODY) -> Drawn:
    """Whose turn it is. The caller holds the lane's lock; balances are moved here.

    `passed_over`: who is not to be drawn for this lead, and why, in one word.
    """
    memberships = list(Membership.objects.of_lane(lane))
    choice = _choice(memberships, now=now, passed_over=passed_over)
    _write_balances(memberships, choice.balances)
    return _drawn(memberships, choice)


def next_in_line(lane: Lane, *, now: datetime) -> Drawn:
    """Whose turn it would be if a lead came now. Nothing is held and nothing is written."""
    memberships = list(Membership.objects.of_lane(lane))
    return _drawn(memberships, _choice(memberships, now=now, passed_over=NOBODY))


def take_back(assignment: Assignment) -> None:
    """The lane forgets this turn, as if its lead had never come. The caller holds the lane."""
    _settle(assignment.lane, partial(taken_back, turn=_turn(assignment)))


def pay_for(turn: Assignment) -> None:
    """The advisor of this turn pays for a draw that was another's. The caller holds the lane."""
    _settle(turn.lane, partial(paid_for, turn=_turn(turn)))


def shares_in(lane: Lane, advisor: Advisor) -> bool:
    return Membership.objects.filter(lane=lane, advisor=advisor).exists()


def _choice(memberships: list[Membership], *, now: datetime, passed_over: PassedOver) -> Choice:
    taken = _taken_since(now - A_DAY, [membership.advisor for membership in memberships])
    candidates = (_candidate(membership, taken, now=now) for membership in memberships)
    return choose(
        replace(each, excluded=each.excluded or passed_over.get(int(each.key)))
        for each in candidates
    )


def _turn(assignment: Assignment) -> Turn:
    return turn_of(str(assignment.advisor_id), assignment.considered)


def _settle(lane: Lane, settled: Callable[[Balances], Balances]) -> None:
    memberships = list(Membership.objects.of_lane(lane))
    owed = {str(each.advisor_id): each.balance for each in memberships}
    _write_balances(memberships, settled(owed))


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


def _write_balances(memberships: list[Membership], balances: Balances) -> None:
    moved = []
    for membership in memberships:
        balance = balances.get(str(membership.advisor_id), membership.balance)
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
