"""POST /api/v1/feedback/: for a front end that draws the article itself."""

import json

import pytest
from django.test import Client

from leads.throttle import limiter
from pages.models import ArticlePage, Feedback
from tests.pages.building import make_article, make_pillar, make_site

ADDRESS = "/api/v1/feedback/"


@pytest.fixture
def article(db: None) -> ArticlePage:
    limiter.storage.reset()
    return make_article(make_pillar(make_site()))


def send(client: Client, **body: object):
    return client.post(ADDRESS, json.dumps(body), content_type="application/json")


def test_the_contracts_body_is_answered_204(article, client):
    response = send(client, path=article.url, useful=True, comment="")
    assert (response.status_code, response.content) == (204, b"")
    assert Feedback.objects.get().useful


def test_readers_are_told_apart_by_the_names_a_front_end_gives_them(article, client):
    for reader in ("one", "two", "one"):
        send(client, path=article.url, useful=False, comment="", reader=reader)
    assert Feedback.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"path": "/nowhere/", "useful": True}, "path"),
        ({"useful": True}, "path"),
        ({"path": "/", "useful": "perhaps"}, "useful"),
        ({"path": "/", "useful": True, "comment": "x" * 1001}, "comment"),
        ({"path": "/", "useful": True, "stars": 5}, "stars"),
    ],
)
def test_bad_input_names_the_field(article, client, body, field):
    response = send(client, **body)
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert not Feedback.objects.exists()


def test_too_often_is_answered_429(article, client, monkeypatch):
    monkeypatch.setattr("cms.throttling.FEEDBACK_RATE", "1/minute")
    send(client, path=article.url, useful=True)
    response = send(client, path=article.url, useful=True)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
