"""What the parts of a rubric say of one another: dimensions that are named, answers that are asked
for. Paths are the rubric's own: `/questions/2/show_if/0/question`.
"""

from collections.abc import Iterator, Sequence

from assessment.domain.documents import Fault, step
from assessment.domain.parts import Dimension
from assessment.domain.questions import (
    CHOOSING,
    OFFERING,
    RANGED,
    Question,
    QuestionKind,
    Requirement,
)

ASKABLE = tuple(
    kind for kind in (*OFFERING, *RANGED) if kind is not QuestionKind.SPLIT
)  # a condition on a split would compare with what?


def idle_dimensions(
    dimensions: Sequence[Dimension], questions: Sequence[Question]
) -> Iterator[Fault]:
    for at, dimension in enumerate(dimensions):
        ranges = (question.range_in(dimension.key) for question in questions)
        if not dimension.composed_of and all(least == most for least, most in ranges):
            yield Fault(f"/dimensions/{at}", "No question can move this dimension. Give it points.")


def coherence_faults(
    dimensions: Sequence[Dimension], questions: Sequence[Question]
) -> Iterator[Fault]:
    known = {dimension.key: dimension for dimension in dimensions}
    for path, key in _parts_named(dimensions):
        yield from _part_faults(path, known.get(key), key)
    for path, key in _dimensions_named(questions):
        yield from _scored_faults(path, known.get(key), key)
    yield from _requirement_faults(questions)


def _part_faults(path: str, part: Dimension | None, key: str) -> Iterator[Fault]:
    if part is None:
        yield Fault(path, f"There is no dimension “{key}”.")
    elif part.composed_of:
        yield Fault(path, f"“{key}” is composed of others itself. Name those instead.")


def _scored_faults(path: str, dimension: Dimension | None, key: str) -> Iterator[Fault]:
    if dimension is None:
        yield Fault(path, f"There is no dimension “{key}”.")
    elif dimension.composed_of:
        yield Fault(path, f"“{key}” is composed of other dimensions. Give the points to those.")


def _parts_named(dimensions: Sequence[Dimension]) -> Iterator[tuple[str, str]]:
    for at, dimension in enumerate(dimensions):
        for part, _ in dimension.composed_of:
            yield f"/dimensions/{at}/composed_of/{step(part)}", part


def _dimensions_named(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    for at, question in enumerate(questions):
        for nth, choice in enumerate(question.choices):
            for dimension, _ in choice.points:
                yield f"/questions/{at}/choices/{nth}/points/{step(dimension)}", dimension
        for nth, slope in enumerate(question.slopes):
            yield f"/questions/{at}/slopes/{nth}/dimension", slope.dimension


def _requirement_faults(questions: Sequence[Question]) -> Iterator[Fault]:
    places = {question.key: at for at, question in reversed([*enumerate(questions)])}
    for at, question in enumerate(questions):
        for nth, requirement in enumerate(question.show_if):
            place = places.get(requirement.question)
            sentence = _misplaced(requirement.question, place, before=at)
            faults = (
                [Fault("/question", sentence)]
                if sentence or place is None
                else _misfits(requirement, questions[place])
            )
            yield from (fault.inside(f"/questions/{at}/show_if/{nth}") for fault in faults)


def _misplaced(key: str, place: int | None, *, before: int) -> str:
    """Why a question that stands at `place` cannot decide over the one at `before`, or ""."""
    if place is None:
        return f"There is no question “{key}”."
    if place == before:
        return "A question cannot depend on its own answer. Name an earlier one."
    if place > before:
        return f"“{key}” is asked later. Name an earlier question, or move this one below it."
    return ""


def _misfits(requirement: Requirement, question: Question) -> Iterator[Fault]:
    """Whatever could not be compared with an answer to this question."""
    if question.kind not in ASKABLE:
        yield Fault(
            "/question", f"“{question.key}” is a {question.kind}. Name a choice, scale or number."
        )
    elif requirement.operator in CHOOSING:
        yield from _choosing_faults(requirement, question)
    else:
        yield from _comparing_faults(requirement, question)


def _choosing_faults(requirement: Requirement, question: Question) -> Iterator[Fault]:
    if question.kind in RANGED:
        yield Fault("/operator", f"“{question.key}” is a {question.kind}. Use at_least or at_most.")
        return
    if not requirement.keys:
        yield Fault("/keys", f"Name at least one choice of “{question.key}”.")
    if len(set(requirement.keys)) < len(requirement.keys):
        yield Fault("/keys", "Name each choice once.")
    offered = {choice.key for choice in question.choices}
    for key in dict.fromkeys(requirement.keys):
        if key not in offered:
            yield Fault("/keys", f"The question “{question.key}” has no choice “{key}”.")
    if requirement.value is not None:
        yield Fault("/value", "Choices are compared by their keys. Leave the number out.")


def _comparing_faults(requirement: Requirement, question: Question) -> Iterator[Fault]:
    if question.kind in OFFERING:
        yield Fault("/operator", f"“{question.key}” offers choices. Use is_any_of or is_none_of.")
        return
    if requirement.keys:
        yield Fault("/keys", f"“{question.key}” is a {question.kind}. Leave the choices out.")
    if requirement.value is None:
        yield Fault("/value", f"Give the number to compare “{question.key}” with.")
    elif not _within(question, requirement.value):
        yield Fault(
            "/value", f"“{question.key}” goes from {question.minimum} to {question.maximum}."
        )


def _within(question: Question, value: int) -> bool:
    """Of a range that is itself wrong nothing more is said here."""
    if question.minimum is None or question.maximum is None:
        return True
    return question.minimum <= value <= question.maximum
