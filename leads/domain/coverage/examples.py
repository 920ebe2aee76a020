"""Which answers lead somewhere: from the points back to what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from assessment.domain.answers import Answer, to_raw
from leads.domain.coverage.components import Component, Table
from leads.domain.coverage.plan import Plan
from leads.domain.coverage.readers import Reader
from leads.domain.coverage.tables import Cells, Layout, Planes, joined, start
from leads.domain.coverage.tally import Witness
from leads.domain.coverage.ways import Effect, Outcomes, Vector


@dataclass(frozen=True, slots=True)
class Example:
    """One completion: answers by question key, as they are parsed, and the reader's fields."""

    answers: Mapping[str, Answer]
    reader: Reader

    def to_document(self) -> dict[str, Any]:
        return {"answers": to_raw(self.answers), "reader": dict(self.reader)}


class Joined(NamedTuple):
    """A question, and what could be reached before it was asked."""

    key: str
    outcomes: Outcomes
    before: Cells


class Examples:
    """Finds a completion for a witness; every table is rebuilt once, of single bits."""

    def __init__(self, plan: Plan, components: Sequence[Component]) -> None:
        self._plan = plan
        self._components = components
        self._stages = [_stages(component) for component in components]

    def at(self, witness: Witness) -> Example:
        plan = self._plan
        answers: dict[str, Any] = {
            each.question.key: each.classes[0].example for each in plan.free if each.question
        }
        for place, at in witness.taken:
            question = plan.walked[place].question
            if question:
                answers[question.key] = plan.walked[place].classes[at].example
        for component, (stages, cells) in zip(self._components, self._stages, strict=True):
            answers |= self._back(component, list(stages), cells, witness)
        given = {
            question.key: answers[question.key]
            for question in self._questions()
            if answers.get(question.key) is not None
        }
        return Example(given, plan.readers[witness.taken[0][1]])

    def _questions(self) -> list[Any]:
        plan = self._plan
        asked = (*plan.walked, *plan.scored, *plan.free)
        return [each.question for each in asked if each.question]

    def _back(
        self, component: Component, stages: list[Joined], cells: Cells, witness: Witness
    ) -> dict[str, Any]:
        layout = component.layout._replace(bits=1)
        fine = {asked.key: asked.classes[0].outcomes for asked in component.fine}
        for place, at in witness.path:
            key, answers = self._plan.walked[place].key, self._plan.stops[place].classes[at]
            if component.moves(answers) and key in component.apart:
                fine[key] = answers.outcomes
            elif component.moves(answers):
                stages.append(Joined(key, answers.outcomes, cells))
                cells = joined(cells, answers.outcomes, layout)
        points = [witness.points[axis] for axis in component.axes]
        spans, gains, taken = _cell(component, Table(cells, tuple(fine.values())), points)
        found = {
            key: outcomes[effect].example
            for (key, outcomes), effect in zip(fine.items(), taken, strict=True)
        }
        for stage in reversed(stages):
            effect = _step(stage, layout, spans, gains)
            found[stage.key] = stage.outcomes[effect].example
            spans, gains = _less(spans, gains, effect, layout.axes)
        return found


def _stages(component: Component) -> tuple[list[Joined], Cells]:
    layout = component.layout._replace(bits=1)
    cells, stages = start(layout), []
    for asked in component.scored:
        outcomes = asked.classes[0].outcomes
        stages.append(Joined(asked.key, outcomes, cells))
        cells = joined(cells, outcomes, layout)
    return stages, cells


def _cell(
    component: Component, table: Table, points: Sequence[int]
) -> tuple[Vector, Vector, tuple[Effect, ...]]:
    """Spans and gains of the table that make these points, with these effects of what is apart."""
    for taken in product(*table.fine):
        nothing = (0,) * len(component.axes)
        more, offset = nothing, nothing
        for effect in taken:
            more, offset = _less(more, offset, effect, component.axes)
        for spans, planes in table.cells.items():
            ranks = component.ranked(_minus(spans, more), _minus(nothing, offset))
            gains = _hit(component.layout._replace(bits=1), planes, ranks, points)
            if gains is not None:
                return spans, gains, taken
    raise LookupError("No completion makes these points.")


def _minus(one: Vector, other: Vector) -> Vector:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _hit(
    layout: Layout, planes: Planes, ranks: Sequence[Sequence[int]], points: Sequence[int]
) -> Vector | None:
    allowed = [
        [gain for gain, rank in enumerate(each) if rank == wanted]
        for each, wanted in zip(ranks, points, strict=True)
    ]
    inner = _mask(layout, allowed[: layout.packed])
    for key, plane in planes.items():
        outer = layout.outer(key)
        hits = plane & inner
        if hits and all(
            gain in gains for gain, gains in zip(outer, allowed[layout.packed :], strict=True)
        ):
            steps = (*_packed(layout, (hits & -hits).bit_length() - 1), *outer)
            return tuple(each * step for each, step in zip(steps, layout.steps, strict=True))
    return None


def _mask(layout: Layout, allowed: Sequence[Sequence[int]]) -> int:
    mask, width = 1, 1
    for size, gains in zip(layout.sizes, allowed, strict=False):
        mask = sum(mask << (width * gain) for gain in gains)
        width *= size
    return mask


def _packed(layout: Layout, place: int) -> tuple[int, ...]:
    gains = []
    for size in layout.sizes[: layout.packed]:
        place, gain = divmod(place, size)
        gains.append(gain)
    return tuple(gains)


def _step(stage: Joined, layout: Layout, spans: Vector, gains: Vector) -> Effect:
    """An effect of this question's answers that could have been the last step."""
    for effect in stage.outcomes:
        spans_before, before = _less(spans, gains, effect, layout.axes)
        if min(before) >= 0:
            key, shift = layout.place(before)
            if stage.before.get(spans_before, {}).get(key, 0) >> shift & 1:
                return effect
    raise LookupError("No answer leads here.")


def _less(
    spans: Vector, gains: Vector, effect: Effect, axes: Sequence[int]
) -> tuple[Vector, Vector]:
    return (
        tuple(span - effect.spans[axis] for span, axis in zip(spans, axes, strict=True)),
        tuple(gain - effect.gains[axis] for gain, axis in zip(gains, axes, strict=True)),
    )
