from dataclasses import fields, replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.changes import KEYED, MEANING, WORDING, Change, changes_meaning, compare
from assessment.domain.rubric import (
    Band,
    Choice,
    Dimension,
    Pacing,
    Question,
    QuestionKind,
    Requirement,
    RequirementOperator,
    Rubric,
    RubricInvalid,
    Slope,
)
from assessment.domain.scoring import score
from tests.assessment.samples import (
    CLARITY,
    DECISION,
    HOURS,
    MEETINGS,
    ORGANIZATIONAL,
    PERSONAL,
    RUBRIC,
    SIGNS,
    rubric,
)
from tests.assessment.strategies import answers_to, rubrics

COMPOSED_OF = (("organizational", 1), ("personal", 1))
WHOLE = Dimension("whole", "All of it", "", (Band("any", "Any", 0),), COMPOSED_OF)


def asked(**changes):
    """The sample with some of its questions changed, each named by its key."""
    return rubric(
        questions=tuple(replace(each, **changes.get(each.key, {})) for each in RUBRIC.questions)
    )


def chosen(at, **changes):
    choices = list(MEETINGS.choices)
    choices[at] = replace(choices[at], **changes)
    return asked(meetings={"choices": tuple(choices)})


def measured(**changes):
    return rubric(dimensions=(replace(PERSONAL, **changes), ORGANIZATIONAL))


def banded(**changes):
    return measured(bands=(PERSONAL.bands[0], replace(PERSONAL.bands[1], **changes)))


IF_ALL = Requirement("meetings", RequirementOperator.IS_ANY_OF, ("all",))
ASKED = "Question “How many hours go into status?”"

WORDED = [
    (rubric(title="Drag"), "/title", "The title was “Where the drag is”, is now “Drag”."),
    (rubric(slug="drags"), "/slug", "The slug was “drag”, is now “drags”."),
    (
        rubric(consent_text=""),
        "/consent_text",
        "The consent text was “Write to me about my result.”, is now empty.",
    ),
    (
        rubric(pacing=Pacing.PAGE),
        "/pacing",
        "What is asked at a time was section, is now page.",
    ),
    (
        asked(hours={"help_text": "A guess will do."}),
        "/questions/3/help_text",
        f"{ASKED}: the help was empty, is now “A guess will do.”.",
    ),
    (
        asked(meetings={"shuffled": True}),
        "/questions/0/shuffled",
        "Question “How many meetings need you?”: "
        "whether choices come in random order was no, is now yes.",
    ),
    (
        chosen(2, label="Every one"),
        "/questions/0/choices/2/label",
        "Question “How many meetings need you?”, answer “Every one”: "
        "the label was “All of them”, is now “Every one”.",
    ),
    (
        banded(narrative="You carry a lot."),
        "/dimensions/0/bands/1/narrative",
        "Dimension “Personal drag”, band “Heavy”: "
        "the narrative was “You carry it.”, is now “You carry a lot.”.",
    ),
    (
        rubric(questions=(SIGNS, MEETINGS, CLARITY, HOURS, DECISION)),
        "/questions",
        "The questions stand in another order.",
    ),
    (
        chosen(0, points=()),
        "/questions/0/choices/0/points",
        "Question “How many meetings need you?”, answer “None”: "
        "the points were personal 0, are now empty.",
    ),
]
MEANT = [
    (
        asked(hours={"weight": 2}),
        "/questions/3/weight",
        f"{ASKED}: the weight was 1, is now 2.",
    ),
    (
        asked(hours={"slopes": (Slope("personal", 4, 0),)}),
        "/questions/3/slopes",
        f"{ASKED}: the points were personal 0 to 4, are now personal 4 to 0.",
    ),
    (asked(hours={"unit": "days"}), "/questions/3/unit", f"{ASKED}: the unit was “hours”, is now"),
    (asked(hours={"maximum": 60}), "/questions/3/maximum", f"{ASKED}: the most was 40, is now 60."),
    (
        asked(hours={"required": True}),
        "/questions/3/required",
        f"{ASKED}: whether it must be answered was no, is now yes.",
    ),
    (
        asked(hours={"show_if": (IF_ALL,)}),
        "/questions/3/show_if",
        f"{ASKED}: when it is shown was empty, is now meetings is any of all.",
    ),
    (
        chosen(2, points=(("personal", 5),)),
        "/questions/0/choices/2/points",
        "Question “How many meetings need you?”, answer “All of them”: "
        "the points were personal 4, are now personal 5.",
    ),
    (
        asked(meetings={"choices": (*MEETINGS.choices, Choice("few", "A few"))}),
        "/questions/0/choices/3",
        "Question “How many meetings need you?”, answer “A few” is new.",
    ),
    (
        asked(meetings={"choices": MEETINGS.choices[::2]}),
        "/questions/0/choices/1",
        "Question “How many meetings need you?”, answer “Some” is gone.",
    ),
    (
        rubric(questions=RUBRIC.questions[:4]),
        "/questions/4",
        "Question “Which decision do you carry for someone else?” is gone.",
    ),
    (
        banded(at_least=60),
        "/dimensions/0/bands/1/at_least",
        "Dimension “Personal drag”, band “Heavy”: where it begins was 50, is now 60.",
    ),
    (
        rubric(dimensions=(PERSONAL, ORGANIZATIONAL, WHOLE)),
        "/dimensions/2",
        "Dimension “All of it” is new.",
    ),
]


