import json
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given

from assessment.domain.documents import Fault
from assessment.domain.rubric import (
    Band,
    Choice,
    Dimension,
    QuestionKind,
    Rubric,
    RubricInvalid,
    Slope,
)
from tests.assessment.samples import (
    CLARITY,
    DECISION,
    HOURS,
    MEETINGS,
    ORGANIZATIONAL,
    PERSONAL,
    RUBRIC,
    SIGNS,
    asking,
    rubric,
)
from tests.assessment.strategies import rubrics


@given(rubrics())
def test_a_rubric_comes_back_from_its_document_through_json(made):
    document = json.loads(json.dumps(made.to_document()))
    again = Rubric.from_document(document)
    assert again == made
    assert again.to_document() == document
    assert repr(again) == repr(made)  # every field, not only the hash


@given(rubrics())
def test_a_database_that_sorts_the_keys_of_an_object_changes_nothing(made):
    document = json.loads(json.dumps(made.to_document(), sort_keys=True))
    assert repr(Rubric.from_document(document)) == repr(made)


def test_the_document_leaves_out_what_stands_at_its_default():
    document = RUBRIC.to_document()
    assert document["questions"][4] == {
        "key": "decision",
        "kind": "text",
        "text": "Which decision do you carry for someone else?",
        "required": False,
        "max_length": 40,
    }
    assert document["questions"][0]["choices"][0] == {
        "key": "none",
        "label": "None",
        "points": {"personal": 0},
    }


def test_the_hash_is_known_and_does_not_move():
    # A changed hash here means that every stored rubric has lost its name.
    assert RUBRIC.content_hash == "4c1a24eb05fb26e2508f6f4b5125b888891671fd3518e8fa417fcbf81f942eda"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Where is the drag"},
        {"slug": "drags"},
        {"contact": "none"},
        {"consent_text": ""},
        {"questions": (replace(MEETINGS, text="How many?"), SIGNS, CLARITY, HOURS, DECISION)},
        {"questions": (SIGNS, MEETINGS, CLARITY, HOURS, DECISION)},
    ],
)
def test_any_change_of_content_makes_another_rubric(changes):
    assert rubric(**changes) != RUBRIC
    assert rubric(**changes).content_hash != RUBRIC.content_hash


def test_equal_content_is_the_same_rubric():
    assert rubric() == RUBRIC
    assert {rubric(): "found"}[RUBRIC] == "found"


def test_the_order_in_which_points_are_written_means_nothing():
    one = Choice("a", "A", (("personal", 1), ("organizational", 2)))
    other = Choice("a", "A", (("organizational", 2), ("personal", 1)))
    assert one == other


def test_nothing_in_a_rubric_can_be_changed():
    with pytest.raises(FrozenInstanceError):
        RUBRIC.title = "Another"
    with pytest.raises(FrozenInstanceError):
        RUBRIC.questions[0].choices[0].label = "Another"


def test_a_consent_text_is_named_by_its_wording():
    assert len(RUBRIC.consent_text_id) == 16
    assert rubric(consent_text="Write to me.").consent_text_id != RUBRIC.consent_text_id
    assert rubric(consent_text="").consent_text_id == ""


def test_questions_and_dimensions_are_found_by_key():
    assert RUBRIC.question("hours") is RUBRIC.questions[3]
    assert RUBRIC.dimension("organizational") is RUBRIC.dimensions[1]
    with pytest.raises(KeyError):
        RUBRIC.question("personal")


@pytest.mark.parametrize(
    ("points", "band"), [(0, "light"), (49, "light"), (50, "heavy"), (100, "heavy")]
)
def test_a_band_reaches_up_to_the_next(points, band):
    assert PERSONAL.band(points).key == band


