from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.domain.answers import parse_answers
from assessment.domain.rubric import (
    Band,
    Choice,
    Dimension,
    Question,
    QuestionKind,
    Rubric,
    RubricInvalid,
    Slope,
)
from assessment.domain.scoring import DimensionScore, Score, contributions, score
from tests.assessment.samples import PERSONAL, RUBRIC, asking
from tests.assessment.strategies import answered, answers_to, rubrics

CHOSEN = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)


def points(**raw):
    answers = parse_answers(RUBRIC, {"meetings": "some", "clarity": 3} | raw)
    return {each.dimension: each.points for each in score(RUBRIC, answers).dimensions}


# By hand, beside the sample: meetings 0, 1, 4 personal and 0, 1, 0 organizational; clarity 8 to 0
# organizational; signs -1 to 2 personal and -1 to 3 organizational; hours 0 to 4 personal.
BY_HAND = [
    ({}, 25, 56),  # 1 of 4; 1 + 4 of 9 = 55.6
    ({"meetings": "all", "clarity": 1}, 100, 89),  # 4 of 4; 0 + 8 of 9 = 88.9
    ({"meetings": "none", "clarity": 5}, 0, 0),
    ({"signs": ["waiting"]}, 57, 46),  # 1 + 3 of 4 + 3; 5 + 1 of 9 + 4 = 46.2
    ({"signs": ["waiting", "deferring", "deciding"]}, 43, 62),  # 1 + 2 of 7; 5 + 3 of 13 = 61.5
    ({"hours": 40}, 63, 56),  # 1 + 4 of 4 + 4 = 62.5, rounded half up
    ({"hours": 0.5}, 13, 56),  # 1.05 of 8 = 13.1
    ({"decision": "The roadmap"}, 25, 56),
]


@pytest.mark.parametrize(("raw", "personal", "organizational"), BY_HAND)
def test_scores_worked_out_by_hand(raw, personal, organizational):
    assert points(**raw) == {"personal": personal, "organizational": organizational}


def test_a_dimension_that_no_answer_could_move_has_no_score():
    optional = asking(replace(RUBRIC.question("hours"), key="h"), RUBRIC.question("decision"))
    assert score(optional, parse_answers(optional, {})) == Score(
        (DimensionScore("personal", None, None),)
    )


def test_a_score_is_read_by_dimension_and_written_as_a_document():
    result = score(RUBRIC, parse_answers(RUBRIC, {"meetings": "all", "clarity": 5}))
    assert result.points("personal") == 100
    assert result.band("personal") == "heavy"
    assert result.to_document() == {
        "dimensions": [
            {"dimension": "personal", "points": 100, "band": "heavy"},
            {"dimension": "organizational", "points": 0, "band": "any"},
        ]
    }
    with pytest.raises(KeyError):
        result.points("meetings")


@pytest.mark.parametrize(
    ("hours", "shown", "band"), [(5, 13, "light"), (19.8, 50, "heavy"), (19.79, 49, "light")]
)
def test_halves_round_up_once_and_the_band_is_that_of_the_number_shown(hours, shown, band):
    alone = asking(RUBRIC.question("hours"))
    result = score(alone, parse_answers(alone, {"hours": hours}))
    assert (result.points("personal"), result.band("personal")) == (shown, band)


@given(answered())
def test_every_score_is_whole_and_between_0_and_100(drawn):
    rubric, answers = drawn
    for dimension, scored in zip(rubric.dimensions, score(rubric, answers).dimensions, strict=True):
        assert scored.dimension == dimension.key
        if scored.points is None:
            assert scored.band is None
        else:
            assert type(scored.points) is int
            assert 0 <= scored.points <= 100
            assert scored.band == dimension.band(scored.points).key


@given(answered())
def test_the_score_equals_an_independent_recomputation(drawn):
    rubric, answers = drawn
    for dimension in rubric.dimensions:
        expected = displayed(rubric, answers, dimension)
        assert score(rubric, answers).points(dimension.key) == expected


