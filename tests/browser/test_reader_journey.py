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
MOST_KEYS = 400
MOST_STEPS = 20
READING = 3_200  # milliseconds; who sends all sooner is taken for a machine, and gets no mail
FOCUSED = """() => {
    const at = document.activeElement;
    return {tag: at.tagName, type: at.type || "", name: at.name || "", href: at.href || "",
            value: at.value || "", checked: !!at.checked,
            started: !!document.querySelector(`input[name="${at.name}"]:checked`)};
}"""


def tab_to_link(page: Page, to: str) -> None:
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        if to in page.evaluate(FOCUSED)["href"]:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard never reached a link to {to}")


def answer_by_keyboard(page: Page, *, email: str) -> None:
    """Step by step, until one leads to the result."""
    page.wait_for_timeout(READING)
    for _ in range(MOST_STEPS):
        answer_step_by_keyboard(page, email=email)
        if "/results/" in page.url:
            return
    raise AssertionError("the steps lead to no result")


def answer_step_by_keyboard(page: Page, *, email: str) -> None:
    """Tab through the step, answer whatever has the focus, and send it from its first button."""
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        match at["type"]:
            case "radio" | "checkbox" if not at["started"]:
                page.keyboard.press("Space")
            case "number" if not at["value"]:
                page.keyboard.type("22")
            case "textarea" if not at["value"]:
                page.keyboard.type("Whether to keep two booking systems.")
            case "email" if not at["value"]:
                page.keyboard.type(email)
            case "submit" if at["tag"] == "BUTTON":
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                return
    raise AssertionError("the keyboard never reached the button")


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


def test_a_reader_gets_from_article_to_result_by_keyboard_alone(
    site: Deployment, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(site.base_url + ARTICLE)
    tab_to_link(page, "/leadership-assessment/")
    page.wait_for_url("**/leadership-assessment/**")
    tab_to_link(page, "/assessments/leadership/")
    page.wait_for_url("**/assessments/leadership/**")
    answer_by_keyboard(page, email="rosa+keyboard@example.com")
    page.wait_for_url("**/results/**")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Organizational drag").first).to_be_visible()
    wait_until(lambda: mails(site, "rosa+keyboard@example.com"), "the result mail is written")


def test_the_same_without_javascript(site: Deployment, browser: Browser) -> None:
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
