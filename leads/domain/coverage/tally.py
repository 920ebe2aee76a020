"""Every completion sent to its rule, by counting."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress, product

from leads.domain.coverage.components import Component, Rows, Table, components_of
from leads.domain.coverage.plan import Plan
from leads.domain.coverage.points import NONE, Masker, Masks, masks_of
from leads.domain.coverage.walk import Arrival, Path, State, Taken, walk

_BITS = tuple(1 << at for at in range(NONE + 1))


@dataclass(frozen=True, slots=True)
class Witness:
    """Where an example is to be found: the way walked, and the points by axis."""

    path: Path
    taken: Taken
    points: Mapping[int, int]


@dataclass(slots=True)
class Tally:
    """Per rule how many completions hold it, and how many it decides; `shadows` are the rules that
    decide where it holds. Witnesses by rule, None for the fallback.
    """

    held: list[int]
    decided: list[int]
    fallback: int = 0
    total: int = 0
    shadows: list[set[int]] = field(default_factory=list)
    holding: dict[int, Witness] = field(default_factory=dict)
    deciding: dict[int | None, Witness] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """Counts along one axis, the points on all others being known."""

    points: Mapping[int, int]
    sums: Sequence[int]  # of the counts before each place
    support: int

    def weigh(self, mask: int) -> int:
        if mask == self.support:
            return self.sums[-1]
        total = 0
        while mask:
            low = (mask & -mask).bit_length() - 1
            rest = mask >> low
            length = (~rest & (rest + 1)).bit_length() - 1
            total += self.sums[low + length] - self.sums[low]
            mask = (rest >> length) << (low + length)
        return total


class Count:
    """Walks, builds the tables along every path, and tallies what stands in them."""

    def __init__(self, plan: Plan, *, rules: int, most: float) -> None:
        self.plan = plan
        self.ends = _by_path(walk(plan.stops, plan.residues))
        self.components = components_of(
            plan,
            nodes=_nodes(self.ends),
            paths=len(self.ends),
            ends=sum(map(len, self.ends.values())),
            most=most,
        )
        self.along = self.components[0].axes[0] if self.components else None
        self._masker = Masker(plan.axes, self.along)
        self._masks: dict[int, Masks] = {}
        self.tally = Tally([0] * rules, [0] * rules, shadows=[set() for _ in range(rules)])

    def run(self) -> Tally:
        self._visit((), [part.beginning() for part in self.components], sorted(self.ends))
        return self.tally

    def _visit(self, path: Path, tables: list[Table], paths: Sequence[Path]) -> None:
        """`paths` are all that begin with `path`, in order."""
        if path in self.ends:
            self._end(path, [part.rows(each) for part, each in self._with(tables)])
        longer = [each for each in paths if len(each) > len(path)]
        for step in dict.fromkeys(each[len(path)] for each in longer):
            key, answers = self.plan.walked[step[0]].key, self.plan.stops[step[0]].classes[step[1]]
            onwards = [part.onwards(each, key, answers) for part, each in self._with(tables)]
            rest = [each for each in longer if each[len(path)] == step]
            self._visit((*path, step), onwards, rest)

    def _with(self, tables: list[Table]) -> Iterator[tuple[Component, Table]]:
        return zip(self.components, tables, strict=True)

    def _end(self, path: Path, found: list[Rows]) -> None:
        ends = self.ends[path]
        for row in self._rows(found):
            read = self._masker.masks(row.points)
            for rules, arrival in ends.items():
                self._add(row, self._program(rules)(read), arrival, path)

    def _rows(self, found: list[Rows]) -> Iterator[Row]:
        if self.along is None:
            found = [{(): [0] * NONE + [1]}]
        first, *others = found
        axes = [self.components[0].axes[1:]] if self.components else [()]
        axes += [part.axes for part in self.components[1:]]
        flat = [list(_flat(rows)) for rows in others]
        for rest, counts in first.items():
            for combined in product(*flat):
                factor = 1
                for _, count in combined:
                    factor *= count
                points = [rest, *(each for each, _ in combined)]
                yield _row(
                    dict(
                        item
                        for names, values in zip(axes, points, strict=True)
                        for item in zip(names, values, strict=True)
                    ),
                    counts,
                    factor,
                )

    def _add(self, row: Row, masks: Sequence[int], arrival: Arrival, path: Path) -> None:
        tally, ways = self.tally, arrival.count
        free = row.support
        tally.total += ways * row.sums[-1]
        for rule, everywhere in enumerate(masks):
            mask = everywhere & row.support
            if not mask:
                continue
            tally.held[rule] += ways * row.weigh(mask)
            if rule not in tally.holding:
                tally.holding[rule] = self._witness(row, mask, arrival, path)
            if mask & ~free:
                self._shade(rule, mask & ~free, masks)
            if mask & free:
                tally.decided[rule] += ways * row.weigh(mask & free)
                if rule not in tally.deciding:
                    tally.deciding[rule] = self._witness(row, mask & free, arrival, path)
                free &= ~mask
        if free:
            tally.fallback += ways * row.weigh(free)
            if None not in tally.deciding:
                tally.deciding[None] = self._witness(row, free, arrival, path)

    def _shade(self, rule: int, mask: int, masks: Sequence[int]) -> None:
        for earlier in range(rule):
            if masks[earlier] & mask:
                self.tally.shadows[rule].add(earlier)
                mask &= ~masks[earlier]

    def _witness(self, row: Row, mask: int, arrival: Arrival, path: Path) -> Witness:
        points = dict(row.points)
        if self.along is not None:
            points[self.along] = (mask & -mask).bit_length() - 1
        return Witness(path, arrival.taken, points)

    def _program(self, rules: int) -> Masks:
        if rules not in self._masks:
            self._masks[rules] = masks_of(self.plan.residues[rules], self._masker.leaves)
        return self._masks[rules]


def _by_path(states: Mapping[State, Arrival]) -> dict[Path, dict[int, Arrival]]:
    found: dict[Path, dict[int, Arrival]] = {}
    for state, arrival in states.items():
        found.setdefault(state.path, {})[state.rules] = arrival
    return found


def _nodes(ends: Mapping[Path, object]) -> dict[int, int]:
    """By stop: how many tables it is joined to."""
    prefixes = {path[: at + 1] for path in ends for at in range(len(path))}
    found: dict[int, int] = {}
    for prefix in prefixes:
        found[prefix[-1][0]] = found.get(prefix[-1][0], 0) + 1
    return found


def _flat(rows: Rows) -> Iterator[tuple[tuple[int, ...], int]]:
    for rest, counts in rows.items():
        for points, count in enumerate(counts):
            if count:
                yield (points, *rest), count


def _row(points: Mapping[int, int], counts: Sequence[int], factor: int) -> Row:
    sums = [0, *accumulate(counts)]
    if factor != 1:
        sums = [factor * each for each in sums]
    return Row(points, sums, support=sum(compress(_BITS, counts)))
