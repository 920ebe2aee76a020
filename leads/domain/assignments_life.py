"""The life of an assignment: what may follow what, as one table."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where an assignment stands. The two that are open hold the lead; the others are its ends."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"  # by the advisor, in time
    EXPIRED = "expired"  # nobody answered in time
    RETURNED = "returned"  # accepted, and given back
    REASSIGNED = "reassigned"  # a person gave the lead to somebody else
    REROUTED = "rerouted"  # a person moved the lead to another lane
    MERGED = "merged"  # the lead turned out to be somebody who has an advisor


class Event(StrEnum):
    """What the ledger says happened. One that leaves another state behind is named after it."""

    OFFERED = "offered"
    REMINDED = "reminded"
    POSTPONED = "postponed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    RETURNED = "returned"
    REASSIGNED = "reassigned"
    REROUTED = "rerouted"
    MERGED = "merged"


OPEN: Final = frozenset({State.OFFERED, State.ACCEPTED})
ENDED: Final = frozenset(State) - OPEN
# Whoever ended a turn so is not drawn again for the same lead.
REFUSED: Final = frozenset({State.DECLINED, State.EXPIRED, State.RETURNED})
# An end that leaves the lane's balances as if this lead had never come. Who lets one expire has had
# their turn: were it theirs again, every lead would first wait for whoever never answers.
NEUTRAL: Final = ENDED - {State.EXPIRED}

_GIVEN_AWAY: Final = {
    Event.REASSIGNED: State.REASSIGNED,
    Event.REROUTED: State.REROUTED,
    Event.MERGED: State.MERGED,
}
FOLLOWS: Final[Mapping[State, Mapping[Event, State]]] = MappingProxyType(
    {
        State.OFFERED: {
            Event.REMINDED: State.OFFERED,
            Event.POSTPONED: State.OFFERED,
            Event.ACCEPTED: State.ACCEPTED,
            Event.DECLINED: State.DECLINED,
            Event.EXPIRED: State.EXPIRED,
            **_GIVEN_AWAY,
        },
        State.ACCEPTED: {Event.RETURNED: State.RETURNED, **_GIVEN_AWAY},
    }
)


class CannotFollow(Exception):
    """This event has no place after this state: the assignment has moved on."""


def state_after(state: State, event: Event) -> State:
    """Raises CannotFollow."""
    after = FOLLOWS.get(state, {}).get(event)
    if after is None:
        raise CannotFollow(f"{event} cannot follow {state}")
    return after


def is_repeated(state: State, event: Event) -> bool:
    """Whether the event did what it does already: a second click, the same mail twice."""
    return state.value == event.value
