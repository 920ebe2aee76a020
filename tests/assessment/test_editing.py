"""What Edith meets in the admin."""

from html import unescape

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from assessment.blocks import key_of
from assessment.freezing import thaw
from assessment.importing import load_assessment
from assessment.models import INTRODUCTION_FEATURES, Assessment
from tests.assessment.samples import RUBRIC

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_assessment_assessment:list"
ADD = "wagtailsnippets_assessment_assessment:add"
EDIT = "wagtailsnippets_assessment_assessment:edit"
COPY = "wagtailsnippets_assessment_assessment:copy"
DELETE = "wagtailsnippets_assessment_assessment:delete"
PREVIEW = "wagtailsnippets_assessment_assessment:preview_on_edit"


@pytest.fixture
def edith(client):
    user = User.objects.create_user("edith", "edith@example.com", "pw", is_staff=True)
    codes = ["add", "change", "delete", "publish", "view"]
    user.user_permissions.add(
        Permission.objects.get(codename="access_admin"),
        *Permission.objects.filter(codename__in=[f"{code}_assessment" for code in codes]),
    )
    client.force_login(user)
    return user


@pytest.fixture
def published():
    return load_assessment(RUBRIC.to_document(), publish=True)


def typed(blocks):
    """Stream content as the browser sends it."""
    return streamfield([(kind, _typed_value(value)) for kind, value in blocks])


def _typed_value(value):
    unsent = (None, False)  # an empty field and an unticked box; a zero is sent
    sent = {name: held for name, held in value.items() if not any(held is each for each in unsent)}
    for name in ("choices", "bands", "show_if"):
        if name in value:
            sent[name] = _typed_list(value[name])
    return sent


def _typed_list(items):
    rows = {
        str(at): {"value": item, "order": str(at), "deleted": "", "id": ""}
        for at, item in enumerate(items)
    }
    return {"count": str(len(items)), **rows}


def form(*, action=None, **changes):
    """The editor's form as the browser posts it; `action`: publish, submit, or none for a draft."""
    around = {"minutes": 5, "introduction": "<p>Hello.</p>", "comparison_minimum": 30}
    content = thaw(RUBRIC) | around | {"next_change": "wording"} | changes
    content["introduction"] = rich_text(content["introduction"], features=INTRODUCTION_FEATURES)
    for field in ("dimensions", "questions"):
        content[field] = typed(content[field])
    content = {"go_live_at": "", "expire_at": ""} | content
    content |= {f"action-{action}": "1"} if action else {}
    return nested_form_data(content)


def test_an_empty_draft_is_kept(client, edith):
    response = client.post(
        reverse(ADD), form(title="Half an idea", slug="half", dimensions=[], questions=[])
    )
    assert response.status_code == 302
    draft = Assessment.objects.get(slug="half")
    assert not draft.live
    assert draft.current_rubric is None


def test_a_half_written_question_is_kept_as_a_draft(client, edith):
    client.post(
        reverse(ADD),
        form(questions=[("scale", {"text": "How clear?", "slopes": "", "show_if": []})]),
    )
    assert Assessment.objects.get().questions[0].value["text"] == "How clear?"


def test_publishing_makes_the_rubric_that_was_typed(client, edith):
    response = client.post(reverse(ADD), form(action="publish"), follow=True)
    assert "created and published" in response.content.decode()
    assert Assessment.objects.get().current_rubric.rubric == RUBRIC


def test_publishing_an_incomplete_assessment_is_refused_beside_the_field(client, edith):
    questions = thaw(RUBRIC)["questions"]
    questions[1][1]["choices"] = questions[1][1]["choices"][:1]
    questions[4][1]["slopes"] = "speed 0 to 4"
    response = client.post(reverse(ADD), form(action="publish", questions=questions))
    assert response.status_code == 200
    assert not Assessment.objects.exists()
    shown = response.content.decode()
    assert "Offer at least two choices." in shown
    assert "There is no dimension" in shown
    errors = response.context["form"].errors.as_data()
    assert list(errors) == ["questions"]
    assert list(errors["questions"][0].block_errors) == [1, 4]


def test_submitting_an_incomplete_draft_to_a_workflow_is_refused(client, edith):
    approval(edith)
    response = client.post(reverse(ADD), form(action="submit", questions=[]))
    assert "An assessment needs at least one question." in response.content.decode()
    assert not Assessment.objects.exists()


def test_half_a_line_of_points_is_kept_in_a_draft_and_refused_in_what_is_published(client, edith):
    questions = thaw(RUBRIC)["questions"]
    questions[4][1]["slopes"] = "organizational 8 t"
    refused = client.post(reverse(ADD), form(action="publish", questions=questions))
    assert "is not understood. Write it like this" in refused.content.decode()
    client.post(reverse(ADD), form(questions=questions))
    assert Assessment.objects.get().questions[4].value["slopes"] == "organizational 8 t"


def test_a_key_left_empty_is_made_from_the_wording(client, edith):
    questions = thaw(RUBRIC)["questions"]
    questions[1][1]["key"] = ""
    questions[1][1]["choices"][2]["key"] = ""
    client.post(reverse(ADD), form(action="publish", questions=questions))
    question = Assessment.objects.get().current_rubric.rubric.questions[0]
    assert question.key == "how-many-meetings-need-you"
    assert question.choices[2].key == "all-of-them"


