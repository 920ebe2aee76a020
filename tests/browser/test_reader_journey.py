"""Article → call to action → assessment → result, in a real Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.deployment import Deployment, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("deployment-sqlite"),
]

ARTICLE = "/career/two-jobs-credit-for-neither/"
MOST_STEPS = 20
READING = 3_200  # milliseconds; who sends all sooner is taken for a machine, and gets no mail


def answer_step_by_mouse(page: Page, *, email: str) -> None:
    form = page.locator("main form[method=post]")
    for group in form.locator("fieldset").all():
        choices = group.locator("input[type=radio], input[type=checkbox]")
        if choices.count():
            choices.first.check()
    for number in form.locator("input[type=number]").all():
        number.fill("22")
    for address in form.locator("input[type=email]").all():
        address.fill(email)
    form.locator("button[type=submit]").first.click()


def test_a_reader_gets_from_article_to_result_without_javascript(
    site: Deployment, browser: Browser
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(site.base_url + ARTICLE)
    page.locator("main a[href*='/leadership-assessment/']").first.click()
    page.locator("main a[href*='/assessments/leadership/']").first.click()
    page.wait_for_timeout(READING)
    for _ in range(MOST_STEPS):
        if "/results/" in page.url:
            break
        answer_step_by_mouse(page, email="sam+plain@example.com")
    assert "/results/" in page.url
    expect(page.get_by_text("Organizational drag").first).to_be_visible()
    wait_until(lambda: mails(site, "sam+plain@example.com"), "the result mail is written")


def test_nothing_is_asked_of_another_host_and_no_policy_is_broken(
    site: Deployment, browser: Browser
) -> None:
    page = browser.new_page()
    strangers: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda asked: strangers.append(asked.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in ("/", "/career/", ARTICLE, "/leadership-assessment/", "/assessments/leadership/"):
        page.goto(site.base_url + path)
    assert [url for url in strangers if not url.startswith((site.base_url, "data:"))] == []
    assert complaints == []


def mails(site: Deployment, address: str) -> list[Path]:
    """The reader's mail files."""
    written = (Path(site.directory) / "mail").glob("*.eml")
    return [path for path in written if address in path.read_text()]
