import json

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from wagtail.blocks.base import get_error_json_data

from assessment.freezing import missing, thaw
from assessment.models import Assessment
from tests.assessment.samples import RUBRIC
from tests.assessment.strategies import rubrics


def draft(**changes):
    return Assessment(**(thaw(RUBRIC) | changes))


def errors_of(assessment):
    """What the form would show, by field."""
    with pytest.raises(ValidationError) as refused:
        assessment.freeze()
    return {
        field: get_error_json_data(errors[0]) for field, errors in refused.value.error_dict.items()
    }


@given(rubrics())
def test_what_is_thawed_freezes_again(rubric):
    assert repr(Assessment(**thaw(rubric)).freeze()) == repr(rubric)


@given(rubrics())
def test_what_is_thawed_freezes_again_after_a_stay_in_a_revision(rubric):
    kept = json.loads(json.dumps(Assessment(**thaw(rubric)).serializable_data()))
    assert Assessment.from_serializable_data(kept).freeze() == rubric


def test_sections_become_headings_between_the_questions():
    blocks = [block.block_type for block in draft().questions]
    assert blocks == ["section", "single", "section", "multiple", "scale", "number", "text"]
    assert [section.title for section in draft().freeze().sections()] == ["Your week", ""]


def test_an_empty_draft_is_told_everything_it_lacks():
    assert errors_of(Assessment()) == {
        "slug": {"messages": ["A slug is small letters, digits and single hyphens: leadership."]},
        "title": {"messages": ["This cannot be empty."]},
        "dimensions": {"messages": ["An assessment needs at least one dimension to score."]},
        "questions": {"messages": ["An assessment needs at least one question."]},
    }


def changed(field, *, block, **values):
    """The thawed sample with one block's values changed."""
    blocks = thaw(RUBRIC)[field]
    kind, value = blocks[block]
    blocks[block] = kind, value | values
    return draft(**{field: blocks})


# Block 1 of the questions is the first question: block 0 is its section.
PLACES = [
    (changed("questions", block=1, text=""), {1: {"text": "This cannot be empty."}}),
    (changed("questions", block=1, key="signs"), {3: {"key": "is already taken above."}}),
    (changed("questions", block=4, minimum=None), {4: {"minimum": "Give both ends"}}),
    (changed("questions", block=4, maximum=1), {4: {"maximum": "ends above where it begins."}}),
    (
        changed("questions", block=4, slopes="speed 0 to 4"),
        {4: {"slopes": "no dimension “speed”."}},
    ),
    (changed("questions", block=4, slopes="a lot"), {4: {"slopes": "no dimension “a lot”."}}),
    (changed("questions", block=6, max_length=None), {6: {"max_length": "Allow between 1 and"}}),
]


@pytest.mark.parametrize(("assessment", "places"), PLACES)
def test_nonsense_is_named_at_the_field_of_the_question(assessment, places):
    found = errors_of(assessment)["questions"]["blockErrors"]
    assert list(found) == list(places)
    for block, fields in places.items():
        assert list(found[block]["blockErrors"]) == list(fields)
        for field, sentence in fields.items():
            assert sentence in found[block]["blockErrors"][field]["messages"][0]


def test_nonsense_in_a_list_is_named_at_its_item():
    choices = [
        {"key": "a", "label": "A", "points": ""},
        {"key": "b", "label": "", "points": "speed 3"},
    ]
    found = errors_of(changed("questions", block=1, choices=choices))
    choice = found["questions"]["blockErrors"][1]["blockErrors"]["choices"]["blockErrors"][1]
    assert choice["blockErrors"] == {
        "label": {"messages": ["This cannot be empty."]},
        "points": {"messages": ["There is no dimension “speed”."]},
    }


def test_a_list_that_is_too_short_says_so_itself():
    found = errors_of(changed("questions", block=1, choices=[]))
    assert found["questions"]["blockErrors"][1]["blockErrors"]["choices"] == {
        "messages": ["Offer at least two choices."]
    }


def test_a_band_left_empty_is_named_in_its_dimension():
    bands = [{"key": "low", "label": "Low", "at_least": None, "narrative": ""}]
    found = errors_of(changed("dimensions", block=0, bands=bands))
    band = found["dimensions"]["blockErrors"][0]["blockErrors"]["bands"]["blockErrors"][0]
    assert list(band["blockErrors"]) == ["at_least"]


def test_a_dimension_that_nothing_moves_is_named_as_a_whole():
    added = [
        *thaw(RUBRIC)["dimensions"],
        ("dimension", thaw(RUBRIC)["dimensions"][0][1] | {"key": "x"}),
    ]
    assert errors_of(draft(dimensions=added))["dimensions"]["blockErrors"] == {
        2: {"messages": ["No question can move this dimension. Give it points."]}
    }


def test_the_preview_lists_what_is_missing_as_people_count():
    assert missing(draft()) == ()
    choices = [{"key": "a", "label": "A", "points": "speed 3"}]
    assert missing(changed("questions", block=3, text="", choices=choices)) == (
        "Question 2, text: This cannot be empty.",
        "Question 2, choices: Offer at least two choices.",
        "Question 2, answer 1, points: There is no dimension “speed”.",
    )
