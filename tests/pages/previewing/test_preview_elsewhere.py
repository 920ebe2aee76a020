"""The editor's preview, drawn by a front end elsewhere: the same draft, by a token."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import ANY
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from pages.models import ArticlePage, HomePage, PillarPage, Preview
from pages.previewing import LIFE, keep_preview, revoke_previews
from pages.snippets import CallToAction, ReusableBlock
from tests.pages.anatomy import anatomy
from tests.pages.building import STANDFIRST, make_article, make_call
from tests.pages.people import browser_of, user_of

pytestmark = pytest.mark.postgres
FRONT = "https://front.example.com/preview"


@pytest.fixture(autouse=True)
def front_end(settings) -> None:
    settings.PREVIEW_URL = FRONT


@pytest.fixture
def edith(db: None) -> Client:
    return browser_of("edith", "Editors")


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar)


def typed(title: str, **fields: str) -> dict[str, Any]:
    """The editor's form, as the browser sends it while somebody types."""
    body = streamfield([("text", rich_text("<p>Typed a second ago.</p>"))])
    comments = {"comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0}}
    form = {"title": title, "slug": "two-jobs", "standfirst": STANDFIRST, "body": body}
    flat = nested_form_data(form | fields)
    return flat | {f"comments-{key}": value for key, value in comments["comments"].items()}


def previewed(browser: Client, address: str, form: dict[str, Any]) -> dict[str, str]:
    """What the panel's frame is sent to."""
    kept = browser.post(address, form)
    assert kept.json() == {"is_valid": True, "is_available": True}
    return asked_for(browser.get(address, {"in_preview_panel": "true"}))


def asked_for(response: HttpResponse) -> dict[str, str]:
    assert response.status_code == 302
    assert "no-store" in response["Cache-Control"]
    parts = urlsplit(response["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == FRONT
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def read(token: str, **more: str) -> HttpResponse:
    """As a front end reads it: with the token, and nothing else."""
    return Client().get("/api/v1/preview", {"token": token, **more})


def test_the_front_end_reads_the_draft_that_the_editor_sees(edith: Client, article: ArticlePage):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    asked = previewed(edith, address, typed("Three jobs"))
    assert asked["content_type"] == "pages.articlepage"
    assert asked["in_preview_panel"] == "true"
    shown = read(asked["token"], content_type=asked["content_type"])
    document = shown.json()
    assert (document["title"], document["path"]) == ("Three jobs", "/career/two-jobs/")
    assert document["body"][0]["value"] == "<p>Typed a second ago.</p>"
    assert [link["path"] for link in document["breadcrumbs"]] == ["/", "/career/"]


def test_the_answer_is_the_one_the_published_page_would_give(
    edith: Client, home: HomePage, pillar: PillarPage
):
    article = make_article(pillar, *anatomy(home, pillar), title="Whole")
    token = keep_preview(article, user=user_of(edith), follows=True, now=timezone.now())
    published = Client().get("/api/v1/content/by-path", {"path": "/career/whole/"})
    assert published.status_code == 200
    times = {"first_published_at": ANY, "last_published_at": ANY}  # a draft keeps milliseconds
    assert read(token).json() == published.json() | times


def test_nobody_keeps_it_finds_it_or_passes_it_on(edith: Client, article: ArticlePage):
    token = keep_preview(article, user=user_of(edith), follows=True, now=timezone.now())
    shown = read(token)
    assert shown["Cache-Control"] == "private, no-store"
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert shown["Referrer-Policy"] == "no-referrer"
    assert shown["Access-Control-Allow-Origin"] == "https://front.example.com"
    assert "ETag" not in shown


def test_what_the_editor_types_next_is_seen_with_the_same_token(edith: Client, article):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    first = previewed(edith, address, typed("Three jobs"))
    previewed(edith, address, typed("Four jobs"))
    assert read(first["token"]).json()["title"] == "Four jobs"
    assert Preview.objects.count() == 1


def test_a_page_that_is_not_saved_yet_is_seen_where_it_will_stand(edith, pillar: PillarPage):
    address = reverse("wagtailadmin_pages:preview_on_add", args=["pages", "articlepage", pillar.pk])
    asked = previewed(edith, address, typed("Not yet", slug="not-yet"))
    document = read(asked["token"]).json()
    assert (document["title"], document["path"]) == ("Not yet", "/career/not-yet/")
    assert document["pillar"]["title"] == "Career"


def test_a_revision_looked_at_stays_what_it_was(edith: Client, article: ArticlePage):
    article.title = "Older"
    older = article.save_revision()
    article.title = "Newer"
    article.save_revision()
    view = reverse("wagtailadmin_pages:revisions_view", args=[article.pk, older.pk])
    token = asked_for(edith.get(view))["token"]
    asked_for(edith.get(reverse("wagtailadmin_pages:view_draft", args=[article.pk])))
    assert read(token).json()["title"] == "Older"


def test_a_call_to_action_is_seen_before_it_is_saved(edith: Client, home: HomePage):
    call = make_call("read-it", page=home)
    view = CallToAction.snippet_viewset.get_url_name("preview_on_edit")
    form = {"key": "read-it", "label": "Read Volume 1", "style": "quiet", "page": home.pk}
    asked = previewed(edith, reverse(view, args=[call.pk]), form)
    assert asked["content_type"] == "pages.calltoaction"
    assert read(asked["token"]).json() == {
        "type": "pages.CallToAction",
        "key": "read-it",
        "label": "Read Volume 1",
        "supporting_line": "",
        "style": "quiet",
        "url": "/",
        "trial": None,
    }


def test_a_reusable_block_is_seen_before_it_is_published(edith: Client):
    block = ReusableBlock(key="steps", title="Steps", body=[("text", "<p>Block Friday.</p>")])
    token = keep_preview(block, user=user_of(edith), follows=True, now=timezone.now())
    document = read(token, rich_text="markdown").json()
    assert document["type"] == "pages.ReusableBlock"
    assert document["body"][0]["value"].strip() == "Block Friday."


def bad_tokens(token: str, article: ArticlePage, user: User) -> Iterator[tuple[str, dict]]:
    """(what is wrong, what a front end asks) of every token that opens nothing."""
    yield "made up", {"token": "x"}
    yield "changed", {"token": token[:-1] + ("a" if token[-1] != "a" else "b")}
    yield "with a NUL", {"token": token + "\0"}
    yield "of another kind", {"token": token, "content_type": "pages.homepage"}
    with time_machine.travel(timezone.now() + LIFE + timedelta(seconds=2), tick=False):
        yield "over", {"token": token}
    user.is_active = False
    user.save()
    yield "of somebody who has left", {"token": token}
    user.is_active = True
    user.groups.clear()
    user.save()
    yield "of somebody who may not edit any more", {"token": token}
    user.is_superuser = True
    user.save()
    assert read(token).status_code == 200
    revoke_previews(article)
    yield "revoked", {"token": token}


def test_wrong_over_and_revoked_tokens_are_answered_alike(edith: Client, article: ArticlePage):
    user = user_of(edith)
    token = keep_preview(article, user=user, follows=True, now=timezone.now())
    answers = {}
    for wrong, asked in bad_tokens(token, article, user):
        answer = Client().get("/api/v1/preview", asked)
        assert answer.status_code == 404, wrong
        assert "no-store" in answer["Cache-Control"]
        document = answer.json()
        del document["instance"]
        answers[wrong] = json.dumps(document)
    assert len(answers) == 8
    assert len(set(answers.values())) == 1


def test_a_page_deleted_meanwhile_is_gone(edith: Client, article: ArticlePage):
    token = keep_preview(article, user=user_of(edith), follows=True, now=timezone.now())
    article.delete()
    assert read(token).status_code == 404


def test_without_a_token_or_with_a_filter_nobody_reads_the_question_is_refused(db: None):
    for asked, field in (({}, "token"), ({"token": "x", "nope": 1}, "nope")):
        answer = Client().get("/api/v1/preview", asked)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_what_no_token_opens_any_more_is_forgotten(edith: Client, article: ArticlePage, pillar):
    now, user = timezone.now(), user_of(edith)
    keep_preview(article, user=user, follows=False, now=now - LIFE)
    keep_preview(pillar, user=user, follows=True, now=now)
    assert Preview.objects.count() == 1


def test_with_no_front_end_elsewhere_our_own_templates_draw_it(
    edith: Client, article: ArticlePage, settings
):
    settings.PREVIEW_URL = ""
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    edith.post(address, typed("Three jobs"))
    shown = edith.get(address, {"in_preview_panel": "true"})
    assert "Three jobs" in shown.content.decode()
    assert not Preview.objects.exists()
