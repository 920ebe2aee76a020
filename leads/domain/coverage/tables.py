"""Joint distributions of what questions give in several dimensions at once, exact and quick.

A plane is one Python integer that holds a count for every pair of gains in two dimensions, each
`bits` wide: to add a question is a few shifts and additions of such integers. Further dimensions
are the key a plane stands under. Where gains lie far apart, nothing is packed and every gain is a
key. What spans the answers count in (they differ where questions are left out) stands above both.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import gcd, inf
from typing import Final, Literal, NamedTuple

from leads.domain.coverage.ways import Outcomes, Vector

type Planes = dict[int, int]
type Cells = dict[Vector, Planes]  # by spans

# Widths that the machine reads by itself: far quicker to take apart.
NATIVE: Final[Mapping[int, Literal["B", "H", "I", "Q"]]] = {8: "B", 16: "H", 32: "I", 64: "Q"}
OVERHEAD, PER_BIT = 0.25e-6, 0.045e-9  # seconds for one step, and for one bit moved; measured
LONG: Final = 8  # gains in a run, from which each is quicker added up by itself; measured


class Layout(NamedTuple):
    """Which axes a table has, in order; gains on each are whole `steps`, and `sizes` counts them.

    The first `packed` of them, 0 to 2, are packed into integers. `bits` of 1 says only what can be
    reached; more count it.
    """

    axes: tuple[int, ...]
    sizes: tuple[int, ...]
    steps: tuple[int, ...]
    packed: int
    bits: int

    def place(self, gains: Sequence[int]) -> tuple[int, int]:
        """The key of a cell's plane, and the bit at which it begins there."""
        inner = outer = 0
        for at in reversed(range(len(self.axes))):
            if at < self.packed:
                inner = inner * self.sizes[at] + gains[at] // self.steps[at]
            else:
                outer = outer * self.sizes[at] + gains[at] // self.steps[at]
        return outer, inner * self.bits

    def outer(self, key: int) -> tuple[int, ...]:
        """How many steps were gained on the axes that are not packed."""
        gains = []
        for size in self.sizes[self.packed :]:
            key, gain = divmod(key, size)
            gains.append(gain)
        return tuple(gains)


type Moves = list[tuple[Vector, int, list[tuple[int, int]]]]  # spans, key, (shift, count) of each


def moves_of(outcomes: Outcomes, layout: Layout) -> Moves:
    grouped: dict[tuple[Vector, int], list[tuple[int, int]]] = {}
    for effect, ways in outcomes.items():
        spans = tuple(effect.spans[axis] for axis in layout.axes)
        key, shift = layout.place([effect.gains[axis] for axis in layout.axes])
        count = ways.count if layout.bits > 1 else 1
        grouped.setdefault((spans, key), []).append((shift, count))
    return [(spans, key, steps) for (spans, key), steps in grouped.items()]


def start(layout: Layout) -> Cells:
    """Nothing was answered yet: one way to gain nothing."""
    return {(0,) * len(layout.axes): {0: 1}}


def joined(cells: Cells, outcomes: Outcomes, layout: Layout) -> Cells:
    """The distribution once one more question is answered."""
    result: Cells = {}
    moves = moves_of(outcomes, layout)
    for spans, planes in cells.items():
        for moved, offset, steps in moves:
            target = result.setdefault(tuple(map(sum, zip(spans, moved, strict=True))), {})
            (_spread if layout.bits > 1 else _reach)(planes, target, offset, steps)
    return result


def _spread(planes: Planes, target: Planes, offset: int, steps: list[tuple[int, int]]) -> None:
    get = target.get
    for key, plane in planes.items():
        value = get(key + offset, 0)
        for shift, count in steps:
            value += (plane if count == 1 else plane * count) << shift
        target[key + offset] = value


def _reach(planes: Planes, target: Planes, offset: int, steps: list[tuple[int, int]]) -> None:
    get = target.get
    for key, plane in planes.items():
        value = get(key + offset, 0)
        for shift, _ in steps:
            value |= plane << shift
        target[key + offset] = value


