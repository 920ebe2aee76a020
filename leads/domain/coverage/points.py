"""Points a dimension can have, told apart as far as the rules do, and rules read along one of them.

Points are 0 to 100, or NONE where nothing was measured. What holds along one axis, the others being
fixed, is a mask: bit 60 says that it holds at 60 points.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assessment.domain.rubric import Rubric
from leads.domain.conditions import (
    All,
    AnyOf,
    DifferenceCondition,
    Not,
    ScoreCondition,
    ScoreOperator,
)
from leads.domain.coverage.residues import Residue

NONE: Final = 101
EVERYWHERE: Final = (1 << 102) - 1
_COMPARE: Mapping[ScoreOperator, Callable[[int, int], bool]] = {
    ScoreOperator.AT_LEAST: operator.ge,
    ScoreOperator.AT_MOST: operator.le,
    ScoreOperator.ABOVE: operator.gt,
    ScoreOperator.BELOW: operator.lt,
}

_NOTHING_LESS: Final = (0,) * (NONE + 1)

type ScoreLeaf = ScoreCondition | DifferenceCondition
type Masks = Callable[[Sequence[int]], tuple[int, ...]]


class Axes:
    """The measured dimensions that rules read, themselves or as parts of a composite, in order."""

    def __init__(self, rubric: Rubric, leaves: Iterable[ScoreLeaf]) -> None:
        self.leaves = tuple(dict.fromkeys(leaves))
        composed = {each.key: each.composed_of for each in rubric.dimensions if each.composed_of}
        named = [name for leaf in self.leaves for name in _names(leaf)]
        read = {part for name in named for part, _ in composed.get(name, ((name, 1),))}
        self.names = tuple(each.key for each in rubric.dimensions if each.key in read)
        at = {name: place for place, name in enumerate(self.names)}
        self.parts = {
            name: tuple((at[part], weight) for part, weight in composed.get(name, ((name, 1),)))
            for name in named
        }
        self.plain = {name for name in named if name not in composed}
        self.coupled = frozenset(
            axis
            for leaf in self.leaves
            if isinstance(leaf, DifferenceCondition) or _names(leaf)[0] not in self.plain
            for axis in self.read_by(leaf)
        )

    def read_by(self, leaf: ScoreLeaf) -> frozenset[int]:
        return frozenset(axis for name in _names(leaf) for axis, _ in self.parts[name])

    def ranks(self, axis: int) -> list[int]:
        """For points 0 to 100 and NONE: the first points that no rule tells from them."""
        if axis in self.coupled:
            return list(range(NONE + 1))
        first: dict[tuple[bool, ...], int] = {}
        mine = [leaf for leaf in self.leaves if axis in self.read_by(leaf)]
        return [
            first.setdefault(tuple(self.holds(leaf, {axis: points}) for leaf in mine), points)
            for points in range(NONE + 1)
        ]

    def holds(self, leaf: ScoreLeaf, points: Mapping[int, int]) -> bool:
        known = [self._points(name, points) for name in _names(leaf)]
        if None in known:
            return False
        first, *second = known
        value: Any = first - second[0] if second else first  # type: ignore[operator]
        return _COMPARE[leaf.operator](value, leaf.value)

    def mask(self, leaf: ScoreLeaf, along: int, points: Mapping[int, int]) -> int:
        """Where `leaf` holds along this axis; `points` are those on the others."""
        compare = _COMPARE[leaf.operator]
        first, *second = (self._line(name, along, points) for name in _names(leaf))
        values = [
            None if a is None or b is None else a - b
            for a, b in zip(first, second[0] if second else _NOTHING_LESS, strict=True)
        ]
        held = ["1" if v is not None and compare(v, leaf.value) else "0" for v in values]
        return int("".join(reversed(held)), 2)

    def _line(self, name: str, along: int, points: Mapping[int, int]) -> list[int | None]:
        """The points of a dimension for all points on one axis, NONE last."""
        weight = dict(self.parts[name]).get(along)
        if weight is None:
            return [self._points(name, points)] * (NONE + 1)
        others = [(points[axis], w) for axis, w in self.parts[name] if axis != along]
        known = [(value, w) for value, w in others if value != NONE]
        weights = weight + sum(w for _, w in known)
        total = 2 * sum(value * w for value, w in known) + weights
        line: list[int | None] = [
            (total + 2 * weight * value) // (2 * weights) for value in range(NONE)
        ]
        return [*line, self._points(name, {**points, along: NONE})]

    def _points(self, name: str, points: Mapping[int, int]) -> int | None:
        parts = [(points[axis], weight) for axis, weight in self.parts[name]]
        known = [(value, weight) for value, weight in parts if value != NONE]
        weights = sum(weight for _, weight in known)
        total = sum(value * weight for value, weight in known)
        return (2 * total + weights) // (2 * weights) if weights else None


def _names(leaf: ScoreLeaf) -> tuple[str, ...]:
    if isinstance(leaf, ScoreCondition):
        return (leaf.dimension,)
    return leaf.minuend, leaf.subtrahend


@dataclass(frozen=True, slots=True)
class _Alike:
    """Comparisons that read the same axes beside the one along which rows run."""

    others: tuple[int, ...]
    leaves: tuple[ScoreLeaf, ...]
    known: dict[tuple[int, ...], tuple[int, ...]]


class Masker:
    """Reads comparisons along one axis (None: there is none), each once for the points it needs."""

    def __init__(self, axes: Axes, along: int | None) -> None:
        self._axes, self._along = axes, along
        alike: dict[tuple[int, ...], list[ScoreLeaf]] = {}
        for leaf in axes.leaves:
            alike.setdefault(tuple(sorted(axes.read_by(leaf) - {along})), []).append(leaf)
        self._alike = [_Alike(others, tuple(leaves), {}) for others, leaves in alike.items()]
        self.leaves = tuple(leaf for each in self._alike for leaf in each.leaves)

    def masks(self, points: Mapping[int, int]) -> list[int]:
        """One for each of `leaves`, in their order."""
        masks: list[int] = []
        for alike in self._alike:
            key = tuple([points[axis] for axis in alike.others])
            known = alike.known.get(key)
            if known is None:
                known = alike.known[key] = tuple(self._read(alike, key))
            masks += known
        return masks

    def _read(self, alike: _Alike, key: tuple[int, ...]) -> Iterator[int]:
        points = dict(zip(alike.others, key, strict=True))
        for leaf in alike.leaves:
            if self._along is None or self._along not in self._axes.read_by(leaf):
                yield EVERYWHERE if self._axes.holds(leaf, points) else 0
            else:
                yield self._axes.mask(leaf, self._along, points)


def masks_of(rules: Iterable[Residue], leaves: Sequence[ScoreLeaf]) -> Masks:
    """Masks of the leaves → the mask of every rule. The source holds operators and numbers only."""
    at = {leaf: place for place, leaf in enumerate(leaves)}
    source = "".join(f"{_source(rule, at)}, " for rule in rules)
    masks: Masks = eval(f"lambda m: ({source})")  # noqa: S307  written here, from nothing of others'
    return masks


def _source(rule: Residue, at: Mapping[ScoreLeaf, int]) -> str:
    match rule:
        case bool():
            return str(EVERYWHERE if rule else 0)
        case All(conditions):
            return f"({' & '.join(_source(each, at) for each in conditions)})"
        case AnyOf(conditions):
            return f"({' | '.join(_source(each, at) for each in conditions)})"
        case Not(inner):
            return f"({EVERYWHERE} ^ {_source(inner, at)})"
        case ScoreCondition() | DifferenceCondition():
            return f"m[{at[rule]}]"
        case _:
            raise TypeError(f"{rule} is not known yet.")
