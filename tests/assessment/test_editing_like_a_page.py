"""Edith, of the group Editors, does with an assessment what she does with a page; others do not."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from assessment.freezing import thaw
from assessment.importing import load_assessment
from assessment.models import Assessment
from tests.assessment.samples import RUBRIC
from tests.assessment.test_editing import form

pytestmark = pytest.mark.django_db

NAMESPACE = "wagtailsnippets_assessment_assessment"


@pytest.fixture
def edith(client):
    return member_of("Editors", client)


@pytest.fixture
def published():
    return load_assessment(RUBRIC.to_document(), publish=True)


def member_of(group, client):
    user = User.objects.create_user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


def at(name, *args):
    return reverse(f"{NAMESPACE}:{name}", args=args)


def post(client, published, **changes):
    return client.post(at("edit", published.pk), form(**changes), follow=True)


def weighing(weight):
    questions = thaw(RUBRIC)["questions"]
    questions[1][1]["weight"] = weight
    return questions


def current(published):
    published.refresh_from_db()
    return published.current_rubric.version, published.current_rubric.line


def test_a_change_of_meaning_called_wording_is_refused_beside_the_choice(client, edith, published):
    response = post(client, published, action="publish", questions=weighing(3))
    errors = response.context["form"].errors
    assert list(errors) == ["next_change"]
    assert "the weight was 1, is now 3." in errors["next_change"][0]
    assert current(published) == (1, 1)


def test_a_change_of_meaning_called_so_is_published_on_a_line_of_its_own(client, edith, published):
    post(client, published, action="publish", questions=weighing(3), next_change="meaning")
    assert current(published) == (2, 2)
    assert published.current_rubric.published_by == edith


def test_a_draft_that_changes_meaning_is_kept_whatever_it_says(client, edith, published):
    post(client, published, questions=weighing(3))
    assert current(published) == (1, 1)
    assert published.has_unpublished_changes


def test_a_question_shown_by_a_later_one_is_refused_at_that_condition(client, edith, published):
    questions = thaw(RUBRIC)["questions"]
    condition = {"question": "clarity", "operator": "at_least", "keys": "", "value": 2}
    questions[1][1]["show_if"] = [condition]
    response = post(client, published, action="publish", questions=questions)
    (error,) = response.context["form"].errors.as_data()["questions"]
    condition_errors = error.block_errors[1].block_errors["show_if"].block_errors[0]
    assert list(condition_errors.block_errors) == ["question"]
    assert "is asked later" in response.content.decode()


def test_conditions_may_be_written_in_the_words_of_question_and_answers(client, edith, published):
    questions = thaw(RUBRIC)["questions"]
    questions[1][1]["key"] = ""
    words = {"question": "How many meetings need you?", "keys": "None, Some"}
    questions[4][1]["show_if"] = [words | {"operator": "is_any_of"}]
    post(client, published, action="publish", questions=questions, next_change="meaning")
    asked = Assessment.objects.get().current_rubric.rubric.question("clarity")
    assert asked.show_if[0].question == "how-many-meetings-need-you"
    assert asked.show_if[0].keys == ("none", "some")


def test_revisions_are_compared(client, edith, published):
    post(client, published, title="Where the drag lies")
    page = client.get(at("revisions_compare", published.pk, "earliest", "latest"))
    assert '<span class="addition">lies</span>' in page.content.decode()


def test_an_editor_locks_it_and_nobody_else_edits_it(client, edith, published):
    client.post(at("lock", published.pk))
    published.refresh_from_db()
    assert published.locked
    assert published.locked_by == edith
    ben = User.objects.create_superuser("ben")
    client.force_login(ben)
    post(client, published, title="Mine")
    assert published.get_latest_revision_as_object().title == "Where the drag is"
    client.force_login(edith)
    client.post(at("unlock", published.pk))
    published.refresh_from_db()
    assert not published.locked


def test_a_copy_of_the_newest_draft_has_a_slug_and_versions_of_its_own(client, edith, published):
    post(client, published, title="Not yet")
    opened = client.get(at("copy", published.pk))
    shown = opened.context["form"].initial
    assert (shown["title"], shown["slug"]) == ("Copy of Not yet", "drag-copy")
    assert shown["next_change"] == "wording"
    changes = {"title": shown["title"], "slug": shown["slug"]}
    client.post(at("add"), form(action="publish", **changes))
    copy = Assessment.objects.get(slug="drag-copy")
    assert (copy.current_rubric.version, copy.current_rubric.line) == (1, 1)
    assert copy.rubrics.count() == published.rubrics.count() == 1
    published.refresh_from_db()
    assert published.get_latest_revision_as_object().title == "Not yet"
    again = client.get(at("copy", published.pk)).context["form"].initial
    assert again["slug"] == "drag-copy-2"


def test_a_schedule_is_checked_when_it_is_set_and_kept(client, edith, published):
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    refused = post(client, published, action="publish", go_live_at=tomorrow, questions=weighing(3))
    assert list(refused.context["form"].errors) == ["next_change"]
    post(client, published, action="publish", go_live_at=tomorrow, title="Tomorrow")
    published.refresh_from_db()
    assert published.approved_schedule
    assert published.title == "Where the drag is"


def test_what_has_expired_is_taken_down(client, edith, published):
    Assessment.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")
    published.refresh_from_db()
    assert (published.live, published.expired) == (False, True)


def in_workflow(client, published, edith, **changes):
    """Submitted for the approval of Edith's own group; the address at which it is approved."""
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(Group.objects.get(name="Editors"))
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowContentType.objects.create(
        workflow=workflow, content_type=Assessment.get_content_type()
    )
    answer = post(client, published, action="submit", **changes)
    state = Assessment.objects.get().current_workflow_task_state
    return answer, state


