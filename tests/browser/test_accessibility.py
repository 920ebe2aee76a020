"""Every public page as axe sees it: narrow and wide, light and dark. Steps are in test_steps."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from cms.sample.site import ARTICLES, read
from leads.domain.answering import Answer
from leads.models import Assignment
from leads.models.tokens import (
    answer_token,
    confirm_token,
    preferences_token,
    unsubscribe_token,
)
from pages.blocks.body import BodyBlock
from tests.browser.rules import LOOKS, Look, complaints
from tests.deployment import ALIAS, Deployment, looking_at, new_id, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("deployment-sqlite"),
]

PATHS = (
    "/",
    "/career/",
    *(f"/career/{slug}/" for slug in ARTICLES),
    "/leadership-assessment/",
    "/hour-log/",
    "/executive-advisory/",
    "/feedback/thanks/?path=/career/two-jobs-credit-for-neither/&useful=no",
    f"/unsubscribe/{unsubscribe_token(1)}/",
    "/unsubscribe/nobody/",
    "/results/nothing/",
    "/search/",
    "/search/?q=decision",
    "/search/?q=nothing-of-the-kind",
    "/nowhere/",
)


@pytest.fixture(scope="module")
def page(site: Deployment, browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_the_sample_shows_every_block_there_is():
    shown = {block["type"] for slug in ARTICLES for block in read(f"articles/{slug}")["body"]}
    assert shown == set(BodyBlock().child_blocks)


def test_no_public_page_breaks_a_rule(site: Deployment, page: Page):
    faults, statuses = [], set()
    for path in PATHS:
        answer = page.goto(site.base_url + path)
        statuses.add(answer and answer.status)
        faults += complaints(page)
    assert faults == []
    assert statuses == {200, 404}


def test_no_result_breaks_a_rule(site: Deployment, page: Page, rosa: dict[str, Any]):
    result_url = site.submit(rosa).json()["result_url"]
    faults = []
    for address in (result_url, f"{result_url}data/"):
        page.goto(address)
        faults += complaints(page)
    assert faults == []


def open_turn(site: Deployment, blocker: DjangoDbBlocker) -> Assignment:
    with blocker.unblock(), looking_at(site.environment["DATABASE_URL"]):
        return wait_until(Assignment.objects.using(ALIAS).open().last, "an advisor is asked")


def private_pages(
    site: Deployment, rosa: dict[str, Any], blocker: DjangoDbBlocker
) -> dict[str, str]:
    """What stands behind the links of mails, for a reader who was led to an advisor."""
    asked = requests.get(f"{site.base_url}/api/v1/assessments/leadership/", timeout=10).json()
    consent = {"follow_up": True, "text_id": asked["consent"]["text_id"]}
    assert site.submit(rosa | {"consent": consent}).status_code == 202
    with ThreadPoolExecutor(1) as aside:  # the browser's own loop keeps the database out of here
        turn = aside.submit(open_turn, site, blocker).result()
    tokens = {f"answer, {each}": answer_token(turn.pk, each, 0) for each in Answer}
    return {
        **{name: f"/leads/{token}/" for name, token in tokens.items()},
        "unknown answer": "/leads/nothing/",
        "preferences": f"/preferences/{preferences_token(turn.lead_id)}/",
        "unknown preferences": "/preferences/nothing/",
        "unknown confirmation": "/confirm/nothing/",
        "confirmation": f"/confirm/{confirm_token(rosa['id'])}/",
        "unsubscribe": f"/unsubscribe/{unsubscribe_token(turn.lead_id)}/",
    }


def test_no_page_behind_a_link_of_a_mail_breaks_a_rule(
    site: Deployment, page: Page, rosa: dict[str, Any], django_db_blocker: DjangoDbBlocker
):
    rosa = rosa | {"id": new_id()}
    faults, statuses = [], {}
    for name, path in private_pages(site, rosa, django_db_blocker).items():
        answer = page.goto(site.base_url + path)
        statuses[name] = answer and answer.status
        faults += complaints(page)
    assert faults == []
    assert {name for name, status in statuses.items() if status == 404} == {
        name for name in statuses if name.startswith("unknown")
    }


def test_what_a_button_behind_such_a_link_leads_to_breaks_no_rule(
    site: Deployment, page: Page, rosa: dict[str, Any], django_db_blocker: DjangoDbBlocker
):
    rosa = rosa | {"id": new_id()}
    paths = private_pages(site, rosa, django_db_blocker)
    faults = []
    for name in ("preferences", "unsubscribe", "confirmation", "answer, decline", "answer, accept"):
        page.goto(site.base_url + paths[name])
        page.locator("main form button[type=submit]").first.click()
        faults += complaints(page)
    assert faults == []


@pytest.mark.parametrize(
    ("planted", "found_in"),
    [
        ("main.append(document.createElement('textarea'))", set(LOOKS)),
        ("main.querySelector('h1').style.color = '#333'", {(320, "dark"), (1280, "dark")}),
        ("main.querySelector('h1').style.width = '600px'", {(320, "light"), (320, "dark")}),
    ],
)
def test_the_judge_finds_what_was_planted(
    site: Deployment, page: Page, planted: str, found_in: set[Look]
):
    page.goto(f"{site.base_url}/nowhere/")
    page.evaluate(f"const main = document.querySelector('main'); {planted}")
    assert {look for look in LOOKS if complaints(page, [look])} == found_in