@pytest.mark.parametrize(("new", "path", "sentence"), WORDED)
def test_wording_changes_no_meaning(new, path, sentence):
    assert compare(RUBRIC, new) == (Change(path, sentence, False),)
    assert not changes_meaning(RUBRIC, new)


@pytest.mark.parametrize(("new", "path", "sentence"), MEANT)
def test_what_is_counted_changes_meaning(new, path, sentence):
    (change,) = compare(RUBRIC, new)
    assert (change.path, change.meaning) == (path, True)
    assert change.sentence.startswith(sentence)
    assert changes_meaning(RUBRIC, new)


def test_a_composite_of_other_weights_changes_meaning():
    before = rubric(dimensions=(PERSONAL, ORGANIZATIONAL, WHOLE))
    heavier = replace(WHOLE, composed_of=(("organizational", 1), ("personal", 3)))
    (change,) = compare(before, rubric(dimensions=(PERSONAL, ORGANIZATIONAL, heavier)))
    assert change.meaning
    assert change.sentence == (
        "Dimension “All of it”: what it is composed of was organizational 1, personal 1, "
        "is now organizational 1, personal 3."
    )


def test_conditions_in_another_order_change_no_meaning():
    both = (IF_ALL, Requirement("clarity", RequirementOperator.AT_MOST, value=2))
    old, new = asked(hours={"show_if": both}), asked(hours={"show_if": both[::-1]})
    assert compare(old, new) == (
        Change("/questions/3/show_if", f"{ASKED}: the conditions stand in another order.", False),
    )


def test_a_long_text_is_quoted_by_its_beginning_and_said_to_differ():
    old, new = (banded(narrative="You carry it. " * 20 + end) for end in ("So.", "Thus."))
    (change,) = compare(old, new)
    assert "the narrative has other words: “You carry it." in change.sentence
    assert len(change.sentence) < 200


@given(rubrics(), rubrics())
def test_two_rubrics_are_told_apart_exactly_where_they_differ(old, new):
    assert (compare(old, new) == ()) is (old == new)
    assert compare(old, old) == ()


@given(st.data(), rubrics())
def test_what_is_noticed_one_way_is_noticed_the_other_way(data, old):
    new = data.draw(bent(old))
    there, back = compare(old, new), compare(new, old)
    assert (there == ()) is (old == new)
    assert sorted(change.meaning for change in there) == sorted(change.meaning for change in back)
    assert all(change.sentence.endswith(".") for change in there)


@given(st.data(), rubrics())
def test_wording_never_moves_a_score(data, old):
    new = data.draw(bent(old))
    if not changes_meaning(old, new):
        answers = data.draw(answers_to(old))
        before, after = score(old, answers), score(new, answers)
        assert {each.dimension: each.points for each in before.dimensions} == {
            each.dimension: each.points for each in after.dimensions
        }


@pytest.mark.parametrize("part", [Rubric, Dimension, Band, Question, Choice])
def test_every_field_has_been_thought_about(part):
    known = {*MEANING, *WORDING, *KEYED, "key"}
    assert {field.name for field in fields(part) if field.init} <= known


@st.composite
def bent(draw, old):
    """The rubric with a few things changed here and there, as an editor would."""
    questions = draw(st.permutations(old.questions)) if draw(st.booleans()) else old.questions
    questions = tuple(draw(bent_question(each)) for each in questions)
    if draw(st.booleans()):
        questions = questions[1:]
    try:
        return replace(old, title=draw(st.sampled_from([old.title, "New"])), questions=questions)
    except RubricInvalid:
        return old


@st.composite
def bent_question(draw, question):
    change = draw(
        st.sampled_from(
            [{}, {}, {"text": "New?"}, {"required": True}, {"show_if": ()}, {"section": "New"}]
        )
    )
    if question.kind is not QuestionKind.TEXT:
        change = change | draw(st.sampled_from([{}, {"weight": 7}]))
    if question.choices:
        change = change | draw(
            st.sampled_from([{}, {"shuffled": True}, {"choices": question.choices[::-1]}])
        )
    return replace(question, **change)


def test_the_worked_example_in_the_docs_says_what_is_said():
    document = yaml.safe_load(Path("cms/sample/hour-log.yaml").read_text())["assessment"]
    around = ("introduction", "minutes")
    log = Rubric.from_document({k: v for k, v in document.items() if k not in around})
    split = log.questions[0]
    choices = [*split.choices]
    choices[2] = replace(choices[2], label="Work a colleague could do")
    said = " ".join(Path("docs/changing-an-assessment.md").read_text().replace("\n> ", " ").split())
    for change, meaning in (({"choices": tuple(choices)}, False), ({"weight": 4}, True)):
        after = replace(log, questions=(replace(split, **change), *log.questions[1:]))
        (found,) = compare(log, after)
        assert found.meaning is meaning
        assert found.sentence in said
