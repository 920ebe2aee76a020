"""Who can take a lead at all: words that fit, caps that are not reached, and who is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.assignment import LEAD, Candidate, choose
from leads.domain.matching import Caps, Taken, mismatch
from leads.domain.organizations import organization_of


@pytest.mark.parametrize(
    ("offers", "wanted", "why"),
    [
        ({}, {}, None),
        ({"language": {"en"}}, {}, None),  # the reader said nothing
        ({}, {"language": {"de"}}, None),  # the advisor takes all
        ({"language": {"en", "de"}}, {"language": {"de"}}, None),
        ({"language": {"en"}}, {"language": {"de"}}, "other_language"),
        ({"sector": {"freight"}}, {"sector": {"banks", "freight"}}, None),
        ({"sector": {"freight"}, "region": {"north"}}, {"region": {"south"}}, "other_region"),
    ],
)
def test_an_advisor_fits_unless_both_said_something_else(offers, wanted, why):
    assert mismatch(offers, wanted) == why


@pytest.mark.parametrize(
    ("caps", "taken", "why"),
    [
        (Caps(), Taken(99, 99, 99, 99), None),
        (Caps(day=2), Taken(day=1), None),
        (Caps(day=2), Taken(day=2), "at_daily_cap"),
        (Caps(week=5), Taken(day=5, week=5), "at_weekly_cap"),
        (Caps(lane_day=1), Taken(day=9, lane_day=1), "at_daily_cap_of_lane"),
        (Caps(lane_week=3), Taken(lane_week=3), "at_weekly_cap_of_lane"),
        (Caps(day=0), Taken(), "at_daily_cap"),
    ],
)
def test_a_cap_is_reached_by_as_many_as_it_says(caps, taken, why):
    assert caps.reached(taken) == why


@pytest.mark.parametrize(
    ("address", "organization"),
    [
        ("rosa@Northquay.com", "northquay.com"),
        ("rosa@eu.northquay.com", "eu.northquay.com"),
        ("rosa@gmail.com", ""),
        ("rosa@web.de", ""),
        ("rosa@example.com", ""),
        ("erased-3@erased.invalid", ""),
    ],
)
def test_a_mailbox_for_everybody_says_nothing_of_an_organization(address, organization):
    assert organization_of(address) == organization


candidates = st.lists(
    st.tuples(st.integers(1, 9), st.integers(-LEAD, LEAD), st.sampled_from([None, "away"])),
    min_size=1,
    max_size=6,
)


@given(candidates, st.integers(0, 5))
def test_who_knows_the_reader_comes_first_and_pays_as_anybody(drawn, which):
    everyone = [
        Candidate(str(at), weight, balance, excluded, "reader" if at == which else "")
        for at, (weight, balance, excluded) in enumerate(drawn)
    ]
    choice = choose(everyone)
    known = next((each for each in everyone if each.known and each.excluded is None), None)
    if known:
        assert choice.chosen == known.key
    else:
        assert choice == choose(everyone)
    able = any(each.excluded is None for each in everyone)
    assert sum(choice.balances.values()) == sum(each.balance for each in everyone)
    assert (choice.chosen is not None) == able
