"""Every step in a real Chromium: it keeps the rules, wide or narrow, light or dark."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.test_reader_journey import MOST_STEPS, answer_step_by_mouse
from tests.deployment import Deployment

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("deployment-sqlite"),
]

START = "/assessments/leadership/"
HEADS = (".step-heading h1", ".questionnaire .progress")
LEFT = "(each) => Math.round(each.getBoundingClientRect().left)"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


def broken(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url}: {each['id']} {each['nodes'][0]['html'][:120]}" for each in found]


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


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light")])
def test_every_step_keeps_the_rules_and_fits(
    site: Deployment, browser: Browser, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(site.base_url + START)
    complaints: list[str] = []
    for shown in steps(page):
        complaints += broken(shown)
        wide = shown.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            complaints.append(f"{shown.url} is {wide} pixels wide")
        edges = {
            shown.locator(each).evaluate(LEFT) for each in HEADS if shown.locator(each).count()
        }
        if len(edges) > 1:
            complaints.append(f"{shown.url}: its title and its progress begin at {edges}")
    assert complaints == []


def test_the_judge_finds_a_fault_that_was_planted(site: Deployment, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site.base_url + START)
    page.evaluate("document.querySelector('main form').append(document.createElement('textarea'))")
    assert len(broken(page)) == 1


def test_the_page_for_later_keeps_the_rules(site: Deployment, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(site.base_url + START)
    page.get_by_role("button", name="Carry on later").click()
    assert broken(page) == []
    page.get_by_role("button", name="Mail me the link").click()
    assert broken(page) == []
    page.goto(site.base_url + START)
    assert page.get_by_role("link", name="Carry on").count() == 1
    assert broken(page) == []
