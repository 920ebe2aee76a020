"""Leads for programs of the house: by token, as far as the token's owner sees them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from wagtail.models import APIToken

from leads.actions.people import erase_person
from leads.models import Advisor, Lead
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
URL = "/api/v1/leads/"


@pytest.fixture
def ask(client: Any, house: Any) -> Any:
    """GET with the token of Otto (an operator), Cleo or Ada (advisors), Edith (an editor)."""
    groups = {"otto": "Operators", "cleo": "Advisors", "ada": "Advisors", "edith": "Editors"}

    def asked(name: str, url: str = URL, **query: Any) -> Any:
        user, made = User.objects.get_or_create(username=name)
        if made:
            user.groups.add(Group.objects.get(name=groups[name]))
            Advisor.objects.filter(email=f"{name}@example.com").update(user=user)
        _, token = APIToken.create_token(user=user, name="a program")
        return client.get(url, query, headers={"Authorization": f"Bearer {token}"})

    return asked


@pytest.fixture
def rosa_and_sam(house: Any) -> None:
    make.route(make.TO_EXECUTIVE, contact=make.ROSA, page="/career/two-jobs/")  # to Cleo
    make.route(make.TO_INDIVIDUAL, contact=make.SAM)  # to Ada


def names(response: Any) -> list[str]:
    return [each["name"] for each in response.json()["items"]]


def test_an_operator_reads_every_lead_with_what_was_decided(ask, rosa_and_sam):
    response = ask("otto")
    assert names(response) == [make.SAM["name"], make.ROSA["name"]]
    assert response["Cache-Control"] == "private, no-store"
    rosa = ask("otto", f"{URL}{response.json()['items'][1]['id']}/").json()
    [sent] = rosa["submissions"]
    assert (sent["lane"], sent["assessment"]) == ("executive-advisory", "compass")
    assert sent["scores"] == {"personal-drag": 0, "organizational-drag": 100}
    assert sent["attribution"]["page"] == "/career/two-jobs/"
    assert [each["advisor"] for each in rosa["offered"]] == ["Cleo"]


@pytest.mark.parametrize(
    ("name", "seen"), [("cleo", ["Rosa Almeida"]), ("ada", ["Sam Osei"]), ("edith", [])]
)
def test_others_read_their_own_and_learn_of_no_other(name, seen, ask, rosa_and_sam):
    assert names(ask(name)) == seen
    for lead in Lead.objects.all():
        assert (ask(name, f"{URL}{lead.pk}/").status_code == 200) == (lead.name in seen)


def test_without_a_token_nothing_is_said(client, rosa_and_sam, admin_client):
    for asking in (client, admin_client):  # a session is no token
        response = asking.get(URL)
        assert response.status_code == 401
        assert response["Content-Type"] == "application/problem+json"
    wrong = client.get(URL, headers={"Authorization": "Bearer wagtail_wrong"})
    assert (wrong.status_code, wrong["WWW-Authenticate"]) == (401, "Bearer")


def test_they_are_narrowed_and_paged(ask, rosa_and_sam):
    assert names(ask("otto", lane="executive-advisory")) == [make.ROSA["name"]]
    assert names(ask("otto", since="2999-01-01T00:00:00Z")) == []
    first = ask("otto", limit=1)
    second = ask("otto", limit=1, cursor=first.json()["next"])
    assert names(first) + names(second) == [make.SAM["name"], make.ROSA["name"]]
    assert second.json()["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"lane": "nowhere"},
        {"lane": "\x00"},
        {"since": "2026-11-24T09:30:00"},
        {"since": "yesterday"},
        {"cursor": "made-up"},
        {"limit": "0"},
        {"limit": "201"},
        {"email": "rosa@example.com"},
    ],
)
def test_what_is_not_understood_is_refused_and_named(query, ask, rosa_and_sam):
    response = ask("otto", **query)
    assert response.status_code == 422
    [fault] = response.json()["errors"]
    assert next(iter(query)) in str(fault)


def test_a_number_that_no_database_knows_is_not_there(ask, rosa_and_sam):
    assert ask("otto", f"{URL}{10**30}/").status_code == 404


def test_who_was_erased_is_not_among_them(ask, rosa_and_sam):
    erase_person(make.ROSA["email"], now=make.NOW)
    assert names(ask("otto")) == [make.SAM["name"]]


def test_a_list_costs_the_same_however_long(ask, rosa_and_sam, django_assert_max_num_queries):
    for number in range(8):
        make.route(make.TO_BOOK, contact=make.SAM | {"email": f"sam-{number}@example.com"})
    ask("otto")
    with django_assert_max_num_queries(16):  # of which nine make the token
        assert len(names(ask("otto"))) == 10