BAD = [
    (lambda: rubric(slug="Drag"), "/slug"),
    (lambda: rubric(title="  "), "/title"),
    (lambda: rubric(dimensions=(PERSONAL, PERSONAL)), "/dimensions/1/key"),
    (lambda: rubric(dimensions=(PERSONAL,)), "/questions/0/choices/1/points/organizational"),
    (lambda: rubric(dimensions=()), "/dimensions"),
    (lambda: rubric(questions=()), "/questions"),
    (lambda: rubric(questions=(MEETINGS, CLARITY, MEETINGS)), "/questions/2/key"),
    (lambda: rubric(questions=(HOURS, DECISION)), "/dimensions/1"),
    (lambda: asking(DECISION), "/dimensions/0"),
    (lambda: asking(replace(MEETINGS, text=""), CLARITY), "/questions/0/text"),
    (lambda: asking(replace(MEETINGS, choices=MEETINGS.choices[:1])), "/questions/0/choices"),
    (lambda: asking(replace(HOURS, choices=MEETINGS.choices)), "/questions/0/choices"),
    (lambda: asking(HOURS, replace(DECISION, slopes=HOURS.slopes)), "/questions/1/slopes"),
    (lambda: asking(HOURS, replace(DECISION, minimum=1)), "/questions/1/slopes"),
    (lambda: asking(HOURS, replace(DECISION, max_length=0)), "/questions/1/max_length"),
    (lambda: asking(replace(HOURS, minimum=None)), "/questions/0/minimum"),
    (lambda: asking(replace(HOURS, maximum=None)), "/questions/0/maximum"),
    (lambda: asking(replace(HOURS, maximum=0)), "/questions/0/maximum"),
    (lambda: asking(replace(HOURS, maximum=10**12)), "/questions/0/maximum"),
    (lambda: asking(replace(HOURS, kind=QuestionKind.SCALE, maximum=101)), "/questions/0/maximum"),
    (lambda: asking(replace(HOURS, slopes=HOURS.slopes * 2)), "/questions/0/slopes"),
    (
        lambda: asking(replace(HOURS, slopes=(Slope("personal", 0, 2000),))),
        "/questions/0/slopes/0/at_maximum",
    ),
    (lambda: asking(HOURS, CLARITY), "/questions/1/slopes/0/dimension"),
    (
        lambda: asking(replace(MEETINGS, choices=(*MEETINGS.choices[::2], Choice("all", "Again")))),
        "/questions/0/choices/2/key",
    ),
    (
        lambda: asking(replace(MEETINGS, choices=(*MEETINGS.choices[::2], Choice("A B", "")))),
        "/questions/0/choices/2/key",
    ),
    (
        lambda: asking(
            HOURS,
            replace(SIGNS, choices=(Choice("a", "A", (("personal", 1001),)), SIGNS.choices[0])),
        ),
        "/questions/1/choices/0/points/personal",
    ),
    (
        lambda: asking(
            HOURS,
            replace(SIGNS, choices=(Choice("a", "A", (("personal", 1),) * 2), SIGNS.choices[0])),
        ),
        "/questions/1/choices/0/points",
    ),
    (lambda: asking(HOURS, dimensions=(replace(PERSONAL, bands=()),)), "/dimensions/0/bands"),
    (
        lambda: asking(HOURS, dimensions=(replace(PERSONAL, bands=PERSONAL.bands[1:]),)),
        "/dimensions/0/bands/0/at_least",
    ),
    (
        lambda: asking(
            HOURS,
            dimensions=(replace(PERSONAL, bands=(*PERSONAL.bands, Band("more", "More", 50))),),
        ),
        "/dimensions/0/bands/2/at_least",
    ),
    (
        lambda: asking(
            HOURS,
            dimensions=(replace(PERSONAL, bands=(*PERSONAL.bands, Band("more", "More", 101))),),
        ),
        "/dimensions/0/bands/2/at_least",
    ),
    (lambda: asking(HOURS, dimensions=(replace(PERSONAL, label=" "),)), "/dimensions/0/label"),
]


@pytest.mark.parametrize(("make", "path"), BAD)
def test_nonsense_is_refused_at_the_place_where_it_stands(make, path):
    with pytest.raises(RubricInvalid) as refused:
        make()
    assert path in [fault.path for fault in refused.value.errors]
    assert all(fault.sentence.endswith(".") for fault in refused.value.errors)


def test_every_fault_is_named_at_once_and_in_order():
    with pytest.raises(RubricInvalid) as refused:
        rubric(
            title="",
            dimensions=(ORGANIZATIONAL, Dimension("personal", "", "", ())),
            questions=(replace(CLARITY, minimum=None), MEETINGS),
        )
    assert [fault.path for fault in refused.value.errors] == [
        "/title",
        "/dimensions/1/label",
        "/dimensions/1/bands",
        "/questions/0/minimum",
    ]


BAD_DOCUMENTS = [
    ([], [Fault("", "This must be an object.")]),
    ({"slug": 3}, [Fault("/slug", "This must be text."), Fault("/title", "This is missing.")]),
    ({"slug": "a", "title": "A"}, [Fault("/contact", "This is missing.")]),
    (
        {"slug": "a", "title": "A", "contact": "sometimes"},
        [Fault("/contact", "This must be one of: required, optional, none.")],
    ),
    (
        {"slug": "a\x00", "title": "\ud800", "contact": "none"},
        [
            Fault("/slug", "This holds characters that cannot be kept."),
            Fault("/title", "This holds characters that cannot be kept."),
        ],
    ),
    (
        {"slug": "a", "title": "A", "contact": "none", "dimensions": {}, "weights": 1, "a/~b": 2},
        [
            Fault("/dimensions", "This must be a list."),
            Fault("/a~1~0b", "There is no field of this name."),
            Fault("/weights", "There is no field of this name."),
        ],
    ),
    (
        {
            "slug": "a",
            "title": "A",
            "contact": "none",
            "questions": [{"key": "q", "kind": "single"}],
        },
        [Fault("/questions/0/text", "This is missing.")],
    ),
    (
        {
            "slug": "a",
            "title": "A",
            "contact": "none",
            "questions": [
                {
                    "key": "q",
                    "kind": "single",
                    "text": "?",
                    "required": 1,
                    "minimum": True,
                    "maximum": None,
                    "choices": [{"key": "c", "label": "C", "points": {"personal": 1.0}}, "c"],
                }
            ],
        },
        [
            Fault("/questions/0/required", "This must be true or false."),
            Fault("/questions/0/choices/0/points/personal", "This must be a whole number."),
            Fault("/questions/0/choices/1", "This must be an object."),
            Fault("/questions/0/minimum", "This must be a whole number."),
        ],
    ),
]


@pytest.mark.parametrize(("document", "faults"), BAD_DOCUMENTS)
def test_a_document_of_the_wrong_shape_is_refused_with_every_path_and_reason(document, faults):
    with pytest.raises(RubricInvalid) as refused:
        Rubric.from_document(document)
    assert list(refused.value.errors)[: len(faults)] == faults


def test_the_refusal_reads_as_lines_of_path_and_sentence():
    with pytest.raises(RubricInvalid) as refused:
        rubric(slug="-", title="")
    assert str(refused.value).splitlines() == [
        "/slug: A slug is small letters, digits and single hyphens: leadership.",
        "/title: This cannot be empty.",
    ]
