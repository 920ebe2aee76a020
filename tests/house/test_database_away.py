"""While the database is away pages say so and when to come again; nothing answers a 500."""

from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.utils import OperationalError
from django.test import Client


@pytest.fixture
def away(db: None) -> Iterator[None]:
    """The connection to the database breaks, as psycopg and sqlite3 say it."""

    def refuse(*_args: object, **_more: object) -> None:
        raise OperationalError("connection refused")

    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(connections["default"], "cursor", refuse)
        yield


@pytest.mark.parametrize("path", ["/", "/career/", "/search/?q=x", "/sitemap.xml", "/nowhere/"])
def test_a_page_answers_503_and_when_to_come_again(path: str, away: None):
    response = Client(raise_request_exception=False).get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "database is away" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_the_api_answers_with_a_problem(away: None):
    response = Client(raise_request_exception=False).get("/api/v1/navigation")
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")


def test_what_is_broken_otherwise_is_a_500(db: None, monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: object, **_more: object) -> None:
        raise ValueError("anything")

    monkeypatch.setattr("django.core.handlers.base.BaseHandler._get_response", broken)
    response = Client(raise_request_exception=False).get("/robots.txt")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
