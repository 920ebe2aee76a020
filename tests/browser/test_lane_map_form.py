"""The form beside the lane map keeps to its own column."""

import pytest
from django.conf import settings
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SHEET = settings.BASE_DIR / "cms" / "static" / "css" / "admin-lane-map.css"
PAGE = """
<div class="lane-map"><form class="lane-map-form"><fieldset><p class="lane-map-control">
<select><option>{words}</option></select></p></fieldset></form><div>The map</div></div>
"""


def test_a_list_of_long_answers_does_not_reach_into_the_map(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 800})
    page.set_content(PAGE.format(words="Half an hour with someone over this log " * 4))
    page.add_style_tag(path=SHEET)
    form, wide = (page.locator(each).bounding_box() for each in (".lane-map-form", "select"))
    assert form
    assert wide
    assert wide["x"] + wide["width"] <= form["x"] + form["width"]