@given(st.data(), rubrics())
def test_a_question_left_open_scores_as_if_it_had_not_been_asked(data, rubric):
    answers = data.draw(answers_to(rubric))
    asked = tuple(question for question in rubric.questions if question.key in answers)
    try:
        shorter = replace(rubric, questions=asked)
    except RubricInvalid:
        assume(False)
    assert score(shorter, answers) == score(rubric, answers)


@given(st.data(), answered())
def test_more_points_for_a_choice_the_reader_took_never_lower_the_score(data, drawn):
    # True without holding the range: what the choice gains, its range gains at most.
    rubric, answers = drawn
    raised, dimension, chosen = data.draw(a_choice_raised(rubric, answers))
    before, after = position(rubric, answers, dimension), position(raised, answers, dimension)
    assume(before is not None and after is not None)
    assert before <= after if chosen else before >= after
    shown = score(rubric, answers).points(dimension), score(raised, answers).points(dimension)
    assert shown[0] <= shown[1] if chosen else shown[0] >= shown[1]


@given(st.data(), answered())
def test_moving_along_a_slope_moves_the_score_its_way(data, drawn):
    rubric, answers = drawn
    sloped = [
        (question, slope)
        for question in rubric.questions
        for slope in question.slopes
        if question.key in answers
    ]
    assume(sloped)
    question, slope = data.draw(st.sampled_from(sloped))
    higher = data.draw(st.integers(ceil(answers[question.key]), question.maximum))
    moved = dict(answers) | {question.key: higher}
    before, after = (score(rubric, each).points(slope.dimension) for each in (answers, moved))
    assert before is after is None or (
        before <= after if slope.at_minimum <= slope.at_maximum else before >= after
    )


@given(answered())
def test_the_shares_of_a_dimension_add_up_to_its_score(drawn):
    rubric, answers = drawn
    found = contributions(rubric, answers)
    for dimension in rubric.dimensions:
        shares = [each.share for each in found if each.dimension == dimension.key]
        assert (sum(shares) if shares else None) == recomputed(rubric, answers, dimension.key)


@given(answered())
def test_contributions_come_largest_first_and_never_below_nothing(drawn):
    found = contributions(*drawn)
    assert list(found) == sorted(found, key=lambda each: -each.share)
    assert all(0 <= each.share <= 1 and each.points >= 0 for each in found)


def test_the_answers_that_decided_are_named():
    answers = parse_answers(RUBRIC, {"meetings": "all", "clarity": 5, "hours": 10})
    first, second, *rest = contributions(RUBRIC, answers)
    assert (first.question, first.dimension, first.points) == ("meetings", "personal", 4)
    assert (first.share, second.share) == (Fraction(4, 8), Fraction(1, 8))
    assert (second.question, second.points) == ("hours", 1)
    assert {(each.question, each.points) for each in rest} == {("meetings", 0), ("clarity", 0)}


def test_steps_that_are_not_whole_points_stay_exact():
    thirds = tuple(
        Question(
            f"q{at}",
            QuestionKind.SCALE,
            "?",
            minimum=0,
            maximum=span,
            slopes=(Slope("personal", 0, 1),),
        )
        for at, span in enumerate((3, 7, 11))
    )
    made = asking(*thirds, dimensions=(replace(PERSONAL, bands=(Band("any", "Any", 0),)),))
    answers = parse_answers(made, {"q0": 1, "q1": 2, "q2": 5})
    assert (
        position(made, answers, "personal")
        == (Fraction(1, 3) + Fraction(2, 7) + Fraction(5, 11)) / 3
    )


def test_a_rubric_of_nothing_but_one_ticked_choice_reaches_both_ends():
    either = (Choice("yes", "Yes", (("personal", 2),)), Choice("no", "No", (("personal", -2),)))
    made = asking(Question("q", QuestionKind.MULTIPLE, "?", choices=either))
    reached = [score(made, {"q": ticked}).points("personal") for ticked in (("yes",), ("no",))]
    assert reached == [100, 0]


def position(rubric, answers, dimension):
    shares = [each.share for each in contributions(rubric, answers) if each.dimension == dimension]
    return sum(shares) if shares else None


