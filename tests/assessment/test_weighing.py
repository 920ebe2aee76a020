"""Splits, weights and composites, worked out by hand."""

from dataclasses import replace

import pytest

from assessment.domain.answers import parse_answers
from assessment.domain.rubric import Band, Choice, Dimension, Question, QuestionKind
from assessment.domain.scoring import contributions, score
from tests.assessment.samples import RUBRIC, asking

WEEK = Question(
    "week",
    QuestionKind.SPLIT,
    "?",
    total=40,
    choices=(
        Choice("status", "Status", (("personal", 8),)),
        Choice("people", "People", (("personal", 2),)),
        Choice("calls", "Decisions", (("personal", -4),)),
    ),
)


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({"status": 40}, 100),
        ({"calls": 40}, 0),
        ({"status": 20, "calls": 20}, 50),
        ({"people": 40}, 50),
        ({"status": 1, "calls": 39}, 3),  # 1 of 40 = 2.5, rounded half up
    ],
)
def test_a_split_gives_each_category_its_share_of_the_points(parts, shown):
    made = asking(WEEK)
    assert score(made, parse_answers(made, {"week": parts})).points("personal") == shown


def test_a_weight_multiplies_the_points_of_a_question():
    made = asking(RUBRIC.question("hours"), replace(WEEK, weight=3))
    answers = parse_answers(made, {"hours": 40, "week": {"calls": 40}})
    assert score(made, answers).points("personal") == 10  # 4 + 0 of 4 + 36


ONE_TO_TWO = (("organizational", 1), ("personal", 2))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"meetings": "some", "clarity": 3}, 33),  # 2 * 25 + 50 of 3 = 33.3
        ({"meetings": "all", "clarity": 5}, 67),  # 2 * 100 + 0 of 3 = 66.7
        ({"clarity": 1}, 100),  # the personal part was not measured
        ({}, None),
    ],
)
def test_a_composite_is_the_mean_of_what_is_shown_of_its_measured_parts(raw, expected):
    whole = Dimension("whole", "Whole", "", (Band("any", "Any", 0),), ONE_TO_TWO)
    plain_choices = tuple(
        replace(each, points=tuple(pair for pair in each.points if pair[0] == "personal"))
        for each in RUBRIC.question("meetings").choices
    )
    made = replace(
        RUBRIC,
        dimensions=(whole, *RUBRIC.dimensions),
        questions=(
            replace(RUBRIC.question("meetings"), choices=plain_choices, required=False),
            replace(RUBRIC.question("clarity"), required=False),
        ),
    )
    result = score(made, parse_answers(made, raw))
    assert result.points("whole") == expected
    assert all(each.dimension != "whole" for each in contributions(made, parse_answers(made, raw)))
