"""Every step in a real Chromium: it keeps the rules, wide and narrow, light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.rules import complaints
from tests.browser.test_reader_journey import MOST_STEPS, answer_step_by_mouse
from tests.deployment import Deployment

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("deployment-sqlite"),
]

START = "/assessments/leadership/"


def steps(page: Page) -> Iterator[Page]:
    """Each page on the way, also as it is refused when nothing is filled in."""
    for _ in range(MOST_STEPS):
        yield page
        if "/results/" in page.url:
            return
        page.locator("main form button[type=submit]").first.click()
        if page.locator(".error-summary").count():
            yield page
        if "/results/" not in page.url:
            answer_step_by_mouse(page, email="rosa+axe@example.com")


def test_every_step_keeps_the_rules_and_fits(site: Deployment, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site.base_url + START)
    assert [line for shown in steps(page) for line in complaints(shown)] == []


def test_the_page_for_later_keeps_the_rules(site: Deployment, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site.base_url + START)
    page.get_by_role("button", name="Carry on later").click()
    assert complaints(page) == []
    page.get_by_role("button", name="Mail me the link").click()
    assert complaints(page) == []
    page.goto(site.base_url + START)
    assert page.get_by_role("link", name="Carry on").count() == 1
    assert complaints(page) == []
