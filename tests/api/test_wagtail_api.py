"""Wagtail's own API: as it ships, and quick and polite where it is not."""

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import APIToken

from cms.sample.site import load_site
from pages.models import ArticlePage, OfferPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def otto() -> dict[str, str]:
    """Otto's token, as a header."""
    load_site()
    user = User.objects.create_superuser("otto")
    _, token = APIToken.create_token(user=user, name="test")
    return {"authorization": f"Bearer {token}"}


def test_an_article_is_read_with_its_standfirst_and_body(client: Client, otto):
    article = ArticlePage.objects.first()
    read = client.get(f"/api/v3/pages/{article.pk}/", headers=otto).json()
    assert read["standfirst"] == article.standfirst
    assert read["body"][0]["type"] == "text"


def test_an_article_is_written_with_its_standfirst_and_body(client: Client, otto):
    article = ArticlePage.objects.first()
    body = {
        "meta": {"type": "pages.ArticlePage", "parent_id": article.get_parent().pk},
        "title": "A week with two owners",
        "standfirst": "Two people own it. Nobody decides it.",
        "body": [{"type": "text", "value": "<p>Monday.</p>"}],
    }
    made = client.post(
        "/api/v3/pages/", json.dumps(body), content_type="application/json", headers=otto
    )
    assert made.status_code in (200, 201), made.content
    written = ArticlePage.objects.get(title="A week with two owners")
    assert "Monday." in str(written.body)


def test_the_schema_is_built_once(client: Client):
    first = client.get("/api/v3/openapi.json")
    assert first.json()["openapi"].startswith("3.1")
    assert client.get("/api/v3/openapi.json")["expires"] == first["expires"]


def test_a_page_that_a_call_leads_to_is_not_deleted_and_the_answer_says_why(client, otto):
    volume = OfferPage.objects.get(slug="volume-1")
    refused = client.delete(f"/api/v3/pages/{volume.pk}/", headers=otto)
    assert refused.status_code == 409
    assert "still leads here" in refused.json()["detail"]
    assert OfferPage.objects.filter(pk=volume.pk).exists()


def test_a_body_is_written_in_markdown_and_what_it_may_not_hold_is_said(client: Client, otto):
    article = ArticlePage.objects.first()
    body = {"body": {"format": "db_markdown", "content": "## Monday\n\n> Two *owners*."}}
    answer = client.patch(
        f"/api/v3/pages/{article.pk}/", body, content_type="application/json", headers=otto
    ).json()
    assert [(block["type"], block["value"]) for block in answer["body"]] == [
        ("text", "<h2>Monday</h2><p>Two <i>owners</i>.</p>")
    ]
    assert [warning["tag"] for warning in answer["meta"]["warnings"]] == ["blockquote"]


def test_a_body_that_is_neither_blocks_nor_markdown_is_refused(client: Client, otto):
    article = ArticlePage.objects.first()
    for body in ("words", {"content": 5}, {"format": "docx", "content": "x"}):
        answer = client.patch(
            f"/api/v3/pages/{article.pk}/",
            {"body": body},
            content_type="application/json",
            headers=otto,
        )
        assert answer.status_code == 422
