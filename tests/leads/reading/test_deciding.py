"""Which answers decided, and what weighs most: plain values in, plain values out."""

from dataclasses import replace

import pytest

from assessment.domain.answers import parse_answers
from assessment.domain.rubric import Band, Choice, Dimension, Question, QuestionKind
from assessment.domain.scoring import score
from leads.domain.conditions import Facts, from_document, holds
from leads.domain.results import Given, deciding, heaviest, measured
from tests.assessment.samples import RUBRIC

ANSWERS = parse_answers(
    RUBRIC,
    {"meetings": "some", "signs": ["waiting", "deferring"], "clarity": 2, "hours": 40},
)


def decided_by(document, answers=ANSWERS) -> list[str]:
    scored = {each.dimension: each.points for each in score(RUBRIC, answers).dimensions}
    facts = Facts.of(scores=scored, answers=answers, contact={}, attribution={})
    condition = from_document(document) if document else None
    return [
        given.question.key for given in deciding(RUBRIC, answers, condition=condition, facts=facts)
    ]


def over(dimension, operator="at_least", value=1):
    return {"score": dimension, "operator": operator, "value": value}


def beyond(one, other, operator="at_least", value=-100):
    return {"difference": [one, other], "operator": operator, "value": value}


SIGNS = {"answer": "signs", "operator": "includes", "value": "deferring"}
CLARITY = {"answer": "clarity", "operator": "at_least", "value": 2}
NOT_TRUE = {"answer": "meetings", "operator": "is", "value": "none"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (SIGNS, ["signs"]),
        ({"all": [SIGNS, CLARITY]}, ["signs", "clarity"]),
        ({"any": [NOT_TRUE, CLARITY]}, ["clarity"]),
        ({"not": NOT_TRUE}, ["meetings"]),  # because it is another
        ({"not": over("personal", "below", 50)}, ["hours", "signs", "meetings"]),
        (over("personal"), ["hours", "signs", "meetings"]),
        (over("organizational"), ["clarity", "signs", "meetings"]),
        (over("personal", "below", 100), ["meetings", "signs", "hours"]),
        (beyond("personal", "organizational"), ["hours", "signs", "meetings"]),
        (beyond("personal", "organizational", "at_most", 100), ["clarity", "signs", "meetings"]),
        ({"all": [CLARITY, over("personal")]}, ["clarity", "hours", "signs"]),
        ({"field": "contact.company", "operator": "is_empty"}, []),
    ],
)
def test_the_answers_a_condition_names_come_first_then_what_moved_its_scores(condition, expected):
    assert decided_by(condition) == expected


def test_of_the_fallback_it_is_what_moved_any_score_most():
    assert decided_by(None) == ["clarity", "hours", "signs"]


def test_an_answer_that_was_not_given_decides_nothing():
    only = parse_answers(RUBRIC, {"meetings": "none", "clarity": 5})
    assert decided_by(over("personal", "at_most", 0), only) == ["meetings"]


def test_the_heaviest_is_the_highest_score_with_what_raised_it():
    scores = measured(RUBRIC, {"personal": 72, "organizational": 71})
    found = heaviest(RUBRIC, ANSWERS, scores)
    assert found.measured.dimension.key == "personal"
    assert [given.question.key for given in found.answers] == ["hours", "signs", "meetings"]


def test_of_two_that_weigh_the_same_the_rubrics_first_is_named():
    scores = measured(RUBRIC, {"personal": 50, "organizational": 50})
    assert heaviest(RUBRIC, ANSWERS, scores).measured.dimension.key == "personal"


@pytest.mark.parametrize("points", [0, None])
def test_nothing_is_heaviest_where_nothing_weighs(points):
    scores = measured(RUBRIC, {"personal": points, "organizational": points})
    assert heaviest(RUBRIC, ANSWERS, scores) is None


def test_what_was_not_measured_has_neither_points_nor_band():
    personal, organizational = measured(RUBRIC, {"personal": 50})
    assert (personal.points, personal.band.key) == (50, "heavy")
    assert (organizational.points, organizational.band) == (None, None)


WEEK = Question(
    "week",
    QuestionKind.SPLIT,
    "Where did it go?",
    choices=(
        Choice("status", "Status", (("personal", 4),)),
        Choice("calls", "Decisions", (("organizational", 4),)),
    ),
    total=40,
    unit="hours",
)
BOTH = Dimension(
    "both", "Both", "", (Band("any", "Any", 0),), (("organizational", 9), ("personal", 1))
)


def test_a_split_is_told_by_its_parts():
    given = Given(WEEK, (("status", 30), ("calls", 10)))
    assert given.labels == ("Status: 30 hours", "Decisions: 10 hours")
    assert given.value == {"status": 30, "calls": 10}


def test_a_condition_on_a_split_asks_what_was_given_a_part():
    asked = replace(RUBRIC, questions=(*RUBRIC.questions, WEEK))
    answers = parse_answers(
        asked, {"meetings": "none", "clarity": 5, "week": {"status": 40, "calls": 0}}
    )
    for read in (answers, {"week": {"status": 40, "calls": 0}}):
        facts = Facts.of(scores={}, answers=read, contact={}, attribution={})
        for key, expected in (("status", True), ("calls", False)):
            condition = from_document({"answer": "week", "operator": "includes", "value": key})
            assert holds(condition, facts) is expected


def test_what_decided_a_composite_is_what_moved_its_parts_by_weight():
    composed = replace(RUBRIC, dimensions=(*RUBRIC.dimensions, BOTH))
    facts = Facts.of(scores={"both": 70}, answers=ANSWERS, contact={}, attribution={})
    condition = from_document(over("both"))
    found = deciding(composed, ANSWERS, condition=condition, facts=facts)
    assert [given.question.key for given in found] == ["clarity", "signs", "meetings"]


def test_a_composite_is_never_the_heaviest():
    composed = replace(RUBRIC, dimensions=(BOTH, *RUBRIC.dimensions))
    scores = measured(composed, {"both": 60, "personal": 60, "organizational": 60})
    assert heaviest(composed, ANSWERS, scores).measured.dimension.key == "personal"
