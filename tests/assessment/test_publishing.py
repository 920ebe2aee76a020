from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from wagtail.signals import published as published_signal

from assessment.domain.rubric import Rubric
from assessment.freezing import thaw
from assessment.importing import load_assessment
from assessment.models import Assessment, PublishedRubric, RubricIsFrozen
from assessment.models.rubrics import _rubric
from assessment.views.refusals import refusals
from tests.assessment.samples import RUBRIC

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    return load_assessment(RUBRIC.to_document(), publish=True)


def publish(assessment, **changes):
    """What the editor's Publish does: a new revision, made live."""
    for name, value in changes.items():
        setattr(assessment, name, value)
    assessment.save_revision().publish()
    assessment.refresh_from_db()
    return assessment


def test_publishing_freezes_a_rubric(published):
    assert published.live
    assert published.current_rubric.version == 1
    assert published.current_rubric.content_hash == RUBRIC.content_hash
    assert published.current_rubric.rubric == RUBRIC
    assert Rubric.from_document(published.current_rubric.document) == RUBRIC


def test_another_wording_is_another_version_and_the_first_one_stays(published):
    first = published.current_rubric
    publish(published, title="Where the drag lies")
    assert published.current_rubric.version == 2
    assert published.current_rubric.rubric.title == "Where the drag lies"
    assert first.rubric.title == "Where the drag is"
    assert published.rubrics.count() == 2


def test_publishing_the_same_content_again_makes_nothing_new(published):
    publish(published, minutes=7, introduction="<p>Rewritten.</p>")
    assert published.current_rubric.version == 1
    assert published.rubrics.count() == 1


def test_going_back_to_an_old_revision_makes_its_rubric_current_again(published):
    first = published.live_revision
    publish(published, title="Where the drag lies")
    first.publish()
    published.refresh_from_db()
    assert published.title == "Where the drag is"
    assert published.current_rubric.version == 1
    assert published.rubrics.count() == 2


def test_scheduling_what_was_taken_down_does_not_forget_its_rubric(published):
    published.unpublish()
    published.refresh_from_db()
    published.go_live_at = timezone.now() + timedelta(days=1)
    revision = published.save_revision()
    revision.content["current_rubric"] = None  # as in revisions made before the first publication
    revision.save()
    revision.publish()
    published.refresh_from_db()
    assert (published.live, published.current_rubric.version) == (False, 1)


def test_what_no_longer_fits_when_it_is_due_is_not_published_and_says_so(published, caplog):
    """It fitted when it was scheduled; since then another draft was published."""
    scheduled = schedule(published, questions=with_points("personal 9"), next_change="wording")
    assert scheduled is None  # refused when it is set: it changes meaning and says wording only

    revision = schedule(published, questions=with_points("personal 9"), next_change="meaning")
    published.refresh_from_db()
    due(revision, next_change="wording")
    call_command("publish_scheduled")
    published.refresh_from_db()
    assert published.current_rubric.version == 1
    assert not published.approved_schedule
    entry = refusals(Assessment).get()
    assert "This changes meaning." in entry.data["reason"]
    assert "Not published as scheduled" in caplog.text


def test_a_schedule_that_was_refused_holds_up_no_other(published):
    other = load_assessment(RUBRIC.to_document() | {"slug": "other"}, publish=True)
    due(schedule(published, title="Never"), questions=[])
    due(schedule(other, title="Now"))
    call_command("publish_scheduled")
    published.refresh_from_db()
    other.refresh_from_db()
    assert (published.title, other.title) == ("Where the drag is", "Now")


def test_a_refused_schedule_is_news_until_the_next_publication(published):
    due(schedule(published, title="Never"), questions=[])
    call_command("publish_scheduled")
    assert refusals(Assessment).get().data["reason"] == (
        "Dimensions: No question can move this dimension. Give it points. "
        "Dimensions: No question can move this dimension. Give it points. "
        "Questions: An assessment needs at least one question."
    )
    published.refresh_from_db()
    publish(published, title="Better")
    assert not refusals(Assessment).exists()


def schedule(assessment, **changes):
    """Published for tomorrow; None when that is refused."""
    assessment = Assessment.objects.get(pk=assessment.pk)
    for name, value in changes.items():
        setattr(assessment, name, value)
    assessment.go_live_at = timezone.now() + timedelta(days=1)
    revision = assessment.save_revision(clean=False)
    try:
        revision.publish()
    except ValidationError:
        return None
    return revision


