"""Which questions a reader is asked, given the answers so far."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from assessment.domain.questions import Question, Requirement, RequirementOperator
from assessment.domain.rubric import Rubric


def shown(rubric: Rubric, answers: Mapping[str, object]) -> tuple[Question, ...]:
    """In the rubric's order. The answer to a question that is hidden shows no other."""
    counted: dict[str, object] = {}
    asked = []
    for question in rubric.questions:
        if all_hold(question.show_if, counted):
            asked.append(question)
            if question.key in answers:
                counted[question.key] = answers[question.key]
    return tuple(asked)


def all_hold(requirements: Iterable[Requirement], counted: Mapping[str, object]) -> bool:
    """`counted`: the answers, by key, to those earlier questions that are shown themselves."""
    return all(holds(each, counted.get(each.question)) for each in requirements)


def holds(requirement: Requirement, answer: object) -> bool:
    """Total. None, no answer, meets nothing."""
    return answer is not None and _TESTS[requirement.operator](requirement, answer)


def _any_of(requirement: Requirement, answer: object) -> bool:
    return not _taken(answer).isdisjoint(requirement.keys)


def _none_of(requirement: Requirement, answer: object) -> bool:
    return _taken(answer).isdisjoint(requirement.keys)


def _at_least(requirement: Requirement, answer: object) -> bool:
    value = requirement.value
    return value is not None and isinstance(answer, int | Fraction) and answer >= value


def _at_most(requirement: Requirement, answer: object) -> bool:
    value = requirement.value
    return value is not None and isinstance(answer, int | Fraction) and answer <= value


def _taken(answer: object) -> set[object]:
    chosen: Iterable[object] = answer if isinstance(answer, tuple) else (answer,)
    return set(chosen)


_TESTS: Mapping[RequirementOperator, Callable[[Requirement, object], bool]] = {
    RequirementOperator.IS_ANY_OF: _any_of,
    RequirementOperator.IS_NONE_OF: _none_of,
    RequirementOperator.AT_LEAST: _at_least,
    RequirementOperator.AT_MOST: _at_most,
}
