"""What a rubric is made of. Each part says what is wrong with itself; the rubric asks them all.

Paths in these faults are relative to the part: `/bands/1/at_least`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assessment.domain.documents import Fault, step

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 60
LONGEST_TEXT_ANSWER = 10_000
MOST_POINTS = 1_000  # either way: enough for any weighting, small enough to enumerate all sums
MOST_SCALE_STEPS = 101  # a scale is shown step by step; a longer range is a number
LARGEST_NUMBER = 1_000_000_000


class QuestionKind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"


class Part(Protocol):
    @property
    def key(self) -> str: ...

    def faults(self) -> Iterator[Fault]: ...


@dataclass(frozen=True, slots=True)
class Band:
    """A named range of a dimension's score: from `at_least`, 0 to 100, up to the next band."""

    key: str
    label: str
    at_least: int
    narrative: str = ""

    def faults(self) -> Iterator[Fault]:
        yield from key_faults(self.key)
        yield from blank_faults("label", self.label)
        if not 0 <= self.at_least <= 100:
            yield Fault("/at_least", "A band begins between 0 and 100.")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing scored from 0 to 100, and what its ranges are called."""

    key: str
    label: str
    description: str = ""
    bands: tuple[Band, ...] = ()

    def band(self, points: int) -> Band:
        """The highest band that begins at or below `points`, 0 to 100."""
        return next(band for band in reversed(self.bands) if band.at_least <= points)

    def faults(self) -> Iterator[Fault]:
        yield from key_faults(self.key)
        yield from blank_faults("label", self.label)
        yield from each("bands", self.bands)
        if not self.bands:
            yield Fault("/bands", "A dimension needs at least one band.")
        elif self.bands[0].at_least != 0:
            yield Fault("/bands/0/at_least", "The first band begins at 0.")
        for at, (below, above) in enumerate(zip(self.bands, self.bands[1:], strict=False), start=1):
            if above.at_least <= below.at_least:
                yield Fault(f"/bands/{at}/at_least", "Each band begins above the one before it.")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on offer, and the points it gives: pairs of dimension key and whole points."""

    key: str
    label: str
    points: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        # Their order means nothing, and a database may not keep it.
        object.__setattr__(self, "points", tuple(sorted(self.points)))

    def points_for(self, dimension: str) -> int:
        return dict(self.points).get(dimension, 0)

    def faults(self) -> Iterator[Fault]:
        yield from key_faults(self.key)
        yield from blank_faults("label", self.label)
        yield from repeated("/points", (dimension for dimension, _ in self.points))
        for dimension, points in self.points:
            yield from points_faults(f"/points/{step(dimension)}", points)


@dataclass(frozen=True, slots=True)
class Slope:
    """Points that rise, or fall, in a straight line over the range of a scale or a number.

    Reverse-scored: `at_minimum` above `at_maximum`.
    """

    dimension: str
    at_minimum: int
    at_maximum: int

    def faults(self) -> Iterator[Fault]:
        yield from points_faults("/at_minimum", self.at_minimum)
        yield from points_faults("/at_maximum", self.at_maximum)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked.

    Single and multiple have `choices`; scale and number have `minimum`, `maximum` and `slopes`;
    text has `max_length`. `section` is the heading above; neighbours with an equal one share it.
    """

    key: str
    kind: QuestionKind
    text: str
    help_text: str = ""
    section: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    low_label: str = ""
    high_label: str = ""
    unit: str = ""
    slopes: tuple[Slope, ...] = ()
    max_length: int = 2_000

    @property
    def bounds(self) -> tuple[int, int]:
        """The range of a scale or a number in a valid rubric."""
        if self.minimum is None or self.maximum is None:
            raise TypeError(f"Question {self.key} has no range.")
        return self.minimum, self.maximum

    def range_in(self, dimension: str) -> tuple[int, int]:
        """The least and the most points this question can give in a dimension, once answered.

        Each choice of a multiple question counts for itself, ticked or not, so its least is the sum
        of its negative points and its most the sum of its positive ones.
        """
        offered = [choice.points_for(dimension) for choice in self.choices]
        if self.kind is QuestionKind.MULTIPLE:
            return sum(min(points, 0) for points in offered), sum(
                max(points, 0) for points in offered
            )
        for slope in self.slopes:
            if slope.dimension == dimension:
                offered += [slope.at_minimum, slope.at_maximum]
        return min(offered, default=0), max(offered, default=0)

    def faults(self) -> Iterator[Fault]:
        yield from key_faults(self.key)
        yield from blank_faults("text", self.text)
        yield from self._choice_faults()
        yield from self._range_faults()
        yield from repeated("/slopes", (slope.dimension for slope in self.slopes))
        for at, slope in enumerate(self.slopes):
            yield from (fault.inside(f"/slopes/{at}") for fault in slope.faults())
        if not 1 <= self.max_length <= LONGEST_TEXT_ANSWER:
            yield Fault("/max_length", f"Allow between 1 and {LONGEST_TEXT_ANSWER} characters.")

    def _choice_faults(self) -> Iterator[Fault]:
        yield from each("choices", self.choices)
        if self.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
            if len(self.choices) < 2:
                yield Fault("/choices", "Offer at least two choices.")
        elif self.choices:
            yield Fault("/choices", "Only single and multiple choice questions offer choices.")

    def _range_faults(self) -> Iterator[Fault]:
        if self.kind not in (QuestionKind.SCALE, QuestionKind.NUMBER):
            if (self.minimum, self.maximum) != (None, None) or self.slopes:
                yield Fault("/slopes", "Only scales and numbers have a range and points along it.")
            return
        if self.minimum is None or self.maximum is None:
            yield Fault(
                "/minimum" if self.minimum is None else "/maximum", "Give both ends of the range."
            )
        elif self.minimum >= self.maximum:
            yield Fault("/maximum", "The range ends above where it begins.")
        elif max(-self.minimum, self.maximum) > LARGEST_NUMBER:
            yield Fault("/maximum", f"Numbers lie between −{LARGEST_NUMBER} and {LARGEST_NUMBER}.")
        elif self.kind is QuestionKind.SCALE and self.maximum - self.minimum >= MOST_SCALE_STEPS:
            yield Fault(
                "/maximum", f"A scale has at most {MOST_SCALE_STEPS} steps. Ask for a number."
            )


def each(name: str, parts: Iterable[Part]) -> Iterator[Fault]:
    """The faults of every part of a list, then a fault for each key that stands there already."""
    parts = tuple(parts)
    for at, part in enumerate(parts):
        yield from (fault.inside(f"/{name}/{at}") for fault in part.faults())
    seen: set[str] = set()
    for at, part in enumerate(parts):
        if part.key in seen:
            yield Fault(f"/{name}/{at}/key", f"The key “{part.key}” is already taken above.")
        seen.add(part.key)


def key_faults(key: str) -> Iterator[Fault]:
    if not SLUG.fullmatch(key) or len(key) > LONGEST_KEY:
        yield Fault(
            "/key",
            f"A key is at most {LONGEST_KEY} small letters, digits and single hyphens: team-waits.",
        )


def blank_faults(name: str, text: str) -> Iterator[Fault]:
    if not text.strip():
        yield Fault(f"/{name}", "This cannot be empty.")


def points_faults(path: str, points: int) -> Iterator[Fault]:
    if abs(points) > MOST_POINTS:
        yield Fault(path, f"Points lie between −{MOST_POINTS} and {MOST_POINTS}.")


def repeated(path: str, dimensions: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for dimension in dimensions:
        if dimension in seen:
            yield Fault(path, f"The dimension “{dimension}” is named twice.")
        seen.add(dimension)
