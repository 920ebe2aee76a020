"""For whom a step is: what routing compares, and what has happened with the lead since.

{"lane": ["book"]}  {"band": "personal-drag", "bands": ["high"]}  {"event": "booked"}
each with `"holds": false` for the contrary; and whatever routing rules are written with.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assessment.domain.documents import DocumentInvalid, Fault
from leads.domain.conditions import Condition, Facts, from_document, holds, references, to_document
from leads.domain.terms import ConditionInvalid


class StepConditionInvalid(DocumentInvalid):
    """`errors`: every fault, as (JSON Pointer into the condition's document, sentence)."""


class Event(StrEnum):
    """What can have happened with a lead."""

    BOOKED = "booked"
    REPLIED = "replied"
    MET = "met"
    GOOD_FIT = "good_fit"
    WON = "won"  # bought, or signed
    LOST = "lost"


OUTCOMES = frozenset({Event.MET, Event.GOOD_FIT, Event.WON, Event.LOST})


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one reader now. `bands`: of each dimension that was scored, its band."""

    lane: str
    bands: Mapping[str, str]
    events: Collection[str]
    facts: Facts


@dataclass(frozen=True, slots=True)
class LaneIs:
    lanes: tuple[str, ...]
    holds: bool = True


@dataclass(frozen=True, slots=True)
class BandIs:
    dimension: str
    bands: tuple[str, ...]
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Happened:
    event: Event
    holds: bool = True


type StepCondition = LaneIs | BandIs | Happened | Condition


def unmet(condition: StepCondition, situation: Situation) -> str:
    """Why it does not hold, in words that say nothing of the reader's answers; "" where it does."""
    match condition:
        case LaneIs(lanes, wanted):
            found, words = situation.lane in lanes, "the lane"
        case BandIs(dimension, bands, wanted):
            found, words = situation.bands.get(dimension) in bands, f"the band of {dimension}"
        case Happened(event, wanted):
            found = event.value in situation.events
            words = event.value.replace("_", " ")
        case _:
            found, wanted, words = holds(condition, situation.facts), True, _subject(condition)
    return "" if found is wanted else f"{words}: {'no' if wanted else 'yes'}"


def condition_document(condition: StepCondition) -> dict[str, Any]:
    """JSON-able; `read_condition` makes an equal condition of it."""
    match condition:
        case LaneIs(lanes, wanted):
            return {"lane": list(lanes), **_contrary(wanted)}
        case BandIs(dimension, bands, wanted):
            return {"band": dimension, "bands": list(bands), **_contrary(wanted)}
        case Happened(event, wanted):
            return {"event": event.value, **_contrary(wanted)}
        case _:
            return to_document(condition)


def read_condition(document: object) -> StepCondition:
    """Total over anything JSON can say; raises StepConditionInvalid with every fault found."""
    match document:
        case {"lane": lanes, **rest}:
            return LaneIs(_keys("lane", lanes), _wanted(rest))
        case {"band": str(dimension), "bands": bands, **rest}:
            return BandIs(dimension, _keys("bands", bands), _wanted(rest))
        case {"event": name, **rest}:
            if not isinstance(name, str) or name not in Event:
                raise _refused("/event", f"This must be one of: {', '.join(Event)}.")
            return Happened(Event(name), _wanted(rest))
    try:
        return from_document(document)
    except ConditionInvalid as invalid:
        raise StepConditionInvalid(invalid.errors) from None


def _contrary(wanted: bool) -> dict[str, bool]:
    return {} if wanted else {"holds": False}


def _wanted(rest: Mapping[Any, Any]) -> bool:
    wanted = rest.get("holds", True)
    if set(rest) - {"holds"} or not isinstance(wanted, bool):
        raise _refused("/holds", "Beside it there is only “holds”, true or false.")
    return wanted


def _keys(name: str, keys: object) -> tuple[str, ...]:
    if not isinstance(keys, list | tuple) or not keys:
        raise _refused(f"/{name}", "Choose at least one.")
    return tuple(str(key) for key in keys)


def _refused(path: str, sentence: str) -> StepConditionInvalid:
    return StepConditionInvalid([Fault(path, sentence)])


def _subject(condition: Condition) -> str:
    named = references(condition)
    keys = sorted(named.dimensions | named.questions | named.fields)
    return ", ".join(keys)
