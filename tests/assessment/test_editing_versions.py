"""The pages beside the editor: every published version, and what changed between two."""

from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from assessment.freezing import thaw
from assessment.importing import load_assessment
from assessment.models import Assessment
from tests.assessment.samples import RUBRIC

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NAMESPACE = "wagtailsnippets_assessment_assessment"


@pytest.fixture
def edith(client):
    user = User.objects.create_user("edith", first_name="Edith", last_name="Moss")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return user


@pytest.fixture
def assessment():
    """Three versions on two lines: the sample, a wording of it, a meaning."""
    load_assessment(RUBRIC.to_document(), publish=True)
    load_assessment(RUBRIC.to_document() | {"title": "Drag"}, publish=True)
    return load_assessment(heavier().to_document() | {"consent_text": "Write."}, publish=True)


def heavier():
    questions = thaw(RUBRIC)["questions"]
    questions[1][1]["weight"] = 2
    return Assessment(**thaw(RUBRIC) | {"questions": questions}).freeze()


def shown(client, assessment, name="versions", **query):
    response = client.get(reverse(f"{NAMESPACE}:{name}", args=[assessment.pk]), query)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_every_version_stands_with_its_line_and_who_published_it(client, edith, assessment):
    assessment.save_revision(user=edith)
    draft = assessment.get_latest_revision_as_object()
    draft.title = "Drag, by Edith"
    draft.save_revision(user=edith).publish(user=edith)
    page = shown(client, assessment)
    body = page.split("newest first</caption>")[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = body.split("<tr>")[1:]
    assert "Version 4" in rows[0]
    assert "edith" in rows[0]
    lines = [row.split("<td>")[1].split("</td>")[0] for row in rows]
    assert lines == ["2", "2", "1", "1"]
    assert "live" in rows[0]
    assert "Not recorded" in rows[3]


def test_the_wording_behind_a_consent_id_is_found_with_its_date(client, edith, assessment):
    page = shown(client, assessment)
    assert RUBRIC.consent_text_id in page
    assert RUBRIC.consent_text in page
    assert page.count("<blockquote>") == 2  # a wording that two versions asked for stands once
    of_old = page.split(RUBRIC.consent_text)[1]
    assert of_old.index("Version 2, first published") < of_old.index("Version 1, first published")


def test_two_versions_are_compared_sentence_by_sentence_meaning_marked_in_words(
    client, edith, assessment
):
    page = shown(client, assessment, "versions_compare", old="2", new="3")
    meaning = page.split('class="is-meaning"')[1].split("</li>")[0]
    assert "Meaning</strong>" in meaning
    assert "the weight was 1, is now 2." in meaning
    assert page.count("Wording</strong>") == 2  # the title, the consent text
    assert "They stand on different lines" in page


def test_two_versions_of_one_line_say_so(client, edith, assessment):
    assert "Both stand on one line" in shown(
        client, assessment, "versions_compare", old="1", new="2"
    )


def test_a_version_compared_with_itself_has_not_changed(client, edith, assessment):
    page = shown(client, assessment, "versions_compare", old="1", new="1")
    assert "Nothing changed between them." in page


@pytest.mark.parametrize("query", [{}, {"old": "1"}, {"old": "1", "new": "9"}, {"old": "²"}])
def test_a_version_that_there_is_not_is_not_found(client, edith, assessment, query):
    address = reverse(f"{NAMESPACE}:versions_compare", args=[assessment.pk])
    assert client.get(address, query).status_code == 404


def test_what_was_never_published_says_so(client, edith):
    draft = load_assessment(RUBRIC.to_document(), publish=False)
    assert "was never published" in shown(client, draft)


@pytest.mark.parametrize("name", ["versions", "versions_compare"])
@pytest.mark.parametrize("group", ["Advisors", "Operators"])
def test_who_may_not_view_assessments_sees_none_of_it(client, assessment, name, group):
    user = User.objects.create_user("otto")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    address = reverse(f"{NAMESPACE}:{name}", args=[assessment.pk])
    response = client.get(address, {"old": "1", "new": "2"})
    assert response.status_code == 302
    assert "Version 1" not in response.content.decode()


@pytest.mark.parametrize("name", ["list", "edit"])
def test_the_list_and_the_editor_lead_there(client, edith, assessment, name):
    args = [assessment.pk] if name == "edit" else []
    page = client.get(reverse(f"{NAMESPACE}:{name}", args=args)).content.decode()
    assert reverse(f"{NAMESPACE}:versions", args=[assessment.pk]) in page


def test_more_versions_take_no_more_queries(
    client, edith, assessment, django_assert_max_num_queries
):
    shown(client, assessment)
    with django_assert_max_num_queries(16) as few:
        shown(client, assessment)
    for number in range(5):
        load_assessment(RUBRIC.to_document() | {"title": f"Drag {number}"}, publish=True)
    with django_assert_max_num_queries(len(few.captured_queries)):
        shown(client, assessment)
