import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assessment.domain.answer_schema import answers_schema
from assessment.domain.answers import AnswersInvalid, parse_answers, to_raw
from assessment.domain.rubric import Question, QuestionKind
from tests.assessment.samples import CLARITY, DECISION, HOURS, MEETINGS, RUBRIC, SIGNS, rubric
from tests.assessment.strategies import answered, raw_answers_to, rubrics

LEAST = {"meetings": "some", "clarity": 3}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def parsed(**raw):
    return parse_answers(RUBRIC, LEAST | raw)


def refusals(raw):
    with pytest.raises(AnswersInvalid) as refused:
        parse_answers(RUBRIC, raw)
    return list(refused.value.errors)


def refusals_of(made, raw):
    try:
        parse_answers(made, raw)
    except AnswersInvalid as refused:
        return refused.errors
    return ()


@given(answered())
def test_answers_come_back_from_what_is_stored(drawn):
    rubric, answers = drawn
    stored = json.loads(json.dumps(to_raw(answers)))
    assert parse_answers(rubric, stored) == answers


@given(st.data(), rubrics())
def test_any_json_is_either_answers_or_a_refusal_that_names_questions(data, rubric):
    keys = st.sampled_from([question.key for question in rubric.questions]) | st.text(max_size=3)
    raw = data.draw(st.dictionaries(keys, JSON))
    try:
        parse_answers(rubric, raw)
    except AnswersInvalid as refused:
        named = {error.question for error in refused.errors}
        assert named <= {question.key for question in rubric.questions} | set(raw)


@given(st.data(), rubrics())
def test_what_the_schema_accepts_is_accepted_but_for_what_a_split_comes_to(data, rubric):
    schema = answers_schema(rubric)
    raw = data.draw(
        st.dictionaries(st.sampled_from([question.key for question in rubric.questions]), JSON)
        | raw_answers_to(rubric)
    )
    if Draft202012Validator(schema).is_valid(raw):
        assert all(
            sentence.startswith("Together these") for _, sentence in refusals_of(rubric, raw)
        )


@given(st.data(), rubrics())
def test_the_schema_never_refuses_valid_answers(data, rubric):
    raw = data.draw(raw_answers_to(rubric))
    Draft202012Validator(answers_schema(rubric)).validate(raw)


@given(rubrics())
def test_the_schema_is_a_schema_and_says_nothing_of_points(rubric):
    schema = answers_schema(rubric)
    Draft202012Validator.check_schema(schema)
    assert "points" not in json.dumps(list(schema["properties"].values()))


@pytest.mark.parametrize("blank", [None, "", "  \n", [], {}])
@pytest.mark.parametrize("question", [SIGNS, HOURS, DECISION])
def test_an_optional_question_may_be_left_blank(question, blank):
    assert question.key not in parsed(**{question.key: blank})


@pytest.mark.parametrize("blank", [None, "", "  \n", [], {}])
@pytest.mark.parametrize("question", [MEETINGS, CLARITY])
def test_a_required_question_may_not(question, blank):
    assert refusals(LEAST | {question.key: blank}) == [
        (question.key, "Please answer this question.")
    ]


def test_answers_stand_in_the_order_of_the_rubric():
    answers = parsed(hours=7, decision="The roadmap", signs=["deciding", "waiting"])
    assert list(answers) == ["meetings", "signs", "clarity", "hours", "decision"]
    assert answers["signs"] == ("waiting", "deciding")


def test_numbers_are_what_was_written():
    assert parsed(hours=0.1)["hours"] == Fraction(1, 10)
    assert parsed(hours=40)["hours"] == 40
    assert parsed(clarity=4.0)["clarity"] == 4


def test_line_breaks_are_one_character_each():
    assert parsed(decision="one\r\ntwo\rthree")["decision"] == "one\ntwo\nthree"


def test_answers_cannot_be_changed():
    with pytest.raises(TypeError):
        parsed()["meetings"] = "all"


SINGLE = "Choose one of the answers offered."
MULTIPLE = "Choose from the answers offered."
SCALE = "Choose a whole number from 1 to 5."
NUMBER = "Enter a number from 0 to 40."
PLAIN = "Use letters, digits, punctuation and line breaks only."
WRONG = [
    ("meetings", "most", SINGLE),
    ("meetings", "All", SINGLE),
    ("meetings", ["all"], SINGLE),
    ("meetings", 1, SINGLE),
    ("meetings", {"all": True}, SINGLE),
    ("signs", "waiting", MULTIPLE),
    ("signs", ["waiting", "shouting"], MULTIPLE),
    ("signs", ["waiting", 1], MULTIPLE),
    ("signs", [["waiting"]], MULTIPLE),
    ("signs", {"waiting": True}, MULTIPLE),
    ("signs", ["waiting", "waiting"], "Choose each answer once."),
    ("clarity", 0, SCALE),
    ("clarity", 6, SCALE),
    ("clarity", 2.5, SCALE),
    ("clarity", "3", SCALE),
    ("clarity", True, SCALE),
    ("hours", -0.01, NUMBER),
    ("hours", 40.01, NUMBER),
    pytest.param("hours", 10**6000, NUMBER, id="a number too long to print"),
    ("hours", float("nan"), NUMBER),
    ("hours", float("inf"), NUMBER),
    ("hours", "8", NUMBER),
    ("hours", True, NUMBER),
    ("decision", 8, "Answer in words."),
    ("decision", ["The roadmap"], "Answer in words."),
    ("decision", "x" * 41, "Write at most 40 characters."),
    ("decision", "a\x00b", PLAIN),
    ("decision", "a\x1b[31mb", PLAIN),
    ("decision", "a\ud83d", PLAIN),
]


