"""The whole site by keyboard: from the front page to the result with Tab, Enter, arrows and Space.

Wherever the focus stops, it can be seen; the tests fail at the first stop where it cannot.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_reader_journey import MOST_STEPS, READING, mails
from tests.deployment import Deployment, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("deployment-sqlite"),
]

MOST_KEYS = 400
# Of what has the focus: what it is, and whether a ring or a shadow around it, or around the label
# that stands for it, is to be seen in the window.
FOCUSED = """() => {
    const at = document.activeElement;
    const drawn = element => {
        const {outlineStyle, outlineWidth, outlineColor, boxShadow} = getComputedStyle(element);
        const ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2
            && outlineColor !== "rgba(0, 0, 0, 0)";
        const {top, bottom, width, height} = element.getBoundingClientRect();
        const inside = bottom > 0 && top < innerHeight && width > 1 && height > 1;
        return inside && (ring || boxShadow !== "none");
    };
    return {tag: at.tagName, type: at.type || "", name: at.name || "", href: at.href || "",
            text: at.innerText || "", value: at.value || "", id: at.id, checked: !!at.checked,
            html: at.outerHTML.slice(0, 120),
            seen: [at, ...(at.labels || [])].some(drawn)};
}"""
# What a screen reader says of a field besides its name, and whether it calls it invalid.
DESCRIBED = """id => {
    const invalid = document.getElementById(id).closest("[aria-invalid=true]");
    const ids = (invalid?.getAttribute("aria-describedby") || "").split(" ");
    return ids.map(each => document.getElementById(each)?.innerText || "").join(" ");
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Of a reader who wants less motion: what gets the focus is in sight at once."""
    opened = browser.new_page(reduced_motion="reduce")
    yield opened
    opened.close()


def focus(page: Page) -> dict[str, Any]:
    at: dict[str, Any] = page.evaluate(FOCUSED)
    return at


def tab(page: Page) -> dict[str, Any]:
    """To the next stop, and what it is."""
    page.keyboard.press("Tab")
    at = focus(page)
    assert at["seen"] or at["tag"] == "BODY", f"{page.url}: the focus is not to be seen: {at}"
    return at


def follow(page: Page, to: str) -> None:
    """Tab to the first link that leads there, and Enter."""
    for _ in range(MOST_KEYS):
        if to in tab(page)["href"]:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard never reached a link to {to}")


def press_first_button(page: Page) -> None:
    for _ in range(MOST_KEYS):
        at = tab(page)
        if (at["tag"], at["type"]) == ("BUTTON", "submit"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError("the keyboard never reached the button")


def choose(page: Page, at: dict[str, Any]) -> None:
    """As in any form: Space takes a radio, an arrow takes the next and leaves the first, and Tab
    stops once a group."""
    page.keyboard.press("Space")
    assert focus(page) | {"checked": True} == focus(page)
    page.keyboard.press("ArrowDown")
    moved = focus(page)
    assert (moved["name"], moved["checked"], moved["seen"]) == (at["name"], True, True)
    assert moved["value"] != at["value"]
    chosen = page.locator(f"input[name='{at['name']}']:checked")
    expect(chosen).to_have_count(1)


def answer_step(page: Page, *, email: str) -> None:
    """Answers whatever has the focus, stop by stop, and sends the step from its first button."""
    groups: list[str] = []
    for _ in range(MOST_KEYS):
        at = tab(page)
        match at["type"]:
            case "radio":
                groups.append(at["name"])
                choose(page, at)
            case "checkbox" if not at["checked"] and at["name"] not in groups:
                groups.append(at["name"])
                page.keyboard.press("Space")
                assert focus(page)["checked"]
            case "number" if not at["value"]:
                page.keyboard.type("22")
            case "textarea" if not at["value"]:
                page.keyboard.type("Whether to keep two booking systems.")
            case "email" if not at["value"]:
                page.keyboard.type(email)
            case "submit" if at["tag"] == "BUTTON":
                assert len(groups) == len(set(groups)), "Tab stopped twice in one group of radios"
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                return
    raise AssertionError("the keyboard never reached the button")


def test_the_keyboard_gets_from_the_front_page_to_a_result(site: Deployment, page: Page) -> None:
    page.goto(site.base_url)
    for place in (
        "/career/",
        "/two-jobs-credit-for-neither/",
        "/leadership-assessment/",
        "/assessments/leadership/",
    ):
        follow(page, place)
    page.wait_for_timeout(READING)
    for _ in range(MOST_STEPS):
        answer_step(page, email="rosa+keyboard@example.com")
        if "/results/" in page.url:
            break
    expect(page.get_by_role("heading", level=1, name="Your result")).to_be_visible()
    expect(page.get_by_text("Organizational drag").first).to_be_visible()
    wait_until(lambda: mails(site, "rosa+keyboard@example.com"), "the result mail is written")
    while tab(page)["tag"] != "BODY":  # what the result offers can be reached and seen as well
        pass


def test_the_first_stop_leads_past_the_head_of_the_page(site: Deployment, page: Page) -> None:
    page.goto(site.base_url)
    assert tab(page)["text"] == "Skip to the text"
    page.keyboard.press("Enter")
    assert focus(page)["id"] == "main"
    tab(page)
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_what_is_missing_is_announced_and_led_to(site: Deployment, page: Page) -> None:
    page.goto(f"{site.base_url}/assessments/leadership/")
    press_first_button(page)
    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_have_attribute("role", "alert")
    for field in summary.get_by_role("link").all():
        described = page.evaluate(DESCRIBED, (field.get_attribute("href") or "").removeprefix("#"))
        assert described.endswith("Please answer this question.")
    assert tab(page)["tag"] == "A"
    page.keyboard.press("Enter")
    assert focus(page)["tag"] == "INPUT"
    assert page.url.endswith(f"#{focus(page)['id']}")
