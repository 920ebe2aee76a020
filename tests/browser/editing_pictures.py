"""The pictures of the editor's guide: what Edith sees, taken while doing what the guide says."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

DESKTOP = {"width": 1280, "height": 860}
ARTICLE = "edit/career/two-jobs-credit-for-neither/"
type Save = Callable[[Page, str], None]


def editing(browser: Browser, report: dict[str, Any]) -> Iterator[tuple[str, Page]]:
    """Each picture's name, with the page as it should be taken."""
    page = browser.new_page(viewport=DESKTOP)
    admin, site = report["admin_url"], report["base_url"] + "/"
    page.goto(admin)
    page.fill("input[name=username]", "editor")
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
    yield "blocks", page
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Toggle preview").click()
    page.wait_for_timeout(3_000)  # the preview is drawn in a frame, which says nothing when it is done
    yield "preview", page
    for name, path in LISTS.items():
        page.goto(admin + path)
        yield name, page


LISTS = {
    "import": "import-article/",
    "calls": "snippets/pages/calltoaction/",
    "reusable": "snippets/pages/reusableblock/",
    "images": "images/",
    "usefulness": "reports/usefulness/",
    "links": "reports/broken-links/",
}


def shoot_editing(browser: Browser, report: dict[str, Any], to: Path, save: Save) -> None:
    for name, page in editing(browser, report):
        page.wait_for_load_state("networkidle")
        save(page, to / f"editing-{name}.webp")
