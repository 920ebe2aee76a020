"""While a page arrives nothing moves, and nothing is asked of anybody else."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.deployment import Deployment

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("deployment-sqlite"),
]

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}
# What Chromium counts as a shift, also of what comes into sight later; without a floor.
WATCH = """
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const {value, sources} of list.getEntries()) {
            window.shifts.push([value, sources.map(({node}) => node?.outerHTML?.slice(0, 80))]);
        }
    }).observe({type: "layout-shift", buffered: true});
"""
READ_ON = """async () => {
    for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight / 2) {
        scrollTo({top: at, behavior: "instant"});
        await new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)));
    }
    await document.fonts.ready;
    return window.shifts;
}"""


def shifts(page: Page, url: str) -> list[Any]:
    """Every shift from the first byte to the end of the page, with what moved."""
    page.add_init_script(WATCH)
    page.goto(url)
    page.wait_for_load_state("networkidle")
    found: list[Any] = page.evaluate(READ_ON)
    return found


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_moves_while_a_page_arrives(
    site: Deployment, browser: Browser, window: Any
) -> None:
    asked: list[str] = []
    for path in ("/", "/career/two-jobs-credit-for-neither/"):
        page = browser.new_page(viewport=window)
        page.on("request", lambda request: asked.append(request.url))
        assert shifts(page, site.base_url + path) == []
        page.close()
    assert [url for url in asked if not url.startswith((site.base_url, "data:"))] == []


def test_what_moves_is_seen(site: Deployment, browser: Browser) -> None:
    page = browser.new_page(viewport=PHONE)
    page.add_init_script("""addEventListener("load", () => setTimeout(() => {
        document.querySelector("main").prepend(document.createElement("hr"));
        document.querySelector("hr").style.height = "300px";
    }, 100))""")
    assert shifts(page, site.base_url) != []
