"""Wording only, or a change of meaning: the editor says, the system checks."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from assessment.freezing import thaw
from assessment.importing import load_assessment
from assessment.models import Assessment
from tests.assessment.samples import RUBRIC

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def published():
    return load_assessment(RUBRIC.to_document(), publish=True)


def publish(assessment, *, by=None, **changes):
    """What the editor's Publish does: the newest draft with these changes, made live."""
    draft = Assessment.objects.get(pk=assessment.pk).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision().publish(user=by)
    assessment.refresh_from_db()
    return assessment.current_rubric


def weighing(points):
    """The sample's questions, the first answer of the first one giving these points."""
    questions = thaw(RUBRIC)["questions"]
    questions[1][1]["choices"][0]["points"] = points
    return questions


def place(row):
    return row.version, row.line


def test_the_first_publication_begins_the_first_line(published):
    assert place(published.current_rubric) == (1, 1)


def test_the_first_publication_may_be_called_anything():
    draft = Assessment(**thaw(RUBRIC), live=False, next_change="meaning")
    draft.save()
    assert place(publish(draft)) == (1, 1)


def test_another_wording_stays_on_its_line(published):
    assert place(publish(published, title="Where the drag lies")) == (2, 1)


def test_another_meaning_begins_the_next_line(published):
    row = publish(published, questions=weighing("personal 2"), next_change="meaning")
    assert place(row) == (2, 2)


def test_another_meaning_called_wording_is_refused_at_that_field_and_named(published):
    with pytest.raises(ValidationError) as refused:
        publish(published, questions=weighing("personal 2"))
    (sentence,) = refused.value.message_dict.pop("next_change")
    assert not refused.value.message_dict.keys() - {"next_change"}
    assert sentence.startswith("This changes meaning. Question “How many meetings need you?”")
    assert "Choose “Changes meaning”" in sentence
    assert place(Assessment.objects.get().current_rubric) == (1, 1)


def test_of_many_changes_of_meaning_the_first_few_are_named(published):
    questions = [
        (kind, value | {"weight": 3} if "weight" in value else value)
        for kind, value in thaw(RUBRIC)["questions"]
    ]
    with pytest.raises(ValidationError) as refused:
        publish(published, questions=questions)
    (sentence,) = refused.value.message_dict["next_change"]
    assert sentence.count("the weight was 1, is now 3.") == 3
    assert "And 1 more." in sentence


def test_an_editor_may_call_a_wording_one_of_meaning(published):
    assert place(publish(published, title="Another question", next_change="meaning")) == (2, 2)


def test_what_was_said_of_one_change_is_not_said_of_the_next(published):
    publish(published, questions=weighing("personal 2"), next_change="meaning")
    assert published.next_change == "wording"
    assert published.get_latest_revision_as_object().next_change == "wording"
    assert place(publish(published, title="Where the drag lies")) == (3, 2)


def test_a_later_draft_keeps_what_it_says_of_itself(published):
    first = published.latest_revision
    published.next_change = "meaning"
    published.save_revision()
    first.publish()
    assert Assessment.objects.get().get_latest_revision_as_object().next_change == "meaning"


def test_back_to_what_was_published_before_is_back_to_its_own_line(published):
    publish(published, questions=weighing("personal 2"), next_change="meaning")
    assert place(publish(published, questions=thaw(RUBRIC)["questions"])) == (1, 1)
    assert place(publish(published, questions=weighing("personal 2"))) == (2, 2)
    assert published.rubrics.count() == 2


def test_a_new_line_is_newer_than_every_other(published):
    publish(published, questions=weighing("personal 2"), next_change="meaning")
    publish(published, questions=thaw(RUBRIC)["questions"])
    row = publish(published, questions=weighing("personal 3"), next_change="meaning")
    assert place(row) == (3, 3)


def test_after_a_rest_it_is_compared_with_what_was_last_live(published):
    published.unpublish()
    with pytest.raises(ValidationError):
        publish(published, questions=weighing("personal 2"))


def test_a_version_says_who_published_it(published):
    edith = User.objects.create_user("edith", is_superuser=True)
    assert publish(published, by=edith, title="Where the drag lies").published_by == edith
    edith.delete()
    published.refresh_from_db()
    assert published.current_rubric.published_by is None


def test_an_import_says_of_itself_what_it_changes(published):
    document = Assessment(**thaw(RUBRIC) | {"questions": weighing("personal 2")}).freeze()
    loaded = load_assessment(document.to_document(), publish=True)
    assert place(loaded.current_rubric) == (2, 2)
