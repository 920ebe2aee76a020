"""Puts the sample into a site that has no home page yet, whole or not at all."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Page, Site

from assessment.models import Assessment
from cms.sample.references import resolve
from leads.actions.importing import import_assessment
from leads.actions.loading import load_sequence
from leads.actions.policies import load_advisor, load_lane
from pages.models import (
    ArticlePage,
    AssessmentPage,
    HomePage,
    OfferPage,
    PillarPage,
    SiteSettings,
)
from pages.snippets import CallToAction, ReusableBlock

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"  # drawn for the sample, in colours for light paper and for dark
ARTICLES = (
    "two-jobs-credit-for-neither",
    "the-decision-nobody-owns",
    "what-promotion-to-director-changes",
)
Content = dict[str, Any]
type Assessments = Mapping[str, Assessment]


def read(name: str) -> Content:
    content: Content = yaml.safe_load((HERE / f"{name}.yaml").read_text())
    return content


def serve_at(base_url: str) -> None:
    """Canonical links name the address this site is served at."""
    at = urlsplit(base_url)
    port = at.port or (443 if at.scheme == "https" else 80)
    Site.objects.filter(is_default_site=True).update(hostname=at.hostname, port=port)
    Site.clear_site_root_paths_cache()


@transaction.atomic
def load_site() -> bool:
    """False where a home page stands already: an editor's site is left as it is, whole."""
    if HomePage.objects.exists():
        return False
    site, routing, hours = read("site"), read("routing"), read("hour-log")
    site["hour_log_page"], site["offers"] = hours["page"], [*site["offers"], hours["offer"]]
    lanes = [*routing["lanes"], *hours["lanes"]]
    for lane in lanes:
        load_lane(lane)
    for advisor in (*routing["advisors"], *hours["advisors"]):
        load_advisor(advisor, now=timezone.now())
    assessments = _load_assessments(
        {"assessment": read("assessment"), "policy": routing["policy"]},
        {"assessment": hours["assessment"], "policy": hours["policy"]},
    )
    pages = _make_tree(site, assessments)
    rows = {f"@page:{path}": page.pk for path, page in pages.items()}
    rows |= _make_snippets(site, rows, assessments)
    for path, content in _contents(site).items():
        _fill(pages[path], content, rows)
    for lane in lanes:
        load_lane(lane, offer_page=pages[lane["offer_page"].removeprefix("@page:")])
    for sequence in read("sequences")["sequences"]:
        load_sequence(sequence, publish=True)
    return True


def _load_assessments(*documents: Content) -> Assessments:
    """Published, each with its routing; by slug."""
    loaded = [import_assessment(document, publish=True).assessment for document in documents]
    return {assessment.slug: assessment for assessment in loaded}


def _contents(site: Content) -> dict[str, Content]:
    """Every page's content by its path, in the order pages are published."""
    contents = {"/": site["home"], "/career/": site["pillar"]}
    contents |= {f"/career/{slug}/": read(f"articles/{slug}") for slug in ARTICLES}
    contents["/leadership-assessment/"] = site["assessment_page"]
    contents["/hour-log/"] = site["hour_log_page"]
    return contents | {f"/{offer['slug']}/": offer for offer in site["offers"]}


def _make_tree(site: Content, assessments: Assessments) -> dict[str, Page]:
    """Every page, still empty: bodies refer to pages, so the pages come first."""
    home = HomePage(slug="lanewise-home", **_words(site["home"]))
    Page.get_first_root_node().add_child(instance=home)
    words = site["site_settings"]
    served, _ = Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": home, "site_name": words["site_name"]},
    )
    SiteSettings.objects.create(
        site=served, footer_line=words["footer_line"], publisher_line=words["publisher_line"]
    )
    made: dict[str, Page] = {"/": home}
    for path, content in _contents(site).items():
        if path not in made:
            parent = (
                made["/career/"] if path.startswith("/career/") and path != "/career/" else home
            )
            made[path] = parent.add_child(instance=_page(path, content, assessments))
    return made


def _page(path: str, content: Content, assessments: Assessments) -> Page:
    words = _words(content) | {"slug": content["slug"]}
    if path == "/career/":
        return PillarPage(**words, show_in_menus=True)
    if path.startswith("/career/"):
        return ArticlePage(**words, author_name=content["author"])
    if "assessment" in content:
        assessment = assessments[content["assessment"]]
        in_menus = path == "/leadership-assessment/"
        return AssessmentPage(**words, assessment=assessment, show_in_menus=in_menus)
    return OfferPage(**words, show_in_menus=path == "/volume-1/")


def _words(content: Content) -> Content:
    known = ("title", "standfirst", "seo_title", "search_description")
    return {name: content[name].strip() for name in known if name in content}


def _make_snippets(
    site: Content, rows: Mapping[str, int], assessments: Assessments
) -> dict[str, int]:
    made = {f"@assessment:{slug}": assessment.pk for slug, assessment in assessments.items()}
    made |= {f"@image:{path.stem}": _make_image(path).pk for path in PICTURES.glob("*.png")}
    for content in site["calls_to_action"]:
        call = CallToAction.objects.create(**_call(content, rows, assessments))
        made[f"@cta:{call.key}"] = call.pk
    for content in site["reusable_blocks"]:
        body = json.dumps(resolve(content["body"], {**rows, **made}))
        block = ReusableBlock.objects.create(**content | {"body": body})
        made[f"@reusable:{block.key}"] = block.pk
    return made


def _make_image(path: Path) -> Image:
    with path.open("rb") as drawn:
        title = path.stem.replace("-", " ").capitalize()
        image: Image = Image.objects.create(title=title, file=ImageFile(drawn, name=path.name))
    return image


def _call(content: Content, rows: Mapping[str, int], assessments: Assessments) -> Content:
    call = dict(content)
    if "page" in call:
        call["page_id"] = resolve(call.pop("page"), rows)
    if "assessment" in call:
        call["assessment"] = assessments[call["assessment"]]
    return call


def _fill(page: Page, content: Content, rows: Mapping[str, int]) -> None:
    if "body" in content:
        page.body = json.dumps(resolve(content["body"], rows))
    if "introduction" in content:
        page.introduction = resolve(content["introduction"], rows)
    if "call_to_action" in content:
        page.call_to_action_id = resolve(content["call_to_action"], rows)
    if published := content.get("first_published"):
        page.first_published_at = datetime.combine(published, time(8), tzinfo=UTC)
    page.save_revision(clean=True).publish()
    if published:  # a sample is not an update
        type(page).objects.filter(pk=page.pk).update(last_published_at=page.first_published_at)