def cells_of(planes: Planes, layout: Layout) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every gain that is reached with its count; for tables that are not packed."""
    for key, count in planes.items():
        yield layout.outer(key), count


@dataclass(frozen=True, slots=True)
class Step:
    """One question as far as the work of joining it goes."""

    rises: Vector  # the most it gains on each axis
    step: Vector  # what all its gains on each axis are multiples of
    answers: int  # of different effect
    spans: int
    times: int = 1


def laid_out(
    axes: tuple[int, ...], steps: Sequence[Step], *, total: int, most: float
) -> tuple[Layout, float, int]:
    """The quickest layout for these questions, in this order, with its seconds and its bytes; where
    none has at most `most` bytes, the seconds are without end.
    """
    units = tuple(gcd(*(step.step[axis] for step in steps)) or 1 for axis in axes)
    sizes = tuple(
        1 + sum(step.rises[axis] for step in steps) // unit
        for axis, unit in zip(axes, units, strict=True)
    )
    needed = -(-total.bit_length() // 8) * 8
    bits = next((width for width in NATIVE if width >= needed), needed)
    choices = [Layout(axes, sizes, units, packed, bits) for packed in range(min(2, len(axes)) + 1)]
    costs = [(each, *_cost(each, steps)) for each in choices]
    fitting = [cost for cost in costs if cost[2] <= most]
    return min(fitting or [(choices[0], inf, 0)], key=lambda each: each[1])


def _cost(layout: Layout, steps: Sequence[Step]) -> tuple[float, int]:
    seconds, listed, spans = 0.0, 1, 1
    reached = [1] * len(layout.axes)
    width = keys = 1
    for step in steps:
        seconds += (
            step.times * step.answers * spans * keys * (OVERHEAD + PER_BIT * width * layout.bits)
        )
        for at, axis in enumerate(layout.axes):
            reached[at] += step.rises[axis] // layout.steps[at]
        listed = min(listed * step.answers, 10**18)
        spans *= step.spans
        width, keys = _extent(layout, reached)
        keys = min(keys, listed)
    return seconds, int(spans * keys * (150 + width * layout.bits / 7.5))


def _extent(layout: Layout, reached: Sequence[int]) -> tuple[int, int]:
    """How many cells a plane has, and how many planes there may be."""
    width = keys = 1
    if layout.packed:
        width = reached[0] if layout.packed == 1 else layout.sizes[0] * reached[1]
    for size in reached[layout.packed :]:
        keys *= size
    return width, keys


def rows_of(
    planes: Planes, layout: Layout, *, ranks: Sequence[Sequence[int]]
) -> Iterable[tuple[tuple[int, ...], list[int]]]:
    """Counts by class: of the axes but the first a tuple, of the first axis a list of 102.

    `ranks` says for each axis and gain which class it belongs to.
    """
    if not layout.packed:
        return _from_cells(planes, layout, ranks)
    grouped: dict[tuple[int, ...], int] = {}
    for key, plane in planes.items():
        outer = tuple(ranks[layout.packed + at][gain] for at, gain in enumerate(layout.outer(key)))
        grouped[outer] = grouped.get(outer, 0) + plane
    if layout.packed == 2:
        grouped = _parted(grouped, layout, ranks[1])
    runs = _runs(ranks[0])
    return [
        (rest, _summed(_unpacked(row, layout.sizes[0], layout.bits), runs))
        for rest, row in grouped.items()
    ]


def _from_cells(
    planes: Planes, layout: Layout, ranks: Sequence[Sequence[int]]
) -> Iterable[tuple[tuple[int, ...], list[int]]]:
    found: dict[tuple[int, ...], list[int]] = {}
    for gains, count in cells_of(planes, layout):
        first, *rest = (rank[gain] for rank, gain in zip(ranks, gains, strict=True))
        row = found.get(tuple(rest))
        if row is None:
            row = found[tuple(rest)] = [0] * 102
        row[first] += count
    return found.items()


def _parted(
    grouped: Mapping[tuple[int, ...], int], layout: Layout, rank: Sequence[int]
) -> dict[tuple[int, ...], int]:
    """Planes taken apart into rows; the second axis joins the key."""
    size = layout.sizes[0] * layout.bits // 8
    found: dict[tuple[int, ...], int] = {}
    for outer, plane in grouped.items():
        data = memoryview(plane.to_bytes(size * layout.sizes[1], "little"))
        for gain in range(layout.sizes[1]):
            row = int.from_bytes(data[gain * size : (gain + 1) * size], "little")
            if row:
                key = (rank[gain], *outer)
                found[key] = found.get(key, 0) + row
    return found


def _unpacked(row: int, size: int, bits: int) -> Sequence[int]:
    width = bits // 8
    data = row.to_bytes(size * width, sys.byteorder)
    if bits in NATIVE:
        counts = memoryview(data).cast(NATIVE[bits]).tolist()
        return counts if sys.byteorder == "little" else counts[::-1]
    return [row >> at & ((1 << bits) - 1) for at in range(0, size * bits, bits)]


def _runs(rank: Sequence[int]) -> list[tuple[int, int, int]]:
    """Neighbouring gains of one class, as the class, where it begins and where it ends."""
    runs, began = [], 0
    for points, group in groupby(rank):
        ended = began + len(list(group))
        runs.append((points, began, ended))
        began = ended
    return runs


def _summed(counts: Sequence[int], runs: Sequence[tuple[int, int, int]]) -> list[int]:
    row = [0] * 102
    if len(counts) > LONG * len(runs):
        for points, began, ended in runs:
            row[points] += sum(counts[began:ended])
        return row
    sums = [0, *accumulate(counts)]
    for points, began, ended in runs:
        row[points] += sums[ended] - sums[began]
    return row