def test_what_is_approved_is_published(client, edith, published):
    _, state = in_workflow(client, published, edith, title="Approved")
    client.post(at("workflow_action", published.pk, "approve", state.pk), {"comment": ""})
    assert current(published) == (2, 1)
    assert published.title == "Approved"


def test_what_is_submitted_must_say_what_it_changes(client, edith, published):
    answer, state = in_workflow(client, published, edith, questions=weighing(3))
    assert list(answer.context["form"].errors) == ["next_change"]
    assert state is None


def test_what_no_longer_fits_when_approved_is_not_published_and_says_why(client, edith, published):
    """It was wording when it was submitted; since then another meaning was published."""
    _, state = in_workflow(client, published, edith, title="Approved")
    revision = state.revision
    other = Assessment(**thaw(RUBRIC) | {"questions": weighing(3), "next_change": "meaning"})
    rubric = other.freeze()
    row = published.rubrics.keep(rubric, assessment=published, follows=None, by=None)
    Assessment.objects.update(current_rubric=row)
    answer = client.post(
        at("workflow_action", published.pk, "approve", state.pk), {"comment": ""}, follow=True
    )
    assert "This draft was not published. Next change: This changes meaning." in unescape(
        answer.content.decode()
    )
    published.refresh_from_db()
    assert published.live_revision != revision


@pytest.mark.parametrize("group", ["Advisors", "Operators"])
@pytest.mark.parametrize(
    "name", ["list", "add", "edit", "copy", "history", "unpublish", "revisions_compare"]
)
def test_others_do_none_of_it(client, published, group, name):
    member_of(group, client)
    args = {
        "list": [],
        "add": [],
        "revisions_compare": [published.pk, "earliest", "latest"],
    }.get(name, [published.pk])
    assert client.get(at(name, *args)).status_code == 302


@pytest.mark.parametrize("name", ["lock", "unpublish"])
def test_others_cannot_lock_it_or_take_it_down(client, published, name):
    member_of("Operators", client)
    client.post(at(name, published.pk))
    published.refresh_from_db()
    assert (published.locked, published.live) == (False, True)


@pytest.mark.parametrize("name", ["list", "edit"])
def test_the_pages_of_the_editor_take_few_queries(
    client, edith, published, name, django_assert_max_num_queries
):
    args = [] if name == "list" else [published.pk]
    client.get(at(name, *args))
    with django_assert_max_num_queries(45):
        client.get(at(name, *args))