def due(revision, **content):
    """Tomorrow has come, and the content is not what it was."""
    past = timezone.now() - timedelta(minutes=1)
    revision.content |= content | {"go_live_at": past.isoformat()}
    if "questions" in content:
        revision.content["questions"] = "[]"
    revision.approved_go_live_at = past
    revision.save()


def with_points(points):
    """The sample's questions, its first choice giving these points instead of none."""
    questions = thaw(RUBRIC)["questions"]
    questions[1][1]["choices"][0]["points"] = points
    return questions


def test_a_draft_changes_nothing_that_readers_see(published):
    published.title = "Not yet"
    published.save_revision(clean=False)
    stored = Assessment.objects.published().get()
    assert stored.title == "Where the drag is"
    assert stored.current_rubric.version == 1
    assert stored.has_unpublished_changes


def test_an_incomplete_revision_is_not_published_and_leaves_all_as_it_was(published):
    published.questions = []
    revision = published.save_revision(clean=False)
    with pytest.raises(ValidationError) as refused:
        revision.publish()
    assert list(refused.value.error_dict) == ["dimensions", "questions"]
    stored = Assessment.objects.get()
    assert stored.live_revision != revision
    assert len(stored.questions) == 6 + 1
    assert stored.rubrics.count() == 1


def test_publishing_that_fails_half_way_leaves_all_as_it_was(published):
    def fail(**kwargs):
        raise RuntimeError("a listener failed")

    published_signal.connect(fail, sender=Assessment)
    try:
        with pytest.raises(RuntimeError, match="a listener failed"):
            publish(published, title="Half way")
    finally:
        published_signal.disconnect(fail, sender=Assessment)
    stored = Assessment.objects.get()
    assert (stored.title, stored.current_rubric.version) == ("Where the drag is", 1)


def test_a_new_draft_may_be_empty_but_is_not_published():
    draft = Assessment.objects.create(title="", slug="empty", live=False)
    draft.save_revision(clean=False)
    assert list(Assessment.objects.published()) == []


def test_what_is_scheduled_is_frozen_when_it_goes_live(published):
    published.go_live_at = timezone.now() + timedelta(days=1)
    publish(published, title="Tomorrow")
    assert published.current_rubric.version == 1
    assert published.rubrics.count() == 1

    revision = published.revisions.get(approved_go_live_at__isnull=False)
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled")
    published.refresh_from_db()
    assert published.title == "Tomorrow"
    assert published.current_rubric.version == 2


def test_an_unpublished_assessment_is_not_offered_and_keeps_its_rubrics(published):
    published.unpublish()
    assert list(Assessment.objects.published()) == []
    assert published.current_rubric.rubric == RUBRIC


def test_a_published_rubric_cannot_be_saved_again(published):
    row = published.current_rubric
    row.document = {}
    with pytest.raises(RubricIsFrozen):
        row.save()


def test_a_published_rubric_cannot_be_deleted_nor_can_its_assessment(published):
    with pytest.raises(models.ProtectedError):
        published.current_rubric.delete()
    with pytest.raises(models.ProtectedError):
        published.delete()


@pytest.mark.parametrize("same", ["version", "content_hash"])
def test_the_database_keeps_one_row_per_content_and_per_version(published, same):
    values = {"version": 2, "content_hash": "f" * 64}
    values[same] = getattr(published.current_rubric, same)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedRubric.objects.create(
            assessment=published, document={}, published_at=timezone.now(), **values
        )


def test_a_rubric_is_read_once_per_process(published, django_assert_num_queries):
    _rubric.cache_clear()
    found = Assessment.objects.published().get()
    with django_assert_num_queries(1):
        assert found.current_rubric.rubric == RUBRIC
    with django_assert_num_queries(0):
        assert found.current_rubric.rubric is found.current_rubric.rubric


def test_published_assessments_come_with_their_rubrics_in_one_query(
    published, django_assert_num_queries
):
    _rubric(RUBRIC.content_hash)
    with django_assert_num_queries(1):
        assert [each.current_rubric.rubric for each in Assessment.objects.published()] == [RUBRIC]


def test_two_assessments_number_their_versions_apart(published):
    other = Assessment(**(thaw(RUBRIC) | {"slug": "other"}), live=False)
    other.save()
    publish(other)
    assert other.current_rubric.version == 1
    assert published.current_rubric.version == 1