def recomputed(rubric: Rubric, answers, dimension: str) -> Fraction | None:
    """The score over 100, by trying every answer each answered question would have taken."""
    raw = least = most = Fraction(0)
    for question in rubric.questions:
        if question.key in answers and question.kind is not QuestionKind.TEXT:
            possible = [given_by(question, answer, dimension) for answer in extremes(question)]
            raw += given_by(question, answers[question.key], dimension)
            least += min(possible)
            most += max(possible)
    return None if least == most else (raw - least) / (most - least)


def displayed(rubric: Rubric, answers, dimension: Dimension) -> int | None:
    """What the page shows: of a composite, the mean of what it shows of the parts."""
    if not dimension.composed_of:
        position = recomputed(rubric, answers, dimension.key)
        return None if position is None else floor(100 * position + Fraction(1, 2))
    parts = [(rubric.dimension(key), weight) for key, weight in dimension.composed_of]
    shown = [(displayed(rubric, answers, part), weight) for part, weight in parts]
    copies = [points for points, weight in shown for _ in range(weight) if points is not None]
    return floor(Fraction(sum(copies), len(copies)) + Fraction(1, 2)) if copies else None


def extremes(question):
    """Every choice, every set of ticks, a total in one place, or both ends of a range."""
    keys = [choice.key for choice in question.choices]
    match question.kind:
        case QuestionKind.SINGLE:
            return keys
        case QuestionKind.MULTIPLE:
            return [ticks for size in range(len(keys) + 1) for ticks in combinations(keys, size)]
        case QuestionKind.SPLIT:
            return [((key, question.total),) for key in keys]
        case _:
            return [question.minimum, question.maximum]


def given_by(question, answer, dimension):
    return question.weight * unweighted(question, answer, dimension)


def unweighted(question, answer, dimension):
    points = {choice.key: dict(choice.points).get(dimension, 0) for choice in question.choices}
    match question.kind:
        case QuestionKind.SINGLE:
            return Fraction(points[answer])
        case QuestionKind.MULTIPLE:
            return Fraction(sum(points[key] for key in answer))
        case QuestionKind.SPLIT:
            return sum(points[key] * Fraction(part, question.total) for key, part in answer)
    for slope in question.slopes:
        if slope.dimension == dimension:
            along = (Fraction(answer) - question.minimum) / (question.maximum - question.minimum)
            return slope.at_minimum + along * (slope.at_maximum - slope.at_minimum)
    return Fraction(0)


@st.composite
def a_choice_raised(draw, rubric, answers):
    """The rubric with one choice worth more; in which dimension; and whether it was chosen."""
    asked = [q for q in rubric.questions if q.kind in CHOSEN and q.key in answers]
    assume(asked)
    question = draw(st.sampled_from(asked))
    choice = draw(st.sampled_from(question.choices))
    dimension = draw(st.sampled_from(rubric.dimensions)).key
    more = dict(choice.points)
    more[dimension] = more.get(dimension, 0) + draw(st.integers(1, 20))
    better = replace(choice, points=tuple(more.items()))
    changed = replace(
        question, choices=tuple(better if each is choice else each for each in question.choices)
    )
    questions = tuple(changed if each is question else each for each in rubric.questions)
    answer = answers[question.key]
    chosen = answer == choice.key if isinstance(answer, str) else choice.key in answer
    try:
        return replace(rubric, questions=questions), dimension, chosen
    except RubricInvalid:
        assume(False)


def test_one_dimension_and_many_are_scored_alike():
    many = tuple(Dimension(f"d{at}", "D", "", (Band("any", "Any", 0),)) for at in range(20))
    choices = (
        Choice("no", "No"),
        Choice("yes", "Yes", tuple((dimension.key, at) for at, dimension in enumerate(many, 1))),
    )
    made = asking(Question("q", QuestionKind.SINGLE, "?", choices=choices), dimensions=many)
    assert {each.points for each in score(made, {"q": "yes"}).dimensions} == {100}
