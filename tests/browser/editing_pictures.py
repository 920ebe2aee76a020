"""The pictures of the editor's guide: what Edith sees, taken while doing what the guide says."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

DESKTOP = {"width": 1280, "height": 860}
ARTICLE = "edit/career/two-jobs-credit-for-neither/"
type Save = Callable[[Page, str], None]


def editing(browser: Browser, report: dict[str, Any]) -> Iterator[tuple[str, Page]]:
    """Each picture's name, with the page as it should be taken."""
    page = browser.new_page(viewport=DESKTOP, reduced_motion="reduce")
    admin, site = report["admin_url"], report["base_url"] + "/"
    page.goto(admin)
    page.fill("input[name=login]", "editor")
    page.fill("input[name=password]", report["users"]["editor"])
    yield "sign-in", page
    page.click("button[type=submit]")
    yield "first-page", page
    page.goto(site + "edit/career/")
    page.goto(page.url.replace("/edit/", "/"))
    yield "tree", page
    page.goto(site + ARTICLE)
    yield "article", page
    page.get_by_role("button", name="Insert a block").nth(1).click()
    page.get_by_role("option").first.wait_for()
    page.wait_for_function("document.getAnimations().length === 0")  # the list fades in
    yield "blocks", page
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Toggle preview").click()
    page.wait_for_timeout(
        3_000
    )  # the preview is drawn in a frame, which says nothing when it is done
    yield "preview", page
    page.get_by_role("button", name="Toggle preview").click()
    page.get_by_role("button", name="Toggle status").click()
    yield "status", page
    article = re.findall(r"pages/(\d+)/", page.url)[0]
    page.goto(f"{admin}pages/{article}/draft-links/")
    page.get_by_role("button", name="Make a link").click()
    yield "share", page
    page.goto(f"{admin}{CALLS}")
    page.get_by_role("link", name="Take the Leadership Assessment", exact=True).click()
    call = re.findall(r"edit/(\d+)/", page.url)[0]
    yield "call", page
    page.goto(f"{admin}{CALLS}usage/{call}/")
    yield "usage", page
    for name, path in LISTS.items():
        page.goto(admin + path)
        yield name, page


CALLS = "snippets/pages/calltoaction/"
LISTS = {
    "import": "import-article/",
    "calls": CALLS,
    "reusable": "snippets/pages/reusableblock/",
    "images": "images/",
    "usefulness": "reports/usefulness/",
    "links": "reports/broken-links/",
}


def shoot_editing(browser: Browser, report: dict[str, Any], to: Path, save: Save) -> None:
    for name, page in editing(browser, report):
        page.wait_for_load_state("networkidle")
        save(page, to / f"editing-{name}.webp")