@pytest.mark.parametrize(("question", "value", "sentence"), WRONG)
def test_a_wrong_answer_is_refused_in_a_sentence(question, value, sentence):
    assert refusals(LEAST | {question: value}) == [(question, sentence)]


@pytest.mark.parametrize(
    ("raw", "valid"),
    [
        (LEAST, True),
        (LEAST | {"signs": []}, True),
        ({"meetings": "some"}, False),
        (LEAST | {"stranger": 1}, False),
        (LEAST | {"signs": ["waiting", "waiting"]}, False),
        (LEAST | {"signs": ["shouting"]}, False),
        (LEAST | {"meetings": "most"}, False),
        (LEAST | {"clarity": 2.5}, False),
        (LEAST | {"hours": 40.01}, False),
        (LEAST | {"decision": "x" * 41}, False),
        (LEAST | {"decision": "a\x00b"}, False),
    ],
)
def test_the_schema_refuses_what_would_be_refused(raw, valid):
    assert Draft202012Validator(answers_schema(RUBRIC)).is_valid(raw) == valid


def test_the_schema_wants_something_where_something_must_be_answered():
    asked = rubric(
        questions=(MEETINGS, replace(SIGNS, required=True), replace(DECISION, required=True))
    )
    schema = Draft202012Validator(answers_schema(asked))
    whole = {"meetings": "all", "signs": ["waiting"], "decision": "The roadmap"}
    assert schema.is_valid(whole)
    for blank in ({"signs": []}, {"decision": ""}, {"decision": " \n"}):
        assert not schema.is_valid(whole | blank)


def test_every_error_is_reported_at_once_in_the_order_of_the_rubric():
    assert refusals({"hours": 99, "stranger": 1, "signs": "waiting", "other": 2}) == [
        ("meetings", "Please answer this question."),
        ("signs", MULTIPLE),
        ("clarity", "Please answer this question."),
        ("hours", NUMBER),
        ("stranger", "This assessment has no question of this name."),
        ("other", "This assessment has no question of this name."),
    ]


def test_what_a_reader_wrote_stays_out_of_the_message():
    with pytest.raises(AnswersInvalid) as refused:
        parse_answers(RUBRIC, LEAST | {"decision": "secret\x00"})
    assert "secret" not in str(refused.value)


WEEK = Question("week", QuestionKind.SPLIT, "?", choices=MEETINGS.choices, total=40, unit="hours")


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({"all": 40}, (("all", 40),)),
        ({"all": 30, "none": 10}, (("none", 10), ("all", 30))),
        ({"all": 30.0, "some": 0, "none": 10}, (("none", 10), ("all", 30))),
    ],
)
def test_a_split_is_read_in_the_rubrics_order_without_zeros(value, answer):
    asked = rubric(questions=(WEEK,))
    answers = parse_answers(asked, {"week": value})
    assert answers["week"] == answer
    assert to_raw(answers) == {"week": dict(answer)}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({}, "Please answer this question."),
        ("all", "Give a number for each answer offered."),
        ({"most": 40}, "Share out the total among the answers offered."),
        ({"all": 39}, "Together these come to 39. Make it 40 hours."),
        ({"all": 0}, "Together these come to 0. Make it 40 hours."),
        ({"all": 39.5, "some": 0.5}, "Use whole numbers from 0."),
        ({"all": 41, "some": -1}, "Use whole numbers from 0."),
        ({"all": True, "some": 39}, "Use whole numbers from 0."),
        ({"all": None, "some": 40}, "Use whole numbers from 0."),
    ],
)
def test_a_split_that_does_not_come_out_is_refused_in_a_sentence(value, sentence):
    with pytest.raises(AnswersInvalid) as refused:
        parse_answers(rubric(questions=(WEEK,)), {"week": value})
    assert refused.value.errors == (("week", sentence),)


def test_line_breaks_sent_as_two_characters_count_as_one():
    text = "\r\n".join("abcdefghij")
    asked = rubric(questions=(MEETINGS, CLARITY, replace(DECISION, max_length=len(text) - 9)))
    raw = LEAST | {"decision": text}
    assert parse_answers(asked, raw)["decision"] == "\n".join("abcdefghij")
    Draft202012Validator(answers_schema(asked)).validate(raw)
