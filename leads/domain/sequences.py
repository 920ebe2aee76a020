"""The follow-up mails of a lane in their frozen form: steps, and for whom each of them is.

Series     what an editor's sequence is published as: immutable, named by the hash of its content
Step       one mail: how long it waits, on which days and hours it may go, its conditions, its words
Situation  what is known of one reader when a step is due
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from assessment.domain.documents import DocumentInvalid, Fault, Reader, content_hash, write
from assessment.domain.parts import LONGEST_KEY, SLUG
from leads.domain.merging import faults as merge_faults
from leads.domain.step_conditions import (
    Situation,
    StepCondition,
    StepConditionInvalid,
    condition_document,
    read_condition,
    unmet,
)
from leads.domain.windows import ALWAYS, AT_ONCE, Wait, Window

__all__ = [
    "Entry",
    "Match",
    "Passage",
    "PassageKind",
    "Series",
    "SeriesInvalid",
    "Situation",
    "Step",
    "why_skipped",
]

LONGEST_SUBJECT = 120
_IN_A_TAG = re.compile(r"<[^<>]*(?:\{\{|%7B%7B)", re.IGNORECASE)
LONGEST_WAIT = 366  # days, and as hours as many
LEAST, MOST = 1, 9  # priorities


class SeriesInvalid(DocumentInvalid):
    """`errors`: every fault, as (JSON Pointer into the document, sentence)."""


class Match(StrEnum):
    ALL = "all"
    ANY = "any"
    NONE = "none"


class Entry(StrEnum):
    """How a reader comes in."""

    ROUTED = "routed"  # into the lane, having agreed
    BY_HAND = "by_hand"  # a person puts them in


class PassageKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    QUOTE = "quote"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of a mail. Of a text `words` is rich text; `who` is who is quoted; `to` is where a
    button leads: `offer`, `booking`, `page:<id>` or an address.
    """

    kind: PassageKind
    words: str
    who: str = ""
    to: str = ""

    def faults(self) -> Iterator[Fault]:
        yield from _words_faults("/words", self.words)
        yield from (Fault("/who", sentence) for sentence in merge_faults(self.who))
        if self.kind is PassageKind.BUTTON and not self.to:
            yield Fault("/to", "Say where the button leads.")
        if _IN_A_TAG.search(self.words) and self.kind is PassageKind.TEXT:
            yield Fault("/words", "A field cannot stand in the address of a link.")


@dataclass(frozen=True, slots=True)
class Step:
    """One mail. Waits from the moment the step before it was settled, the first from entering."""

    key: str
    subject: str
    body: tuple[Passage, ...]
    opening: str = ""  # what mail programs show beside the subject
    wait: Wait = AT_ONCE
    window: Window = ALWAYS
    match: Match = Match.ALL
    conditions: tuple[StepCondition, ...] = ()

    def faults(self) -> Iterator[Fault]:
        if not SLUG.fullmatch(self.key) or len(self.key) > LONGEST_KEY:
            yield Fault("/key", "Use small letters, digits and single hyphens.")
        yield from _words_faults("/subject", self.subject)
        if len(self.subject) > LONGEST_SUBJECT:
            yield Fault("/subject", f"A subject has at most {LONGEST_SUBJECT} characters.")
        yield from (Fault("/opening", sentence) for sentence in merge_faults(self.opening))
        if not 0 <= self.wait.amount <= LONGEST_WAIT:
            yield Fault("/wait/amount", f"Wait from 0 to {LONGEST_WAIT}.")
        if not self.window.is_possible:
            yield Fault("/window", "The hours must end after they begin, on at least one day.")
        if not self.body:
            yield Fault("/body", "A mail says something. Add a paragraph.")
        for at, passage in enumerate(self.body):
            yield from (fault.inside(f"/body/{at}") for fault in passage.faults())

    def to_document(self) -> dict[str, Any]:
        document = write(replace(self, conditions=()))
        if self.conditions:
            document["conditions"] = [condition_document(each) for each in self.conditions]
        return document


