"""The plane of two dimensions: where each pair of scores leads, exactly, with thresholds moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby
from typing import Final, NamedTuple

from assessment.domain.rubric import Rubric
from assessment.domain.scoring import mean
from leads.domain.conditions import (
    All,
    AnyOf,
    Condition,
    DifferenceCondition,
    Facts,
    Not,
    ScoreCondition,
    leaves,
)
from leads.domain.routing import RuleSet

SIDE: Final = 101  # scores are whole numbers from 0 to 100: there is no finer grid

type Cells = tuple[tuple[int, ...], ...]  # rows from 0 upwards, each the place of a rule by column
type Place = tuple[int, int]  # of a threshold: the place of its rule, and of its comparison there
type Points = dict[str, int | None]


class Rectangle(NamedTuple):
    """Cells of one rule: `across` and `up` are its least scores, `width` and `height` in points."""

    across: int
    up: int
    width: int
    height: int


class Threshold(NamedTuple):
    """A number that a score, or the difference of two, is compared with."""

    place: Place
    rule: str
    condition: ScoreCondition | DifferenceCondition


@dataclass(frozen=True, slots=True)
class Region:
    """Where one rule decides, the fallback (`rule` is the number of rules) included."""

    rule: int
    rectangles: tuple[Rectangle, ...]

    @property
    def cells(self) -> int:
        return sum(each.width * each.height for each in self.rectangles)

    @property
    def ranges(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The least and the most score across, and up, that lie in it."""
        across = [(each.across, each.across + each.width - 1) for each in self.rectangles]
        up = [(each.up, each.up + each.height - 1) for each in self.rectangles]
        return _hull(across), _hull(up)

    @property
    def is_rectangle(self) -> bool:
        """Whether every pair of scores in `ranges` belongs to it."""
        (left, right), (low, high) = self.ranges
        return self.cells == (right - left + 1) * (high - low + 1)


@dataclass(frozen=True, slots=True)
class Plane:
    """Two plain dimensions, and everything else that is known: `facts` has the points of the other
    plain dimensions (composites follow from their parts), answers and fields.
    """

    rubric: Rubric
    across: str
    up: str
    facts: Facts

    def points(self, across: int, up: int) -> Points:
        """The points of every dimension where these are the two."""
        points: Points = {**self.facts.scores, self.across: across, self.up: up}
        for composite in self.rubric.dimensions:
            if composite.composed_of:
                parts = [(points.get(part), weight) for part, weight in composite.composed_of]
                points[composite.key] = mean(parts)
        return points

    def cells(self, rule_set: RuleSet) -> Cells:
        """For each pair of scores the place of the rule that decides; the number of rules, where
        none holds."""
        verdicts, answers, fields = rule_set.verdicts, self.facts.answers, self.facts.fields
        fallback = len(rule_set.rules)

        def deciding(across: int, up: int) -> int:
            found = verdicts(Facts(self.points(across, up), answers, fields))
            return next((at for at, verdict in enumerate(found) if verdict.held), fallback)

        return tuple(tuple([deciding(across, up) for across in range(SIDE)]) for up in range(SIDE))


def regions(cells: Cells) -> tuple[Region, ...]:
    """The cells as few rectangles, by rule; a rule that decides nowhere has no region."""
    found: dict[int, list[Rectangle]] = {}
    for rule, rectangle in _rectangles(cells):
        found.setdefault(rule, []).append(rectangle)
    return tuple(Region(rule, tuple(found[rule])) for rule in sorted(found))


def roomiest(cells: Cells) -> dict[int, Rectangle]:
    """For each rule that decides somewhere, the largest square that is its own: room for a mark."""
    found: dict[int, Rectangle] = {}
    row_below: Sequence[int] = ()
    below: list[int] = []
    for up, row in enumerate(cells):
        sizes: list[int] = []
        for across, rule in enumerate(row):
            size = 1
            if (
                across
                and up
                and rule == row[across - 1] == row_below[across - 1] == row_below[across]
            ):
                size += min(sizes[-1], below[across - 1], below[across])
            sizes.append(size)
            if rule not in found or size > found[rule].width:
                found[rule] = Rectangle(across - size + 1, up - size + 1, size, size)
        row_below, below = row, sizes
    return found


def thresholds(rule_set: RuleSet) -> tuple[Threshold, ...]:
    """In the order they are written."""
    return tuple(
        Threshold((at, nth), rule.key, leaf)
        for at, rule in enumerate(rule_set.rules)
        for nth, leaf in enumerate(leaves(rule.condition))
        if isinstance(leaf, ScoreCondition | DifferenceCondition)
    )


def with_thresholds(rule_set: RuleSet, values: Mapping[Place, int]) -> RuleSet:
    """The same rules with these numbers instead. Raises ConditionInvalid where one is off the scale
    of its comparison (0 to 100, of a difference -100 to 100)."""
    rules = []
    for at, rule in enumerate(rule_set.rules):
        moved = {nth: value for (owner, nth), value in values.items() if owner == at}
        rules.append(replace(rule, condition=_moved(rule.condition, moved, count())))
    return RuleSet(tuple(rules), rule_set.fallback, rule_set.fallback_reason)


def _moved(condition: Condition, values: Mapping[int, int], places: Iterator[int]) -> Condition:
    """`places` counts the comparisons, in the order of `leaves`."""
    match condition:
        case All(conditions):
            return All(tuple([_moved(each, values, places) for each in conditions]))
        case AnyOf(conditions):
            return AnyOf(tuple([_moved(each, values, places) for each in conditions]))
        case Not(inner):
            return Not(_moved(inner, values, places))
        case _:
            place = next(places)
            if isinstance(condition, ScoreCondition | DifferenceCondition) and place in values:
                return replace(condition, value=values[place])
            return condition


def _rectangles(cells: Cells) -> Iterator[tuple[int, Rectangle]]:
    """Runs of a row, made higher for as long as the row above has the same run."""
    open_runs: dict[tuple[int, int, int], int] = {}  # rule, start, width → the row it began in
    for up, row in enumerate([*cells, ()]):
        runs = set(_runs(row))
        for run in [run for run in open_runs if run not in runs]:
            rule, across, width = run
            began = open_runs.pop(run)
            yield rule, Rectangle(across, began, width, up - began)
        for run in runs:
            open_runs.setdefault(run, up)


def _runs(row: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    across = 0
    for rule, run in groupby(row):
        width = len(list(run))
        yield rule, across, width
        across += width


def _hull(ranges: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return min(low for low, _ in ranges), max(high for _, high in ranges)
