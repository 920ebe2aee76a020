"""Who gets a lead: drawn under the lane's lock, so that two leads never read one balance."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Q
from django.template.loader import get_template

from leads.domain.assignment import LEAD, Candidate, Choice, choose
from leads.domain.matching import Caps, Taken, Wishes, mismatch
from leads.domain.settling import Balances, Turn, paid_for, taken_back, turn_of
from leads.models import Advisor, Assignment, Lane, Membership

A_DAY = timedelta(hours=24)  # of the cap: a sliding day, the same in every time zone
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The outcome of one draw: `advisor` is None where nobody of the lane could take the lead."""

    advisor: Advisor | None
    considered: list[dict[str, Any]]
    reason: str


def draw_advisor(lane: Lane, *, wishes: Wishes, now: datetime) -> Drawn:
    """Whose turn it is for a lead with these wishes. The caller holds the lane's lock; balances are
    moved here."""
    memberships = list(Membership.objects.of_lane(lane))
    _hold_capped(memberships)
    choice = _choice(memberships, wishes=wishes, now=now)
    _write_balances(memberships, choice.balances)
    return _drawn(memberships, choice)


def next_in_line(lane: Lane, *, now: datetime) -> Drawn:
    """Whose turn it would be if a stranger came now. Nothing is held and nothing is written."""
    memberships = list(Membership.objects.of_lane(lane))
    return _drawn(memberships, _choice(memberships, wishes=Wishes(), now=now))


def take_back(assignment: Assignment) -> None:
    """The lane forgets this turn, as if its lead had never come. The caller holds the lane."""
    _settle(assignment.lane, partial(taken_back, turn=_turn(assignment)))


def pay_for(turn: Assignment) -> None:
    """The advisor of this turn pays for a draw that was another's. The caller holds the lane."""
    _settle(turn.lane, partial(paid_for, turn=_turn(turn)))


def shares_in(lane: Lane, advisor: Advisor) -> bool:
    return Membership.objects.filter(lane=lane, advisor=advisor).exists()


def _hold_capped(memberships: list[Membership]) -> None:
    """A cap is a person's, over all lanes: two lanes that draw at once never count at once. In one
    order, so that they never wait for each other."""
    capped = sorted(each.advisor_id for each in memberships if each.caps != Caps())
    if capped:
        list(Advisor.objects.select_for_update().filter(pk__in=capped).order_by("pk"))


def _choice(memberships: list[Membership], *, wishes: Wishes, now: datetime) -> Choice:
    taken = _taken(memberships, now=now)
    return choose(
        _candidate(each, wishes, taken=taken.get(each.advisor_id, Taken()), now=now)
        for each in memberships
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
            "known": each.known,
        }
        for each in choice.considered
    ]
    advisor = advisors[choice.chosen] if choice.chosen else None
    return Drawn(advisor, considered, _reason(advisor, considered))


def _candidate(membership: Membership, wishes: Wishes, *, taken: Taken, now: datetime) -> Candidate:
    advisor = membership.advisor
    return Candidate(
        key=str(advisor.pk),
        weight=advisor.weight,
        balance=membership.balance,
        excluded=advisor.exclusion(now=now)
        or wishes.passed_over.get(advisor.pk)
        or mismatch(advisor.offers, wishes.wanted)
        or membership.caps.reached(taken),
        known=wishes.known_as if advisor.pk == wishes.known else "",
    )


def _taken(memberships: list[Membership], *, now: datetime) -> dict[int, Taken]:
    """What each capped advisor was offered lately; one query, and none where nobody is capped."""
    capped = [each for each in memberships if each.caps != Caps()]
    if not capped:
        return {}
    lane = capped[0].lane_id
    today, here = Q(created_at__gt=now - A_DAY), Q(lane=lane)
    recent = Assignment.objects.filter(
        advisor__in=[each.advisor_id for each in capped], created_at__gt=now - A_WEEK
    )
    counted = (
        recent.order_by()
        .values("advisor")
        .annotate(
            day=Count("pk", filter=today),
            week=Count("pk"),
            lane_day=Count("pk", filter=today & here),
            lane_week=Count("pk", filter=here),
        )
    )
    return {counts.pop("advisor"): Taken(**counts) for counts in counted}


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
