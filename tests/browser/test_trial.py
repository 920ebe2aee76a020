"""Two variants of a call in a real Chromium: lot, memory, count, and who is left alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cms.demo.processes import run_command
from tests.browser.rules import complaints as faults
from tests.browser.test_reader_journey import (
    ARTICLE,
    MOST_STEPS,
    READING,
    answer_step_by_mouse,
)
from tests.deployment import Deployment, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("deployment-sqlite"),
]

BEGIN = """
from django.utils import timezone
from pages.models import CallToAction
from pages.trials.running import start_trial
call = CallToAction.objects.get(key="take-assessment")
words = {"label": "See where it drags, in five minutes and without an account",
         "supporting_line": "", "style": "quiet"}
start_trial(call, words=words, user=None, now=timezone.now())
"""
LOT = "Math.random = () => {};"
ALONE = 'Object.defineProperty(navigator, "globalPrivacyControl", {get: () => true});'
SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => { sum += each.value; }))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 300);
})"""


@pytest.fixture(scope="module", autouse=True)
def trial(site: Deployment) -> None:
    run_command("shell", "--no-imports", "-c", BEGIN, environment=site.environment)


def asked(site: Deployment, sql: str) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(Path(site.directory) / "lanewise.sqlite3")) as database:
        return database.execute(sql).fetchall()


def seen(site: Deployment) -> dict[str, int]:
    return dict(asked(site, "SELECT variant, readers FROM pages_exposure"))


def opened(site: Deployment, browser: Browser, *scripts: str, **context: object) -> Page:
    page = browser.new_context(**context).new_page()
    for script in scripts:
        page.add_init_script(script)
    page.goto(site.base_url + ARTICLE)
    return page


def faces(page: Page) -> Iterator[bool]:
    """Whether A is seen, and whether B is."""
    for number in (0, 1):
        yield page.locator(".faces").first.locator(".face a").nth(number).is_visible()


def test_a_reader_given_b_keeps_it_is_counted_once_and_is_known_by_the_submission(
    site: Deployment, browser: Browser
) -> None:
    before = seen(site)
    page = opened(site, browser, LOT.format("0.9"))
    assert list(faces(page)) == [False, True]
    assert seen(site) == before  # it stands further down
    page.locator(".faces").first.scroll_into_view_if_needed()
    wait_until(lambda: seen(site)["b"] == before["b"] + 1, "the reader is counted")
    page.add_init_script(LOT.format("0.1"))
    page.reload()
    page.locator(".faces").first.scroll_into_view_if_needed()
    assert list(faces(page)) == [False, True]
    assert page.evaluate(SHIFT) < 0.001
    assert list(faults(page)) == []
    page.locator(".face:not([hidden]) a").first.click()
    page.locator("main a[href*='/assessments/leadership/']").first.click()
    page.wait_for_timeout(READING)
    for _ in range(MOST_STEPS):
        if "/results/" in page.url:
            break
        answer_step_by_mouse(page, email="rosa+b@example.com")
    blocks = asked(site, "SELECT attribution ->> 'block', 1 FROM leads_submission")
    assert [block for block, _ in blocks if (block or "").endswith("~1b")]
    assert seen(site) == before | {"b": before["b"] + 1}


def test_a_reader_given_a_follows_a_marked_link(site: Deployment, browser: Browser) -> None:
    page = opened(site, browser, LOT.format("0.1"))
    assert list(faces(page)) == [True, False]
    link = page.locator(".face:not([hidden]) a").first
    assert (link.get_attribute("href") or "").endswith("~1a")
    before = seen(site)
    link.scroll_into_view_if_needed()
    wait_until(lambda: seen(site)["a"] == before["a"] + 1, "the reader is counted")


@pytest.mark.parametrize("left_alone", ["asks", "runs no script"])
def test_who_asks_or_runs_no_script_sees_a_unmarked_and_uncounted(
    site: Deployment, browser: Browser, left_alone: str
) -> None:
    before = seen(site)
    if left_alone == "asks":
        page = opened(site, browser, ALONE, LOT.format("0.9"))
    else:
        page = opened(site, browser, java_script_enabled=False)
    link = page.locator(".face:not([hidden]) a").first
    link.scroll_into_view_if_needed()
    expect(link).to_be_visible()
    expect(page.locator(".face[hidden] a").first).not_to_be_visible()
    assert "~" not in (link.get_attribute("href") or "")
    page.goto(site.base_url + "/")
    assert seen(site) == before


def test_no_policy_is_broken_and_nothing_is_asked_elsewhere(
    site: Deployment, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("request", lambda sent: complaints.append(sent.url))
    page.goto(site.base_url + ARTICLE)
    page.locator(".faces").first.scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [each for each in complaints if not each.startswith((site.base_url, "data:"))] == []
