"""Hypothesis strategies for valid rubrics and for answers to them.

    @given(data=st.data(), rubric=rubrics())
    def test_something(data, rubric):
        answers = data.draw(answers_to(rubric))

or, in one, `@given(answered())` for (rubric, answers).
"""

import string
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from assessment.domain.answers import Answers, parse_answers, parse_some
from assessment.domain.rubric import (
    Band,
    Choice,
    ContactPolicy,
    Dimension,
    Pacing,
    Question,
    QuestionKind,
    Requirement,
    RequirementOperator,
    Rubric,
    Slope,
)
from assessment.domain.visibility import shown

WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
POINTS = st.integers(-12, 12)
KEYS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=6)


@st.composite
def bands(draw: st.DrawFn) -> tuple[Band, ...]:
    starts = draw(st.sets(st.integers(1, 100), max_size=4))
    return tuple(
        Band(
            f"band-{at}",
            draw(WORDS),
            at_least,
            draw(st.text(WORDS_AND_SPACES, max_size=20)),
            draw(st.just("") | WORDS),
        )
        for at, at_least in enumerate([0, *sorted(starts)])
    )


WORDS_AND_SPACES = st.characters(exclude_categories=["Cc", "Cs"])


@st.composite
def dimensions(draw: st.DrawFn, *, most: int = 3) -> tuple[Dimension, ...]:
    """Plain ones, and where there are two of them perhaps a composite, anywhere among them."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=most, unique=True))
    plain = [Dimension(key, draw(WORDS), draw(WORDS), draw(bands())) for key in keys]
    if len(keys) < 2 or draw(st.booleans()):
        return tuple(plain)
    parts = draw(st.lists(st.sampled_from(keys), min_size=2, unique=True))
    composed_of = tuple((part, draw(st.integers(1, 100))) for part in parts)
    plain.insert(
        draw(st.integers(0, len(keys))),
        Dimension("composite", draw(WORDS), "", draw(bands()), composed_of),
    )
    return tuple(plain)


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
    if question.kind is QuestionKind.TEXT:
        return replace(question, max_length=draw(st.integers(1, 40)))
    question = replace(question, weight=draw(st.just(1) | st.integers(1, 100)))
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE | QuestionKind.SPLIT:
            question = replace(
                question, choices=draw(choices(dimension_keys)), shuffled=draw(st.booleans())
            )
            if question.kind is not QuestionKind.SPLIT:
                return question
            units = st.sampled_from(["", "hours"])
            return replace(question, total=draw(st.integers(1, 60)), unit=draw(units))
        case _:
            minimum = draw(st.integers(-5, 5))
            maximum = minimum + draw(st.integers(1, 10))
            return replace(
                question, minimum=minimum, maximum=maximum, slopes=draw(slopes(dimension_keys))
            )


@st.composite
def requirements(draw: st.DrawFn, question: Question) -> Requirement:
    """One that fits the answers to this question: a single or multiple choice, scale or number."""
    if question.choices:
        keys = st.sampled_from([choice.key for choice in question.choices])
        chosen = tuple(draw(st.lists(keys, min_size=1, unique=True)))
        operators = [RequirementOperator.IS_ANY_OF, RequirementOperator.IS_NONE_OF]
        return Requirement(question.key, draw(st.sampled_from(operators)), chosen)
    operators = [RequirementOperator.AT_LEAST, RequirementOperator.AT_MOST]
    value = draw(st.integers(*question.bounds))
    return Requirement(question.key, draw(st.sampled_from(operators)), value=value)


UNASKABLE = (QuestionKind.SPLIT, QuestionKind.TEXT)


@st.composite
def branching(draw: st.DrawFn, asked: list[Question]) -> tuple[Question, ...]:
    """The same questions, some of them shown only where earlier answers say so."""
    made: list[Question] = []
    for question in asked:
        earlier = [each for each in made if each.kind not in UNASKABLE]
        if earlier and draw(st.integers(0, 2)) == 0:
            named = draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2))
            show_if = tuple(draw(requirements(each)) for each in named)
            made.append(replace(question, show_if=show_if))
        else:
            made.append(question)
    return tuple(made)


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
    """Any valid rubric: all kinds of question, weighted, reversed, hidden, optional or not."""
    scored = draw(dimensions(most=most_dimensions))
    keys = [dimension.key for dimension in scored if not dimension.composed_of]
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
    contact = draw(st.sampled_from(ContactPolicy))
    return Rubric(
        slug=draw(KEYS),
        title=draw(WORDS),
        contact=contact,
        consent_text=draw(st.just("") | WORDS),
        dimensions=scored,
        questions=draw(branching(draw(st.permutations(asked)))),
        contact_first=contact is ContactPolicy.REQUIRED and draw(st.booleans()),
        pacing=draw(st.sampled_from(Pacing)),
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
        case QuestionKind.SPLIT:
            return splits_of(question)


@st.composite
def splits_of(draw: st.DrawFn, question: Question) -> dict[str, int]:
    """The total cut at random places; a part of nothing may be left out or said."""
    cuts = draw(st.lists(st.integers(0, question.whole), min_size=len(question.choices) - 1))
    ends = [0, *sorted(cuts[: len(question.choices) - 1]), question.whole]
    parts = [high - low for low, high in pairwise(ends)]
    shared = {choice.key: part for choice, part in zip(question.choices, parts, strict=True)}
    keep_zeros = draw(st.booleans())
    return {key: part for key, part in shared.items() if part or keep_zeros}


@st.composite
def raw_answers_to(draw: st.DrawFn, rubric: Rubric) -> dict[str, Any]:
    """Valid answers as JSON sends them. Optional questions may be missing, empty or answered, those
    that are hidden anything at all.
    """
    raw: dict[str, Any] = {}
    for question in rubric.questions:
        if question not in shown(rubric, parsed(rubric, raw)):
            if draw(st.booleans()):
                raw[question.key] = draw(st.none() | st.booleans() | answer_to(question))
        elif question.required or draw(st.booleans()):
            raw[question.key] = draw(answer_to(question))
        elif draw(st.booleans()):
            raw[question.key] = draw(st.sampled_from([None, "", [], {}]))
    return raw


def parsed(rubric: Rubric, raw: dict[str, Any]) -> Answers:
    """What has been drawn so far, parsed as a step of a draft."""
    drawn = [question for question in rubric.questions if question.key in raw]
    return parse_some(drawn, raw, given={})


def answers_to(rubric: Rubric) -> st.SearchStrategy[Answers]:
    return raw_answers_to(rubric).map(lambda raw: parse_answers(rubric, raw))


@st.composite
def answered(draw: st.DrawFn, **limits: int) -> tuple[Rubric, Answers]:
    """A rubric and valid answers to it; `limits` as those of `rubrics`."""
    rubric = draw(rubrics(**limits))
    return rubric, draw(answers_to(rubric))
