from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.answers import AnswersInvalid, parse_answers, parse_some
from assessment.domain.rubric import Requirement, RequirementOperator
from assessment.domain.scoring import contributions, score
from assessment.domain.visibility import shown
from tests.assessment.samples import CLARITY, DECISION, HOURS, MEETINGS, SIGNS, rubric
from tests.assessment.strategies import answer_to, raw_answers_to, rubrics

ANY, NONE = RequirementOperator.IS_ANY_OF, RequirementOperator.IS_NONE_OF
MOST = RequirementOperator.AT_MOST
# Signs are asked of those whom some or all meetings need; hours of those who see the team waiting
# and nobody deferring; the decision of those who are in status for at most ten hours.
BRANCHING = rubric(
    questions=(
        MEETINGS,
        replace(SIGNS, required=True, show_if=(Requirement("meetings", ANY, ("some", "all")),)),
        replace(
            HOURS,
            required=True,
            show_if=(
                Requirement("signs", ANY, ("waiting",)),
                Requirement("signs", NONE, ("deferring",)),
            ),
        ),
        CLARITY,
        replace(DECISION, show_if=(Requirement("hours", MOST, value=10),)),
    )
)
LEAST = {"meetings": "none", "clarity": 3}
BRANCHES = [
    ({}, ["meetings", "clarity"]),
    ({"meetings": "none"}, ["meetings", "clarity"]),
    ({"meetings": "all"}, ["meetings", "signs", "clarity"]),
    ({"meetings": "all", "signs": ("waiting",)}, ["meetings", "signs", "hours", "clarity"]),
    ({"meetings": "all", "signs": ("waiting", "deferring")}, ["meetings", "signs", "clarity"]),
    ({"meetings": "all", "signs": ("deciding",)}, ["meetings", "signs", "clarity"]),
    (
        {"meetings": "all", "signs": ("waiting",), "hours": 10},
        ["meetings", "signs", "hours", "clarity", "decision"],
    ),
    # What a hidden question was answered with shows nothing.
    ({"meetings": "none", "signs": ("waiting",), "hours": 10}, ["meetings", "clarity"]),
]


@pytest.mark.parametrize(("answers", "asked"), BRANCHES)
def test_what_is_asked_follows_from_the_answers_so_far(answers, asked):
    assert [question.key for question in shown(BRANCHING, answers)] == asked


def test_a_hidden_question_is_never_required_and_what_was_sent_for_it_is_dropped():
    assert dict(parse_answers(BRANCHING, LEAST)) == LEAST
    assert dict(parse_answers(BRANCHING, LEAST | {"signs": 7, "hours": "x"})) == LEAST


def test_a_question_that_is_shown_is_required_as_ever():
    with pytest.raises(AnswersInvalid) as refused:
        parse_answers(BRANCHING, LEAST | {"meetings": "all"})
    assert refused.value.errors == (("signs", "Please answer this question."),)


def test_a_step_is_checked_by_itself():
    step = BRANCHING.questions[1:3]
    given_before = parse_some(BRANCHING.questions[:1], {"meetings": "all"})
    raw = {"signs": ["waiting"], "hours": 4, "clarity": "left aside"}
    expected = {"signs": ("waiting",), "hours": 4}
    assert dict(parse_some(step, raw, given=given_before)) == expected
    assert dict(parse_some(step, raw)) == expected  # taken to be shown
    assert dict(parse_some(step, raw, given={"meetings": "none"})) == {}
    with pytest.raises(AnswersInvalid) as refused:
        parse_some(step, {"signs": ["waiting"]}, given=given_before)
    assert [error.question for error in refused.value.errors] == ["hours"]


def test_an_earlier_answer_to_the_same_step_is_forgotten():
    step = BRANCHING.questions[1:3]
    before = {"meetings": "all", "signs": ("waiting",), "hours": 4}
    assert dict(parse_some(step, {"signs": ["deciding"]}, given=before)) == {"signs": ("deciding",)}


@given(st.data(), rubrics())
def test_the_answer_to_a_hidden_question_changes_nothing(data, made):
    raw = data.draw(raw_answers_to(made))
    answers = parse_answers(made, raw)
    hidden = set(made.questions) - set(shown(made, answers))
    stray = dict(answers)
    for question in made.questions:
        if question in hidden:
            drawn = data.draw(answer_to(question))
            stray |= parse_some([replace(question, show_if=())], {question.key: drawn})
    assert shown(made, stray) == shown(made, answers)
    assert score(made, stray) == score(made, answers)
    assert contributions(made, stray) == contributions(made, answers)


@given(st.data(), rubrics())
def test_steps_one_by_one_read_what_the_whole_reads(data, made):
    raw = data.draw(raw_answers_to(made))
    so_far = {}
    for question in made.questions:
        so_far |= parse_some([question], raw, given=so_far)
    assert so_far == dict(parse_answers(made, raw))
