"""Where readers stop, as the editor sees it."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from assessment.importing import load_assessment
from assessment.models import StepCount
from assessment.views.stops import stops_of
from tests.assessment.samples import RUBRIC

pytestmark = pytest.mark.django_db

STOPS = "wagtailsnippets_assessment_assessment:stops"


@pytest.fixture
def published():
    return load_assessment(RUBRIC.to_document(), publish=True)


def member_of(group, client):
    user = User.objects.create_user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)


def count(published, *keys, answered=()):
    StepCount.objects.record(published.current_rubric_id, shown=keys, answered=answered)


def test_each_question_says_how_many_were_lost_there(published):
    for answered in (["meetings"], ["meetings"], []):
        count(published, "meetings", answered=answered)
    count(published, "signs", answered=["signs"])
    stops = stops_of(published.current_rubric)
    found = {stop.text: (stop.shown, stop.answered, stop.lost) for stop in stops}
    assert found["How many meetings need you?"] == (3, 2, 33)
    assert found["Which of these do you see?"] == (1, 1, 0)
    assert found["How clear is your direction?"] == (0, 0, None)


def test_the_page_shows_the_live_version_and_leads_to_every_other(client, published):
    member_of("Editors", client)
    count(published, "meetings", answered=["meetings"])
    load_assessment(RUBRIC.to_document() | {"title": "Drag"}, publish=True)
    address = reverse(STOPS, args=[published.pk])
    live = client.get(address).content.decode()
    assert 'href="?version=2" aria-current="page"' in live
    assert live.count("Nobody yet") == 5
    assert "Who only opens the first page is in none of these numbers" in live
    first = client.get(address, {"version": "1"}).content.decode()
    assert first.count("Nobody yet") == 4
    assert "0 %" in first
    assert client.get(address, {"version": "3"}).status_code == 404


def test_what_was_never_published_says_so(client):
    member_of("Editors", client)
    draft = load_assessment(RUBRIC.to_document(), publish=False)
    assert "never published" in client.get(reverse(STOPS, args=[draft.pk])).content.decode()


@pytest.mark.parametrize("group", ["Advisors", "Operators"])
def test_who_may_not_view_assessments_is_not_shown(client, published, group):
    member_of(group, client)
    assert client.get(reverse(STOPS, args=[published.pk])).status_code == 302


def test_it_takes_few_queries(client, published, django_assert_max_num_queries):
    member_of("Editors", client)
    client.get(reverse(STOPS, args=[published.pk]))
    with django_assert_max_num_queries(16):
        client.get(reverse(STOPS, args=[published.pk]))
