"""What a reader has to download, and what a strict content security policy allows."""

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from pages.models import AssessmentPage, HomePage, PillarPage
from tests import make
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article

STATIC = settings.BASE_DIR / "cms" / "static"
SITE_CSS = ("foundation", "layout", "blocks", "forms", "results", "print")
TEMPLATES = sorted(
    path
    for folder in ("pages", "blocks", "partials", "leads")
    for path in (settings.BASE_DIR / "templates" / folder).rglob("*.html")
    if "admin" not in path.parts  # the editor's desk has a policy of its own
)


def test_the_style_sheets_together_stay_under_ten_kilobytes():
    sheets = [(STATIC / "css" / f"{name}.css").read_bytes() for name in SITE_CSS]
    assert sum(len(gzip.compress(sheet)) for sheet in sheets) < 10_000


def test_a_step_of_an_assessment_asks_for_less_than_ten_kilobytes_of_style(client, house):
    html = client.get("/assessments/compass/").content.decode()
    names = set(re.findall(r"css/([a-z]+)\.css", html))
    assert {"forms", "steps"} <= names
    sheets = [(STATIC / "css" / f"{name}.css").read_bytes() for name in names]
    assert sum(len(gzip.compress(sheet)) for sheet in sheets) < 10_000


def test_the_script_of_a_split_is_smaller_than_a_kilobyte():
    assert (STATIC / "js" / "split.js").stat().st_size < 1_000


def test_the_fonts_together_stay_under_105_kilobytes():
    assert sum(font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2")) < 105_000


def test_the_fonts_come_with_their_licence():
    licence = (STATIC / "fonts" / "OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Newsreader" in licence
    assert "Schibsted" in licence


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_template_styles_or_runs_anything_inline(template: Path):
    text = template.read_text()
    # JSON-LD is data: browsers run nothing of it, and no policy has to allow it.
    runs = r"<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)"
    assert not re.search(rf"\sstyle=|\son[a-z]+=|<style|{runs}", text)


def test_pages_ask_no_third_party_for_anything(home: HomePage, pillar: PillarPage, client: Client):
    article = make_article(pillar, *anatomy(home, pillar))
    for page in (home, pillar, article, AssessmentPage.objects.get()):
        html = client.get(page.url).content.decode()
        loaded = re.findall(r'<(?:link|script|img|iframe)[^>]*(?:href|src)="(https?:[^"]*)"', html)
        assert [address for address in loaded if not address.startswith(page.full_url)] == []


def weight(client: Client, url: str) -> Counter[str]:
    """Compressed bytes of a page, its style sheets and its scripts, by kind."""
    html = client.get(url).content
    found = Counter(html=len(gzip.compress(html)))
    for name in set(re.findall(r'/static/([^"]+[.](?:css|js))"', html.decode())):
        found[name.rpartition(".")[2]] += len(gzip.compress((STATIC / name).read_bytes()))
    return found


def test_a_whole_article_is_light(home: HomePage, pillar: PillarPage, client: Client):
    found = weight(client, make_article(pillar, *anatomy(home, pillar)).url)
    assert found["html"] < 10_000
    assert found["css"] > 0
    assert found["js"] < 10_000
    assert found.total() < 60_000


def test_a_result_is_as_light(client: Client, house):
    found = weight(client, f"/results/{make.route(make.TO_EXECUTIVE).result_token}/")
    assert found["html"] < 10_000
    assert found["css"] > 0
    assert found["js"] == 0
    assert found.total() < 60_000


def test_a_result_asks_no_third_party_for_anything(client: Client, house):
    html = client.get(f"/results/{make.route(make.TO_EXECUTIVE).result_token}/").content.decode()
    assert not re.findall(r'<(?:link|script|img|iframe)[^>]*(?:href|src)="(https?:[^"]*)"', html)