@pytest.mark.parametrize(
    ("wording", "key"),
    [
        (
            "How many of your team’s decisions wait for you this week?",
            "how-many-of-your-teams-decisions",
        ),
        ("Naïve & Söhne", "naive-sohne"),
        ("under__score", "under-score"),
        ("…", ""),
        ("x" * 80, "x" * 60),
    ],
)
def test_keys_are_short_and_plain(wording, key):
    assert key_of(wording) == key


def test_a_draft_over_a_live_assessment_leaves_it_live(client, edith, published):
    client.post(reverse(EDIT, args=[published.pk]), form(title="Not yet", questions=[]))
    published.refresh_from_db()
    assert (published.title, published.has_unpublished_changes) == ("Where the drag is", True)
    assert published.get_latest_revision_as_object().title == "Not yet"


def test_the_list_shows_what_is_live_which_version_and_how_many_questions(client, edith, published):
    shown = client.get(reverse(LIST)).content.decode()
    for heading in ("Title", "Status", "Current version", "Questions"):
        assert heading in shown
    assert "Where the drag is" in shown


def test_the_list_asks_for_no_row_more_than_its_status(
    client, edith, published, django_assert_max_num_queries
):
    client.get(reverse(LIST))
    with django_assert_max_num_queries(20) as few:
        client.get(reverse(LIST))
    for number in range(4):
        load_assessment(RUBRIC.to_document() | {"slug": f"drag-{number}"}, publish=True)
    of_status = 2 * 4  # Wagtail's tag asks whether it is scheduled and whether it is in a workflow
    with django_assert_max_num_queries(len(few.captured_queries) + of_status):
        client.get(reverse(LIST))


def test_the_menu_leads_to_assessments(client, edith):
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse(LIST) in menu


@pytest.mark.parametrize("view", [EDIT, COPY])
def test_the_editor_opens(client, edith, published, view):
    response = client.get(reverse(view, args=[published.pk]))
    assert response.status_code == 200
    assert "Where the drag is" in response.content.decode()


def test_a_copy_is_a_new_draft_of_its_own(client, edith, published):
    opened = client.get(reverse(COPY, args=[published.pk])).content.decode()
    assert f'action="{reverse(ADD)}"' in opened
    client.post(reverse(ADD), form(slug="another"))
    copy = Assessment.objects.get(slug="another")
    assert (copy.live, copy.current_rubric) == (False, None)


def test_posting_to_the_copy_address_does_not_write_over_what_is_copied(client, edith, published):
    response = client.post(reverse(COPY, args=[published.pk]), form(title="Overwritten"))
    assert response.status_code == 405
    published.refresh_from_db()
    assert (published.title, published.live) == ("Where the drag is", True)


def test_a_slug_that_is_taken_is_refused_at_its_field(client, edith, published):
    response = client.post(reverse(ADD), form())
    assert list(response.context["form"].errors) == ["slug"]


@pytest.mark.parametrize("questions", [thaw(RUBRIC)["questions"], []])
def test_the_preview_shows_questions_and_what_is_missing(client, edith, published, questions):
    address = reverse(PREVIEW, args=[published.pk])
    client.post(address, form(questions=questions))
    shown = client.get(address).content.decode()
    assert "Where the drag is" in shown
    assert ("How many meetings need you?" in shown) == bool(questions)
    assert ("Before this can be published" in shown) == (not questions)


def test_what_was_published_cannot_be_deleted(client, edith, published):
    client.post(reverse(DELETE, args=[published.pk]))
    client.post(bulk_delete(published))
    assert Assessment.objects.filter(pk=published.pk).exists()


def test_a_draft_can_be_deleted(client, edith):
    first = load_assessment(RUBRIC.to_document(), publish=False)
    second = load_assessment(RUBRIC.to_document() | {"slug": "second"}, publish=False)
    client.post(reverse(DELETE, args=[first.pk]))
    client.post(bulk_delete(second))
    assert not Assessment.objects.exists()


def test_approving_what_is_no_longer_complete_publishes_nothing_and_says_so(
    client, edith, published
):
    task = approval(edith)
    published.save_revision()
    state = task.workflow_tasks.get().workflow.start(published, edith).current_task_state
    published.questions = []
    published.save_revision(clean=False)
    address = reverse(
        "wagtailsnippets_assessment_assessment:workflow_action",
        args=[published.pk, "approve", state.pk],
    )
    state.revision = published.latest_revision
    state.save()
    response = client.post(address, follow=True)
    assert (
        "This draft was not published. Dimensions: No question can move"
        in response.content.decode()
    )
    published.refresh_from_db()
    assert published.current_rubric.version == 1
    assert len(published.questions) == 7
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS


def approval(user):
    """A workflow of one approval by anyone in Edith's group."""
    group = user.groups.create(name="Editors of the test")
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowContentType.objects.create(
        workflow=workflow, content_type=Assessment.get_content_type()
    )
    return task


def bulk_delete(assessment):
    address = reverse("wagtail_bulk_action", args=["assessment", "assessment", "delete"])
    return f"{address}?id={assessment.pk}"


def test_conditions_offer_the_questions_and_answers_that_were_saved(client, edith, published):
    """Without any script of ours, by the browser's own lists."""
    page = client.get(reverse(EDIT, args=[published.pk])).content.decode()
    offered = page[page.index('<datalist id="question-keys">') :]
    assert '<option value="meetings">' in offered
    assert '<option value="waiting">' in offered
    for name in ("question-keys", "answer-keys"):
        assert f'list=\\"{name}\\"' in unescape(page)
