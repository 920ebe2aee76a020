"""Dimensions that no question moves together are counted apart: their tables are far smaller."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import gcd, prod
from operator import add
from typing import NamedTuple, Self

from leads.domain.coverage.limits import MOST_BYTES, TooLarge
from leads.domain.coverage.outcomes import AnswerClass
from leads.domain.coverage.plan import Asked, Plan
from leads.domain.coverage.points import NONE
from leads.domain.coverage.tables import Cells, Layout, Step, joined, laid_out, rows_of, start
from leads.domain.coverage.ways import Outcomes, Vector

QUICK = 0.1  # seconds: below that nothing is worth setting apart
READING = 30e-6  # seconds to send one row of a table to its rules; measured


class Table(NamedTuple):
    """What was joined, and what the answers to questions set apart add to it."""

    cells: Cells
    fine: tuple[Outcomes, ...]


type Rows = dict[tuple[int, ...], list[int]]  # by points of all axes but the first: counts by those


@dataclass(frozen=True, slots=True)
class Component:
    """Some axes, what is asked of everybody that moves them, and how their table is laid out.

    Questions set `apart`, by key, move them in finer steps than all others: they are not joined to
    the table, which is read once for each of their effects instead.
    """

    layout: Layout
    scored: tuple[Asked, ...]
    fine: tuple[Asked, ...]
    apart: frozenset[str]
    units: tuple[int, ...]
    ranks: tuple[tuple[int, ...], ...] = field(repr=False)
    classes: int  # at most so many combinations of points are told apart

    @property
    def axes(self) -> tuple[int, ...]:
        return self.layout.axes

    def moves(self, answers: AnswerClass) -> bool:
        return any(effect.spans[axis] for effect in answers.outcomes for axis in self.axes)

    def beginning(self) -> Table:
        """The distribution of what everybody is asked."""
        cells = start(self.layout)
        for asked in self.scored:
            cells = joined(cells, asked.classes[0].outcomes, self.layout)
        return Table(cells, tuple(asked.classes[0].outcomes for asked in self.fine))

    def onwards(self, table: Table, key: str, answers: AnswerClass) -> Table:
        """The distribution once these answers to the question of this key are given as well."""
        if not self.moves(answers):
            return table
        if key in self.apart:
            return Table(table.cells, (*table.fine, answers.outcomes))
        return Table(joined(table.cells, answers.outcomes, self.layout), table.fine)

    def ranked(self, spans: Vector, offset: Vector) -> list[list[int]]:
        """For each axis and gain, the points that stand for those it makes with `offset` added."""
        return [
            [_rank(ranks, (gain * step + more) * unit, span) for gain in range(size)]
            for size, step, unit, more, span, ranks in zip(
                self.layout.sizes,
                self.layout.steps,
                self.units,
                offset,
                spans,
                self.ranks,
                strict=True,
            )
        ]

    def rows(self, table: Table) -> Rows:
        found: Rows = {}
        for spans, planes in table.cells.items():
            for (offset, wider), count in self.offsets(table):
                ranks = self.ranked(tuple(map(sum, zip(spans, wider, strict=True))), offset)
                for rest, row in rows_of(planes, self.layout, ranks=ranks):
                    more = row if count == 1 else [count * each for each in row]
                    known = found.get(rest)
                    found[rest] = more if known is None else [*map(add, known, more)]
        return found

    def offsets(self, table: Table) -> list[tuple[tuple[Vector, Vector], int]]:
        """What questions set apart add to gains and spans on these axes, and in how many ways."""
        nothing = (0,) * len(self.axes)
        found: dict[tuple[Vector, Vector], int] = {(nothing, nothing): 1}
        for outcomes in table.fine:
            more: dict[tuple[Vector, Vector], int] = {}
            for (gains, spans), count in found.items():
                for effect, ways in outcomes.items():
                    key = self._plus(gains, effect.gains), self._plus(spans, effect.spans)
                    more[key] = more.get(key, 0) + count * ways.count
            found = more
        return list(found.items())

    def _plus(self, mine: Vector, more: Vector) -> Vector:
        return tuple(value + more[axis] for value, axis in zip(mine, self.axes, strict=True))


def _rank(ranks: Sequence[int], gained: int, span: int) -> int:
    """Gains beyond the span stand in no completion, though there is room for them."""
    if not 0 <= gained <= span or not span:
        return NONE
    return ranks[(200 * gained + span) // (2 * span)]


def components_of(
    plan: Plan, *, nodes: dict[int, int], paths: int, ends: int, most: float
) -> tuple[Component, ...]:
    """The component with most axes first. `nodes` says how often each stop is joined to a table,
    `paths` how many tables are read, `ends` at how many states.

    Raises TooLarge where counting would take more than `most` seconds, or too much memory.
    """
    laid = [quickest(plan, axes, nodes=nodes, paths=paths) for axes in _parted(plan)]
    laid.sort(key=lambda each: -len(each[0].axes))
    parts = tuple(component for component, _ in laid)
    rows = prod(part.classes for part in parts)
    first = len(set(parts[0].ranks[0])) if parts else 1
    seconds = sum(cost for _, cost in laid) + ends * READING * rows / first
    if seconds > most:
        raise TooLarge(_sentence(seconds))
    return parts


def _sentence(seconds: float) -> str:
    long = (
        "more memory than there is" if seconds == float("inf") else f"about {seconds:.0f} seconds"
    )
    return (
        f"Counting every completion would take {long}. Give points in fewer and rounder steps, "
        "make fewer questions optional, or let rules read fewer dimensions."
    )


def _classes(plan: Plan) -> Iterator[AnswerClass]:
    for asked in (*plan.scored, *plan.walked):
        yield from asked.classes


def _parted(plan: Plan) -> list[tuple[int, ...]]:
    """Axes in groups: two are in one if an answer moves both."""
    groups = [{axis} for axis in range(len(plan.axes.names))]
    for answers in _classes(plan):
        for effect in answers.outcomes:
            touched = {axis for axis, span in enumerate(effect.spans) if span}
            together = [group for group in groups if group & touched]
            if len(together) > 1:
                groups = [group for group in groups if group not in together]
                groups.append(set().union(*together))
    return [
        tuple(sorted(group, key=lambda axis: axis not in plan.axes.coupled)) for group in groups
    ]


def quickest(
    plan: Plan, axes: tuple[int, ...], *, nodes: dict[int, int], paths: int
) -> tuple[Component, float]:
    """Questions are set apart one by one for as long as that is quicker. With its seconds."""
    moving = _Moving.of(plan, axes, nodes=nodes, paths=paths)
    best = moving.component(frozenset())
    while best[1] > QUICK:
        tried = [
            moving.component(best[0].apart | {asked.key})
            for asked, _ in moving.everything
            if asked.key not in best[0].apart
        ]
        better = min(tried, key=lambda each: each[1], default=best)
        if better[1] >= 0.7 * best[1]:  # estimates: a small gain may be none
            break
        best = better
    return best


@dataclass(frozen=True, slots=True)
class _Moving:
    """The questions that move some axes: those asked of everybody, and those on the way with how
    many tables each is joined to. `paths` tables are read.
    """

    plan: Plan
    axes: tuple[int, ...]
    scored: tuple[Asked, ...]
    walked: tuple[tuple[Asked, int], ...]
    bytes: float
    paths: int

    @classmethod
    def of(cls, plan: Plan, axes: tuple[int, ...], *, nodes: dict[int, int], paths: int) -> Self:
        scored = [each for each in plan.scored if _touches(each.classes, axes)]
        walked = [(each, nodes[at]) for at, each in enumerate(plan.walked) if at in nodes]
        return cls(
            plan,
            axes,
            scored=tuple(sorted(scored, key=_most_answers_first)),
            walked=tuple(each for each in walked if _touches(each[0].classes, axes)),
            bytes=MOST_BYTES / (2 + len(nodes)),
            paths=paths,
        )

    @property
    def everything(self) -> list[tuple[Asked, int]]:
        return [*((asked, 1) for asked in self.scored), *self.walked]

    def component(self, apart: frozenset[str]) -> tuple[Component, float]:
        """With these questions set apart; and its seconds."""
        layout, seconds, size = self._laid_out(apart)
        fine = [asked for asked, _ in self.everything if asked.key in apart]
        ranks = tuple(tuple(self.plan.axes.ranks(axis)) for axis in self.axes)
        component = Component(
            layout=layout,
            scored=tuple(asked for asked in self.scored if asked.key not in apart),
            fine=tuple(asked for asked in self.scored if asked.key in apart),
            apart=apart,
            units=tuple(self.plan.units[axis] for axis in self.axes),
            ranks=ranks,
            classes=prod(
                min(len(set(rank)), size * prod(_gains(asked, axis) for asked in fine))
                for axis, rank, size in zip(self.axes, ranks, layout.sizes, strict=True)
            ),
        )
        effects = (max(len(each.outcomes) for each in asked.classes) for asked in fine)
        return component, seconds + self.paths * prod(effects) * _reading(component, size)

    def _laid_out(self, apart: frozenset[str]) -> tuple[Layout, float, int]:
        joins = [each for each in self.everything if each[0].key not in apart]
        steps = [_step(asked.classes, self.axes, times) for asked, times in joins]
        ways = prod(max(answers.count for answers in asked.classes) for asked, _ in joins)
        return laid_out(self.axes, steps, total=ways, most=self.bytes)


def _reading(component: Component, size: int) -> float:
    """Seconds to sort one table into rows: once over its bytes, then row by row."""
    layout, classes = component.layout, [len(set(ranks)) for ranks in component.ranks]
    if not layout.packed:
        return size / 150 * 1.5e-6
    outer = prod(
        min(count, steps) for count, steps in zip(classes[2:], layout.sizes[2:], strict=True)
    )
    rows = prod(min(count, size) for count, size in zip(classes[1:], layout.sizes[1:], strict=True))
    slices = outer * (layout.sizes[1] if layout.packed == 2 else 1)
    return size * 0.5e-9 + slices * 1e-6 + rows * (15e-6 + layout.sizes[0] * 0.018e-6)


def _most_answers_first(asked: Asked) -> tuple[int, int]:
    """Joining costs answers times what the table holds by then, so the table is kept small."""
    step = _step(asked.classes, (), 1)
    return -step.answers, sum(step.rises)


def _gains(asked: Asked, axis: int) -> int:
    """How many different gains there are on an axis."""
    effects = [effect for answers in asked.classes for effect in answers.outcomes]
    return len({(effect.gains[axis], effect.spans[axis]) for effect in effects})


def _touches(classes: Sequence[AnswerClass], axes: Iterable[int]) -> bool:
    return any(effect.spans[axis] for each in classes for effect in each.outcomes for axis in axes)


def _step(classes: Sequence[AnswerClass], axes: tuple[int, ...], times: int) -> Step:
    effects = [effect for each in classes for effect in each.outcomes]
    width = len(effects[0].gains)
    return Step(
        rises=tuple(max(effect.gains[axis] for effect in effects) for axis in range(width)),
        step=tuple(gcd(*(effect.gains[axis] for effect in effects)) for axis in range(width)),
        answers=max(len(each.outcomes) for each in classes),
        spans=len({tuple(effect.spans[axis] for axis in axes) for effect in effects}),
        times=times,
    )
