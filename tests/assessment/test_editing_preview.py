"""The preview is taken as readers take it, and nothing is recorded."""

from dataclasses import replace
from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.models import FormState

from assessment.controls import texts_in
from assessment.domain.answers import parse_answers
from assessment.domain.rubric import Pacing, Requirement, RequirementOperator
from assessment.domain.scoring import score
from assessment.freezing import thaw
from assessment.importing import load_assessment
from assessment.models import Assessment, PublishedRubric, StepCount
from assessment.rehearsal import Rehearsal
from leads.models import Draft, Submission
from tests.assessment.samples import CLARITY, MEETINGS, RUBRIC, rubric
from tests.assessment.strategies import raw_answers_to, rubrics
from tests.assessment.test_editing import form

PREVIEW = "wagtailsnippets_assessment_assessment:preview_on_edit"
ANSWERS = {"answers.meetings": "some", "answers.clarity": "2"}


def taken(of, **sent):
    query = QueryDict(mutable=True)
    for name, value in sent.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return Rehearsal.of(of, query, minutes=5)


def asked(rehearsal):
    return [each.question.key for part in rehearsal.parts for each in part.asked]


def test_it_begins_at_the_first_step():
    assert asked(taken(RUBRIC)) == ["meetings"]


def test_an_answer_leads_on_and_is_carried():
    rehearsal = taken(RUBRIC, step="1", go="on", **{"answers.meetings": "some"})
    assert asked(rehearsal) == ["signs", "clarity", "hours", "decision"]
    assert rehearsal.carried == [("answers.meetings", "some")]


def test_a_step_left_empty_says_what_is_missing():
    rehearsal = taken(RUBRIC, step="1", go="on")
    assert asked(rehearsal) == ["meetings"]
    assert rehearsal.errors == {"meetings": "Please answer this question."}


def test_back_loses_nothing():
    rehearsal = taken(RUBRIC, step="2", go="back", **ANSWERS)
    assert asked(rehearsal) == ["meetings"]
    assert ("answers.clarity", "2") in rehearsal.carried


@pytest.mark.parametrize("pacing", Pacing)
def test_it_is_asked_at_the_pace_the_editor_chose(pacing):
    expected = {Pacing.QUESTION: 1, Pacing.SECTION: 1, Pacing.PAGE: 5}
    assert len(asked(taken(rubric(pacing=pacing)))) == expected[pacing]


def test_a_hidden_question_is_not_asked():
    only_if = Requirement("meetings", RequirementOperator.IS_ANY_OF, ("all",))
    hidden = rubric(questions=(MEETINGS, *RUBRIC.questions[1:2], clarity_if(only_if)))
    assert "clarity" not in asked(taken(hidden, step="2", **ANSWERS))
    opened = ANSWERS | {"answers.meetings": "all"}
    assert "clarity" in asked(taken(hidden, step="2", **opened))


def clarity_if(requirement):
    return replace(CLARITY, show_if=(requirement,))


def typed(answer):
    """A number as people write it, with two places."""
    return round(answer, 2) if isinstance(answer, float) else answer


@given(st.data(), rubrics())
def test_the_score_is_the_one_a_reader_would_get(data, rubric):
    drawn = data.draw(raw_answers_to(rubric))
    raw = {key: typed(answer) for key, answer in drawn.items()}
    given = {key: answer for key, answer in raw.items() if answer not in (None, "", [])}
    sent = {
        name: list(texts)
        for key, answer in given.items()
        for name, texts in texts_in(f"answers.{key}", answer).items()
    }
    found = [each.points for each in taken(rubric, go="score", **sent).scored]
    answers = parse_answers(rubric, raw)
    assert found == [each.points for each in score(rubric, answers).dimensions]


@given(rubrics(), st.dictionaries(st.sampled_from(["step", "go", "answers.mover", "x"]), st.text()))
def test_no_address_breaks_it(rubric, sent):
    rehearsal = taken(rubric, **sent)
    assert rehearsal.parts is not None
    assert rehearsal.scored


@pytest.fixture
def edith(client, db):
    user = User.objects.create_user("edith")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return user


@pytest.fixture
def published(db):
    return load_assessment(RUBRIC.to_document(), publish=True)


def walk(client, published, **query):
    address = reverse(PREVIEW, args=[published.pk])
    if not FormState.objects.exists():
        client.post(address, form())  # as the editor does when it opens the panel
    response = client.get(address, query)
    assert response.status_code == 200
    return response, unescape(response.content.decode())


def test_the_draft_is_walked_in_its_frame_without_a_script_and_nothing_is_recorded(
    client, edith, published
):
    frame = {"in_preview_panel": "true", "mode": ""}
    client.post(reverse(PREVIEW, args=[published.pk]), form(title="Not yet"))
    response, page = walk(client, published, **frame)
    assert "Not yet" in page
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert '<form class="questionnaire sheet" method="get" novalidate>' in page
    assert '<input type="hidden" name="in_preview_panel" value="true">' in page
    _, page = walk(client, published, step="1", go="on", **frame, **ANSWERS)
    assert "How clear is your direction?" in page
    assert '<input type="hidden" name="answers.meetings" value="some">' in page
    _, page = walk(client, published, step="3", go="on", **frame, **ANSWERS)
    assert "The score of these answers" in page
    assert '<data value="25">25</data>' in page
    for model in (Draft, Submission, StepCount):
        assert not model.objects.exists()
    assert PublishedRubric.objects.count() == 1


def test_the_score_so_far_says_what_was_left_out(client, edith, published):
    _, page = walk(client, published, step="1", go="score")
    assert "Left out so far" in page
    assert "How many meetings need you?" in page
    assert "Not measured" in page


def test_the_contact_step_is_seen_and_takes_no_address(client, edith, published):
    _, page = walk(client, published, step="2", go="on", **ANSWERS)
    contact = page.split("Where the result should go")[1].split('class="actions"')[0]
    assert RUBRIC.consent_text in contact
    assert "name=" not in contact
    assert contact.count("<input") == contact.count("disabled") == 5


def test_an_incomplete_draft_says_what_is_missing_and_shows_what_there_is(client, edith, published):
    client.post(reverse(PREVIEW, args=[published.pk]), form(dimensions=[]))
    _, page = walk(client, published)
    assert "Dimensions: An assessment needs at least one dimension to score." in page
    assert "How many meetings need you?" in page


def test_who_may_not_change_it_gets_no_preview(client, published):
    otto = User.objects.create_user("otto")
    otto.groups.add(Group.objects.get(name="Operators"))
    client.force_login(otto)
    response = client.get(reverse(PREVIEW, args=[published.pk]))
    assert response.status_code == 302
    assert Assessment(**thaw(RUBRIC)).title not in response.content.decode()


def test_a_step_of_the_preview_takes_few_queries(
    client, edith, published, django_assert_max_num_queries
):
    walk(client, published)
    with django_assert_max_num_queries(20):
        walk(client, published, step="1", go="on", **ANSWERS)


def test_the_score_is_drawn_as_readers_see_it(client, edith, published):
    _, page = walk(client, published, step="2", go="score", **ANSWERS)
    assert '<svg class="score-bar"' in page
    assert '<p class="band">' in page
