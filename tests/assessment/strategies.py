"""Hypothesis strategies for valid rubrics and for answers to them.

    @given(data=st.data(), rubric=rubrics())
    def test_something(data, rubric):
        answers = data.draw(answers_to(rubric))

or, in one, `@given(answered())` for (rubric, answers).
"""

import string
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from assessment.domain.answers import Answers, parse_answers
from assessment.domain.rubric import (
    Band,
    Choice,
    ContactPolicy,
    Dimension,
    Question,
    QuestionKind,
    Rubric,
    Slope,
)

WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
POINTS = st.integers(-12, 12)
KEYS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=6)


@st.composite
def bands(draw: st.DrawFn) -> tuple[Band, ...]:
    starts = draw(st.sets(st.integers(1, 100), max_size=4))
    return tuple(
        Band(f"band-{at}", draw(WORDS), at_least, draw(st.text(WORDS_AND_SPACES, max_size=20)))
        for at, at_least in enumerate([0, *sorted(starts)])
    )


WORDS_AND_SPACES = st.characters(exclude_categories=["Cc", "Cs"])


@st.composite
def dimensions(draw: st.DrawFn, *, most: int = 3) -> tuple[Dimension, ...]:
    keys = draw(st.lists(KEYS, min_size=1, max_size=most, unique=True))
    return tuple(Dimension(key, draw(WORDS), draw(WORDS), draw(bands())) for key in keys)


@st.composite
def questions(draw: st.DrawFn, key: str, dimension_keys: list[str]) -> Question:
    """One valid question of any kind that gives points in some of the dimensions."""
    question = Question(
        key=key,
        kind=draw(st.sampled_from(QuestionKind)),
        text=draw(WORDS),
        help_text=draw(st.just("") | WORDS),
        section=draw(st.sampled_from(["", "Your week", "Your boss"])),
        required=draw(st.booleans()),
    )
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            return replace(question, choices=draw(choices(dimension_keys)))
        case QuestionKind.TEXT:
            return replace(question, max_length=draw(st.integers(1, 40)))
        case QuestionKind.SCALE | QuestionKind.NUMBER:
            minimum = draw(st.integers(-5, 5))
            maximum = minimum + draw(st.integers(1, 10))
            return replace(
                question, minimum=minimum, maximum=maximum, slopes=draw(slopes(dimension_keys))
            )


@st.composite
def choices(draw: st.DrawFn, dimension_keys: list[str]) -> tuple[Choice, ...]:
    points = st.dictionaries(st.sampled_from(dimension_keys), POINTS)
    return tuple(
        Choice(f"choice-{at}", draw(WORDS), tuple(draw(points).items()))
        for at in range(draw(st.integers(2, 5)))
    )


@st.composite
def slopes(draw: st.DrawFn, dimension_keys: list[str]) -> tuple[Slope, ...]:
    sloped = draw(st.lists(st.sampled_from(dimension_keys), unique=True))
    return tuple(Slope(dimension, draw(POINTS), draw(POINTS)) for dimension in sloped)


@st.composite
def rubrics(draw: st.DrawFn, *, most_questions: int = 6, most_dimensions: int = 3) -> Rubric:
    """Any valid rubric: all kinds of question, negative and reversed points, optional or not."""
    scored = draw(dimensions(most=most_dimensions))
    keys = [dimension.key for dimension in scored]
    asked = [
        draw(questions(f"question-{at}", keys))
        for at in range(draw(st.integers(1, most_questions)))
    ]
    # A dimension that nothing moves would not be valid: one more question moves them all.
    asked.append(
        Question(
            key="mover",
            kind=QuestionKind.SINGLE,
            text="How often?",
            required=draw(st.booleans()),
            choices=(
                Choice("never", "Never"),
                Choice("often", "Often", tuple((k, 3) for k in keys)),
            ),
        )
    )
    return Rubric(
        slug=draw(KEYS),
        title=draw(WORDS),
        contact=draw(st.sampled_from(ContactPolicy)),
        consent_text=draw(st.just("") | WORDS),
        dimensions=scored,
        questions=tuple(draw(st.permutations(asked))),
    )


def answer_to(question: Question) -> st.SearchStrategy[Any]:
    """A valid answer to one question, as JSON sends it."""
    match question.kind:
        case QuestionKind.SINGLE:
            return st.sampled_from([choice.key for choice in question.choices])
        case QuestionKind.MULTIPLE:
            keys = st.sampled_from([choice.key for choice in question.choices])
            return st.lists(keys, min_size=1, unique=True)
        case QuestionKind.TEXT:
            return st.text(WORDS_AND_SPACES, min_size=1, max_size=question.max_length).filter(
                str.strip
            )
        case QuestionKind.SCALE:
            return st.integers(*question.bounds)
        case QuestionKind.NUMBER:
            return st.integers(*question.bounds) | st.floats(*question.bounds)


@st.composite
def raw_answers_to(draw: st.DrawFn, rubric: Rubric) -> dict[str, Any]:
    """Valid answers as JSON sends them. Optional questions may be missing, empty or answered."""
    raw: dict[str, Any] = {}
    for question in rubric.questions:
        if question.required or draw(st.booleans()):
            raw[question.key] = draw(answer_to(question))
        elif draw(st.booleans()):
            raw[question.key] = draw(st.sampled_from([None, "", []]))
    return raw


def answers_to(rubric: Rubric) -> st.SearchStrategy[Answers]:
    return raw_answers_to(rubric).map(lambda raw: parse_answers(rubric, raw))


@st.composite
def answered(draw: st.DrawFn, **limits: int) -> tuple[Rubric, Answers]:
    """A rubric and valid answers to it; `limits` as those of `rubrics`."""
    rubric = draw(rubrics(**limits))
    return rubric, draw(answers_to(rubric))