@dataclass(frozen=True, slots=True)
class Series:
    """Steps in order, keys unique, for the readers of `lanes`.

    `stays_after`: what does not end it (booked, replied, outcome); everything else does. `again`:
    who left may come in once more, and gets what they have not had. Raises SeriesInvalid, naming
    every fault.
    """

    lanes: tuple[str, ...]
    steps: tuple[Step, ...]
    entry: Entry = Entry.ROUTED
    again: bool = False
    priority: int = 5
    stays_after: tuple[str, ...] = ()
    content_hash: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if found := tuple(self._faults()):
            raise SeriesInvalid(found)
        object.__setattr__(self, "content_hash", content_hash(self.to_document()))

    def _faults(self) -> Iterator[Fault]:
        if not self.lanes:
            yield Fault("/lanes", "Choose at least one lane.")
        if not self.steps:
            yield Fault("/steps", "Add at least one step.")
        if not LEAST <= self.priority <= MOST:
            yield Fault("/priority", f"Choose from {LEAST} to {MOST}.")
        seen: set[str] = set()
        for at, step in enumerate(self.steps):
            yield from (fault.inside(f"/steps/{at}") for fault in step.faults())
            if step.key in seen:
                yield Fault(f"/steps/{at}/key", f"The key “{step.key}” is already taken above.")
            seen.add(step.key)

    def step(self, key: str) -> Step:
        """Raises KeyError where there is none of this key."""
        for each in self.steps:
            if each.key == key:
                return each
        raise KeyError(key)

    def after(self, key: str | None, *, had: Iterable[str] = ()) -> Step | None:
        """The next step the reader has not had, from the beginning or after the one of this key."""
        keys = [step.key for step in self.steps]
        begin = keys.index(key) + 1 if key else 0
        got = set(had)
        return next((step for step in self.steps[begin:] if step.key not in got), None)

    def to_document(self) -> dict[str, Any]:
        """JSON-able; `from_document` makes an equal series of it."""
        document = write(_without_steps(self))
        document["steps"] = [step.to_document() for step in self.steps]
        return document

    @classmethod
    def from_document(cls, document: object) -> Self:
        """Total over anything JSON can say; raises SeriesInvalid with every fault found."""
        if not isinstance(document, Mapping):
            raise SeriesInvalid([Fault("", "This must be an object.")])
        plain, conditions, faults = _apart(document)
        reader = Reader()
        read = reader.read(_Written, plain)
        faults += reader.faults
        if faults:
            raise SeriesInvalid(faults)
        steps = tuple(
            replace(step, conditions=conditions.get(at, ())) for at, step in enumerate(read.steps)
        )
        return cls(read.lanes, steps, read.entry, read.again, read.priority, read.stays_after)


@dataclass(frozen=True, slots=True)
class _Written:
    """A series as it stands in a document, not yet judged."""

    lanes: tuple[str, ...]
    steps: tuple[Step, ...]
    entry: Entry = Entry.ROUTED
    again: bool = False
    priority: int = 5
    stays_after: tuple[str, ...] = ()


def _without_steps(series: Series) -> _Written:
    return _Written(
        series.lanes, (), series.entry, series.again, series.priority, series.stays_after
    )


def why_skipped(step: Step, situation: Situation) -> str:
    """Why this step is not for this reader now; "" where it is."""
    if not step.conditions:
        return ""
    failing = [words for each in step.conditions if (words := unmet(each, situation))]
    match step.match:
        case Match.ALL:
            return "; ".join(failing)
        case Match.ANY:
            return "; ".join(failing) if len(failing) == len(step.conditions) else ""
        case Match.NONE:
            return "" if len(failing) == len(step.conditions) else "one of its exceptions holds"


def _words_faults(path: str, words: str) -> Iterator[Fault]:
    if not words.strip():
        yield Fault(path, "This cannot be empty.")
    for sentence in merge_faults(words):
        yield Fault(path, sentence)


def _apart(
    document: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[int, tuple[StepCondition, ...]], list[Fault]]:
    """The document without the conditions of its steps; those, by step; what is wrong with them."""
    conditions: dict[int, tuple[StepCondition, ...]] = {}
    faults: list[Fault] = []
    steps = document.get("steps")
    if not isinstance(steps, list | tuple):
        return dict(document), conditions, faults
    plain = []
    for at, step in enumerate(steps):
        plain.append(step)
        if isinstance(step, Mapping) and "conditions" in step:
            plain[at] = {name: value for name, value in step.items() if name != "conditions"}
            conditions[at] = tuple(_read_each(step["conditions"], at, faults))
    return {**document, "steps": plain}, conditions, faults


def _read_each(source: object, at: int, faults: list[Fault]) -> Iterator[StepCondition]:
    path = f"/steps/{at}/conditions"
    if not isinstance(source, list | tuple):
        faults.append(Fault(path, "This must be a list of conditions."))
        return
    for number, each in enumerate(source):
        try:
            yield read_condition(each)
        except StepConditionInvalid as invalid:
            faults += (fault.inside(f"{path}/{number}") for fault in invalid.errors)
