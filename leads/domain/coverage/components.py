"""Dimensions that no question moves together are counted apart: their tables are far smaller."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod

from leads.domain.coverage.limits import MOST_BYTES, TooLarge
from leads.domain.coverage.outcomes import AnswerClass
from leads.domain.coverage.plan import Asked, Plan
from leads.domain.coverage.points import NONE
from leads.domain.coverage.tables import Cells, Layout, Step, joined, laid_out, rows_of, start
from leads.domain.coverage.ways import Vector

READING = 40e-6  # seconds to send one row of a table to its rules; measured

type Rows = dict[tuple[int, ...], list[int]]  # by points of all axes but the first: counts by those


@dataclass(frozen=True, slots=True)
class Component:
    """Some axes, what is asked of everybody that moves them, and how their table is laid out."""

    layout: Layout
    scored: tuple[Asked, ...]
    units: tuple[int, ...]
    ranks: tuple[tuple[int, ...], ...] = field(repr=False)

    @property
    def classes(self) -> int:
        """How many combinations of points rules may tell apart."""
        return prod(
            min(len(set(ranks)), size)
            for ranks, size in zip(self.ranks, self.layout.sizes, strict=True)
        )

    @property
    def axes(self) -> tuple[int, ...]:
        return self.layout.axes

    def moves(self, answers: AnswerClass) -> bool:
        return any(effect.spans[axis] for effect in answers.outcomes for axis in self.axes)

    def beginning(self) -> Cells:
        """The distribution of what everybody is asked."""
        cells = start(self.layout)
        for asked in self.scored:
            cells = joined(cells, asked.classes[0].outcomes, self.layout)
        return cells

    def ranked(self, spans: Vector) -> list[list[int]]:
        """For each axis and gain, the points that stand for those it makes."""
        return [
            [
                ranks[
                    (200 * gain * unit + span) // (2 * span)
                    if 0 <= gain * unit <= span and span
                    else NONE
                ]
                for gain in range(size)
            ]
            for size, unit, span, ranks in zip(
                self.layout.sizes, self.units, spans, self.ranks, strict=True
            )
        ]

    def rows(self, cells: Cells) -> Rows:
        found: Rows = {}
        for spans, planes in cells.items():
            for rest, row in rows_of(planes, self.layout, ranks=self.ranked(spans)):
                known = found.get(rest)
                found[rest] = row if known is None else list(map(sum, zip(known, row, strict=True)))
        return found


def components_of(
    plan: Plan, *, nodes: dict[int, int], ends: int, most: float
) -> tuple[Component, ...]:
    """The component with most axes first. `nodes` says how often each stop is joined to a table,
    `ends` at how many states tables are read.

    Raises TooLarge where counting would take more than `most` seconds, or too much memory.
    """
    parts: list[Component] = []
    seconds = 0.0
    for axes in _parted(plan):
        component, cost, size = _component(plan, axes, nodes)
        seconds += cost
        if size * (2 + len(nodes)) > MOST_BYTES:
            seconds = float("inf")
        parts.append(component)
    parts.sort(key=lambda part: -len(part.axes))
    seconds += (
        ends
        * READING
        * prod(part.classes for part in parts)
        / (len(set(parts[0].ranks[0])) if parts else 1)
    )
    if seconds > most:
        raise TooLarge(_sentence(seconds))
    return tuple(parts)


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


def _component(
    plan: Plan, axes: tuple[int, ...], nodes: dict[int, int]
) -> tuple[Component, float, int]:
    scored = [each for each in plan.scored if _touches(each.classes, axes)]
    scored.sort(key=lambda each: sum(_step([each.classes[0]], axes, 1).rises))
    steps = [_step(each.classes, axes, 1) for each in scored]
    ways = prod(each.classes[0].count for each in scored)
    for place, asked in enumerate(plan.walked):
        if place in nodes and _touches(asked.classes, axes):
            steps.append(_step(asked.classes, axes, nodes[place]))
            ways *= max(each.count for each in asked.classes)
    layout, seconds, size = laid_out(axes, steps, total=ways)
    ranks = tuple(tuple(plan.axes.ranks(axis)) for axis in axes)
    units = tuple(plan.units[axis] for axis in axes)
    return Component(layout, tuple(scored), units, ranks), seconds, size


def _touches(classes: Sequence[AnswerClass], axes: Iterable[int]) -> bool:
    return any(effect.spans[axis] for each in classes for effect in each.outcomes for axis in axes)


def _step(classes: Sequence[AnswerClass], axes: tuple[int, ...], times: int) -> Step:
    effects = [effect for each in classes for effect in each.outcomes]
    width = len(effects[0].gains)
    return Step(
        rises=tuple(max(effect.gains[axis] for effect in effects) for axis in range(width)),
        answers=max(len(each.outcomes) for each in classes),
        spans=len({tuple(effect.spans[axis] for axis in axes) for effect in effects}),
        times=times,
    )
