"""Who declines neither gains nor loses, and what a lane owes always adds up to the same."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from leads.domain.assignment import LEAD, Candidate, Choice, choose
from leads.domain.settling import Turn, paid_for, taken_back, turn_of
from tests.leads.domain.test_assignment import KEYS, after, balances, pools

owed = st.dictionaries(st.sampled_from(KEYS), balances, min_size=1)
shares = st.dictionaries(st.sampled_from(KEYS), st.integers(0, LEAD), min_size=1)


def turn(choice: Choice) -> Turn:
    assert choice.chosen
    return turn_of(
        choice.chosen,
        [{"advisor": e.key, "owed": e.owed, "balance": e.balance} for e in choice.considered],  # type: ignore[dict-item]
    )


def lane_with(pool: Sequence[Candidate], balances: dict[str, int]) -> list[Candidate]:
    return [Candidate(each.key, each.weight, balances[each.key]) for each in pool]


def without(pool: Sequence[Candidate], keys: set[str]) -> list[Candidate]:
    return [
        Candidate(e.key, e.weight, e.balance, "declined" if e.key in keys else None) for e in pool
    ]


@given(pools.filter(lambda pool: len(pool) > 1), st.data())
def test_a_declined_lead_is_as_if_the_decliner_had_been_away_for_it(
    pool: tuple[Candidate, ...], data: st.DataObject
) -> None:
    lane: Sequence[Candidate] = pool
    for _ in range(data.draw(st.integers(0, 20), label="leads before")):
        lane = after(choose(lane))
    first = choose(lane)
    decliner = str(first.chosen)
    back = lane_with(pool, taken_back(first.balances, turn(first)))
    assert back == list(lane)
    second = choose(without(back, {decliner}))
    assert second == choose(without(lane, {decliner}))
    assert second.balances[decliner] == {each.key: each.balance for each in lane}[decliner]


@given(owed, st.sampled_from(KEYS), shares)
def test_to_take_back_and_to_pay_undo_each_other_in_any_order(
    owed: dict[str, int], advisor: str, credited: dict[str, int]
) -> None:
    one = Turn(advisor, tuple(credited.items()))
    other = Turn("ada", (("ada", LEAD),))
    assert taken_back(paid_for(owed, one), one) == owed
    assert taken_back(paid_for(paid_for(owed, one), other), one) == paid_for(owed, other)
    assert taken_back(owed, Turn(advisor)) == owed  # a turn without a draw moved nothing


@given(pools.filter(lambda pool: len(pool) > 1), st.data())
@settings(deadline=None, max_examples=60)
def test_with_declines_at_random_nobody_is_two_leads_astray(
    pool: tuple[Candidate, ...], data: st.DataObject
) -> None:
    """Against the shares of those who were willing, lead by lead."""
    lane: Sequence[Candidate] = pool
    share = dict.fromkeys((each.key for each in pool), Fraction())
    got = dict.fromkeys(share, 0)
    refusals = st.lists(st.sets(st.sampled_from(sorted(share))), min_size=1, max_size=60)
    for unwilling in data.draw(refusals):
        refused: set[str] = set()
        while (choice := choose(without(lane, refused))).chosen in unwilling:
            refused.add(str(choice.chosen))
            lane = lane_with(pool, taken_back(choice.balances, turn(choice)))
        lane = lane_with(pool, choice.balances)
        assert sum(each.balance for each in lane) == 0
        willing = [each for each in pool if each.key not in refused]
        for each in willing:
            share[each.key] += Fraction(each.weight, sum(one.weight for one in willing))
        if choice.chosen:
            got[choice.chosen] += 1
        assert all(abs(got[key] - share[key]) < 2 for key in got)


@given(pools.filter(lambda pool: len(pool) > 1), st.integers(1, 60))
@settings(deadline=None, max_examples=60)
def test_who_never_answers_is_not_asked_first_for_every_lead(
    pool: tuple[Candidate, ...], leads: int
) -> None:
    """A turn that expired stays paid for: silence is asked as often as its share, and one more."""
    silent, lane = pool[0], pool
    asked = 0
    for _ in range(leads):
        choice = choose(lane)
        lane = tuple(after(choice))
        if choice.chosen == silent.key:
            asked += 1
            lane = tuple(lane_with(pool, choose(without(lane, {silent.key})).balances))
        assert sum(each.balance for each in lane) == 0
    turns = leads + asked  # each expiry is one turn more
    assert asked <= Fraction(turns * silent.weight, sum(each.weight for each in pool)) + 2
