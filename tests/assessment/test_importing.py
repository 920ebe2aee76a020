import json

import pytest
from hypothesis import given, settings
from hypothesis.extra.django import TestCase

from assessment.domain.documents import DocumentInvalid, Fault
from assessment.importing import load_assessment, to_document
from assessment.models import Assessment
from tests.assessment.samples import RUBRIC
from tests.assessment.strategies import rubrics

DOCUMENT = RUBRIC.to_document() | {
    "introduction": '<p>Seven <b>minutes</b>. <a href="https://example.com/">Why</a>.</p>',
    "minutes": 7,
}


@pytest.mark.django_db
def test_an_assessment_comes_back_out_as_the_document_it_went_in():
    assert to_document(load_assessment(DOCUMENT, publish=True)) == DOCUMENT


class AnyRubric(TestCase):
    @settings(max_examples=20)
    @given(rubrics())
    def test_comes_back_out_through_the_database(self, rubric):
        document = json.loads(json.dumps(rubric.to_document()))
        assert to_document(load_assessment(document, publish=True)) == document


@pytest.mark.django_db
def test_loaded_as_a_draft_it_waits_to_be_published():
    assessment = load_assessment(DOCUMENT, publish=False)
    assert not assessment.live
    assert assessment.current_rubric is None
    assert to_document(assessment) == DOCUMENT


@pytest.mark.django_db
def test_loaded_again_it_is_the_same_assessment_with_another_version():
    first = load_assessment(DOCUMENT, publish=True)
    second = load_assessment(DOCUMENT | {"title": "Another"}, publish=True)
    assert first.pk == second.pk
    assert (second.title, second.current_rubric.version) == ("Another", 2)


@pytest.mark.django_db
def test_a_draft_loaded_over_what_is_live_changes_nothing_live():
    load_assessment(DOCUMENT, publish=True)
    loaded = load_assessment(DOCUMENT | {"title": "Another"}, publish=False)
    assert (loaded.title, loaded.live) == ("Where the drag is", True)
    assert loaded.get_latest_revision_as_object().title == "Another"
    assert loaded.current_rubric.version == 1


BAD = [
    ({"minutes": 0}, [Fault("/minutes", "Minutes lie between 1 and 120.")]),
    ({"minutes": "five"}, [Fault("/minutes", "This must be a whole number.")]),
    (
        {"introduction": "<p>Hello</p><script>alert(1)</script>"},
        [Fault("/introduction", "This may not stand here: <script>alert(1)</script>")],
    ),
    (
        {"introduction": 3, "slug": "No", "weights": {}},
        [
            Fault("/introduction", "This must be text."),
            Fault("/weights", "There is no field of this name."),
        ],
    ),
    (
        {"minutes": 0, "title": ""},
        [
            Fault("/minutes", "Minutes lie between 1 and 120."),
            Fault("/title", "This cannot be empty."),
        ],
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("changes", "faults"), BAD)
def test_a_bad_document_is_refused_with_paths_and_reasons_and_nothing_is_kept(changes, faults):
    with pytest.raises(DocumentInvalid) as refused:
        load_assessment(DOCUMENT | changes, publish=True)
    assert list(refused.value.errors) == faults
    assert not Assessment.objects.exists()
