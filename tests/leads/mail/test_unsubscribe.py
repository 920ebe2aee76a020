"""The way out: a GET shows, a POST acts; no cookie, no session, no redirect."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leads.mail.links import unsubscribe_link
from leads.models import Delivery, Lead, Suppression
from leads.models.deliveries import Kind
from tests import make
from tests.leads.mail.conftest import let_time_pass

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def path(house: Any, settings: Any) -> str:
    """Where Rosa's link leads; her follow-up is queued."""
    make.route(make.TO_EXECUTIVE, follow_up=True)
    make.let_steps_come()
    return unsubscribe_link(Lead.objects.get()).removeprefix(settings.BASE_URL)


@pytest.fixture
def browser() -> Client:
    """One that is held to CSRF checks, as real ones are."""
    return Client(enforce_csrf_checks=True)


def test_looking_changes_nothing(path, browser):
    for method in (browser.get, browser.head):
        assert method(path).status_code == 200
    assert browser.options(path).status_code == 405
    assert not Suppression.objects.exists()
    assert Delivery.objects.get(kind=Kind.FOLLOW_UP).status == "queued"


def test_the_page_has_one_button_and_names_nobody(path, browser):
    text = browser.get(path).content.decode()
    assert text.count("<button") == 1
    assert "rosa" not in text.lower()


def test_one_click_works_without_a_cookie_and_answers_plainly(path, browser):
    answer = browser.post(path, ONE_CLICK)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert not answer.cookies
    assert Suppression.objects.get().stream == "updates"
    assert Delivery.objects.get(kind=Kind.FOLLOW_UP).status == "cancelled"


def test_one_click_may_come_as_multipart_too(path, browser):
    assert browser.post(path, ONE_CLICK, headers={"X-Anything": "x"}).status_code == 200
    assert (
        browser.post(
            path,
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        ).content
        == b"You are unsubscribed.\n"
    )


def test_the_button_acts_and_says_so_on_a_page(path, browser):
    answer = browser.post(path)
    assert answer.status_code == 200
    assert "You are unsubscribed" in answer.content.decode()
    assert not answer.cookies


def test_a_second_time_changes_nothing(path, browser):
    for _ in range(2):
        assert browser.post(path, ONE_CLICK).status_code == 200
    assert Suppression.objects.count() == 1


def test_nothing_of_the_updates_is_sent_afterwards_and_results_are(path, browser, sink):
    browser.post(path, ONE_CLICK)
    make.route(make.TO_BOOK, follow_up=True)
    let_time_pass()
    make.work_through("mail")
    tags = {str(mail["Subject"]) for mail in sink.accepted}
    assert "The first step" not in tags
    assert "Your result: The Compass" in tags


@pytest.mark.parametrize("wrong", ["x", "MQ:1xVkXi:uYo4UHc5zHDLHp", "a" * 300, "%00"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_token_is_not_found_and_acts_on_nobody(path, browser, wrong, method):
    answer = getattr(browser, method)(f"/unsubscribe/{wrong}/")
    assert answer.status_code == 404
    assert not Suppression.objects.exists()


def test_a_wrong_token_asks_the_database_as_much_as_a_right_one(path, browser):
    counts = []
    for url in (path, "/unsubscribe/wrong/"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(url)
        counts.append(len([query for query in queries if "leads_" in query["sql"]]))
    assert counts[0] == counts[1]


def test_the_pages_are_kept_nowhere_and_tell_no_referrer(path, browser):
    for answer in (browser.get(path), browser.post(path), browser.get("/unsubscribe/wrong/")):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]


def test_no_token_is_logged(path, browser, caplog):
    browser.get(path[:-2] + "/")
    browser.put(path)
    assert path.split("/")[2][:20] not in caplog.text
