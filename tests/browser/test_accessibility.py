"""Every public page as axe sees it: narrow and wide, light and dark. Steps are in test_steps."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cms.sample.site import ARTICLES, read
from leads.models.tokens import unsubscribe_token
from pages.blocks.body import BodyBlock
from tests.browser.rules import LOOKS, Look, complaints
from tests.deployment import Deployment

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
