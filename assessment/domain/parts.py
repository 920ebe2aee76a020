"""What a rubric is made of. Each part says what is wrong with itself; the rubric asks them all.

Paths in these faults are relative to the part: `/bands/1/at_least`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from assessment.domain.documents import Fault, step

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 60
LONGEST_TEXT_ANSWER = 10_000
MOST_POINTS = 1_000  # either way: enough for any weighting, small enough to enumerate all sums
MOST_SCALE_STEPS = 101  # a scale is shown step by step; a longer range is a number
LARGEST_NUMBER = 1_000_000_000
LARGEST_TOTAL = 10_000
LARGEST_WEIGHT = 100


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
    next_step: str = ""

    def faults(self) -> Iterator[Fault]:
        yield from key_faults(self.key)
        yield from blank_faults("label", self.label)
        if not 0 <= self.at_least <= 100:
            yield Fault("/at_least", "A band begins between 0 and 100.")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing scored from 0 to 100, and what its ranges are called.

    A composite is `composed_of` others, by key with a weight each, and scores their weighted mean.
    """

    key: str
    label: str
    description: str = ""
    bands: tuple[Band, ...] = ()
    composed_of: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        # Their order means nothing, and a database may not keep it.
        object.__setattr__(self, "composed_of", tuple(sorted(self.composed_of)))

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
        yield from self._composition_faults()

    def _composition_faults(self) -> Iterator[Fault]:
        if len(self.composed_of) == 1:
            yield Fault("/composed_of", "Name at least two dimensions, or leave this empty.")
        yield from repeated("/composed_of", (dimension for dimension, _ in self.composed_of))
        for dimension, weight in self.composed_of:
            yield from weight_faults(f"/composed_of/{step(dimension)}", weight)


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


def weight_faults(path: str, weight: int) -> Iterator[Fault]:
    if not 1 <= weight <= LARGEST_WEIGHT:
        yield Fault(path, f"A weight lies between 1 and {LARGEST_WEIGHT}.")


def repeated(path: str, dimensions: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for dimension in dimensions:
        if dimension in seen:
            yield Fault(path, f"The dimension “{dimension}” is named twice.")
        seen.add(dimension)
