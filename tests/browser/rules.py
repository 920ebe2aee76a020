"""What is asked of every page a reader sees, in every look: axe finds nothing, and it fits."""

from collections.abc import Iterable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

type Look = tuple[int, str]  # the width of the window, the scheme of colours

LOOKS: tuple[Look, ...] = ((320, "light"), (320, "dark"), (1280, "dark"), (1280, "light"))
HEIGHT = 800
# Everything that axe knows of WCAG 2.2 A and AA, and what it calls good practice.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
RUN = "options => axe.run(document, options).then(found => found.violations)"


def complaints(page: Page, looks: Iterable[Look] = LOOKS) -> list[str]:
    """One line for each fault in each look, naming the page, the look and the element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return [line for look in looks for line in _seen_as(page, *look)]


def _seen_as(page: Page, width: int, scheme: Any) -> list[str]:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=scheme)
    where = f"{page.url} {width} wide, {scheme}"
    broken = [
        f"{where}: {rule['id']}, {rule['nodes'][0]['html'][:160]}"
        for rule in page.evaluate(RUN, OPTIONS)
    ]
    needs = page.evaluate("document.documentElement.scrollWidth")
    return broken if needs <= width else [*broken, f"{where}: it needs {needs} pixels"]
