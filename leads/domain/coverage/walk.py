"""From the first question to the last: what can be known of a reader when all are asked.

Only questions that rules or other questions name, and those that may be hidden, are walked through.
A state keeps what is left of the rules, who is hidden, and the path: the classes of answers taken
in questions that give points. Answers that leave the same state are counted together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from leads.domain.coverage.limits import MOST_STATES, TooLarge
from leads.domain.coverage.outcomes import AnswerClass
from leads.domain.coverage.residues import Residues

type Path = tuple[tuple[int, int], ...]  # of scored questions: its place, the class answered
type Taken = tuple[tuple[int, int], ...]  # of all questions walked through, those not hidden


@dataclass(frozen=True, slots=True)
class Stop:
    """One question on the way. `bit`: its own, where it is shown by conditions, else 0; `asked`:
    the comparisons it decides; `shows`: the bits of the questions that it shows or hides.
    """

    classes: tuple[AnswerClass, ...]
    bit: int
    asked: int
    shows: int


class State(NamedTuple):
    rules: int  # the number of their residue
    failed: int  # the bits of the questions to come that are hidden already
    path: Path


@dataclass(frozen=True, slots=True)
class Arrival:
    """How many ways lead to a state, and one of them."""

    count: int
    taken: Taken


def walk(stops: Sequence[Stop], residues: Residues) -> dict[State, Arrival]:
    """Every state in which one can be at the end. Raises TooLarge."""
    states = {State(0, 0, ()): Arrival(1, ())}
    for place, stop in enumerate(stops):
        after: dict[State, Arrival] = {}
        for state, arrival in states.items():
            for state_after, count, taken in _onwards(state, stop, place, residues):
                known = after.get(state_after)
                after[state_after] = Arrival(
                    arrival.count * count + (known.count if known else 0),
                    known.taken if known else arrival.taken + taken,
                )
        if len(after) > MOST_STATES:
            raise TooLarge(
                "The rules and the branching tell apart too many kinds of reader to count. "
                "Name fewer answers in rules, or show fewer questions by conditions."
            )
        states = after
    return states


def _onwards(
    state: State, stop: Stop, place: int, residues: Residues
) -> list[tuple[State, int, Taken]]:
    failed = state.failed & ~stop.bit
    if state.failed & stop.bit:
        rules = residues.settle(state.rules, asked=stop.asked, truths=0)
        return [(State(rules, failed | stop.shows, state.path), 1, ())]
    onwards: list[tuple[State, int, Taken]] = []
    for at, answers in enumerate(stop.classes):
        rules = residues.settle(state.rules, asked=stop.asked, truths=answers.truths)
        taken = ((place, at),)
        path = state.path + taken if answers.is_scored else state.path
        count = 1 if answers.is_scored else answers.count
        onwards.append((State(rules, failed | answers.fails, path), count, taken))
    return onwards
