"""What may follow what in the life of an assignment, all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.actors import Actor, ActorKind
from leads.domain.assignments_life import (
    ENDED,
    NEUTRAL,
    OPEN,
    REFUSED,
    CannotFollow,
    Event,
    State,
    is_repeated,
    state_after,
)

AWAY = {"reassigned": "reassigned", "rerouted": "rerouted", "merged": "merged"}
TABLE = {
    "offered": {
        "reminded": "offered",
        "postponed": "offered",
        "accepted": "accepted",
        "declined": "declined",
        "expired": "expired",
        **AWAY,
    },
    "accepted": {"returned": "returned", **AWAY},
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_each_event_follows_each_state_as_the_table_says(state: State, event: Event) -> None:
    after = TABLE.get(state, {}).get(event)
    if after:
        assert state_after(state, event) == after
    else:
        with pytest.raises(CannotFollow):
            state_after(state, event)


@given(st.lists(st.sampled_from(Event), max_size=30))
def test_whatever_is_tried_an_assignment_ends_once_and_stays_ended(tried: list[Event]) -> None:
    state, happened = State.OFFERED, []
    for event in tried:
        try:
            after = state_after(state, event)
        except CannotFollow:
            continue
        assert state in OPEN
        state = after
        happened.append(event)
    ends = [event for event in happened if event.value in {each.value for each in ENDED}]
    assert len(ends) == (state in ENDED)
    assert happened.count(Event.ACCEPTED) <= 1
    if Event.RETURNED in happened:
        assert Event.ACCEPTED in happened


@given(st.sampled_from(State), st.sampled_from(Event))
def test_what_happened_already_is_no_surprise(state: State, event: Event) -> None:
    if is_repeated(state, event):
        with pytest.raises(CannotFollow):
            state_after(state, event)


def test_only_who_did_not_answer_has_had_their_turn() -> None:
    assert {State.EXPIRED} == ENDED - NEUTRAL
    assert {State.DECLINED, State.EXPIRED, State.RETURNED} == REFUSED


@pytest.mark.parametrize("kind", ActorKind)
def test_people_of_ours_are_named_and_others_are_not(kind: ActorKind) -> None:
    named = kind in ("staff", "advisor")
    assert Actor(kind, 1 if named else None).kind is kind
    with pytest.raises(ValueError, match=f"kind {kind}"):
        Actor(kind, None if named else 1)
