"""A small site, built as an editor builds it: drafted, then published."""

import json
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from assessment.importing import load_assessment
from assessment.models import Assessment
from pages.models import ArticlePage, AssessmentPage, HomePage, PillarPage
from pages.snippets import CallToAction
from tests.make import COMPASS

TEXT = {"type": "text", "value": "<p>By six you have kept nine things moving.</p>"}
STANDFIRST = "A week fills with status. Somebody has to decide."


def publish(page: Page) -> Page:
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def make_site() -> HomePage:
    """A home page that the default site serves."""
    home = HomePage(title="Decide", slug="decide", standfirst=STANDFIRST)
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home, site_name="Lanewise")
    Site.clear_site_root_paths_cache()
    return home


def make_pillar(home: HomePage, title: str = "Career") -> PillarPage:
    return home.add_child(
        instance=PillarPage(title=title, standfirst=STANDFIRST, show_in_menus=True)
    )


def make_article(
    pillar: PillarPage, *blocks: dict[str, Any], title: str = "Two jobs", **fields: Any
) -> ArticlePage:
    """Published, with these blocks as its body."""
    article = ArticlePage(title=title, standfirst=STANDFIRST, live=False, **fields)
    article.body = json.dumps(list(blocks or [TEXT]))
    return publish(pillar.add_child(instance=article))


def make_assessment_page(home: HomePage, assessment: Assessment | None = None) -> AssessmentPage:
    return home.add_child(
        instance=AssessmentPage(
            title="The Leadership Assessment",
            slug="leadership-assessment",
            standfirst=STANDFIRST,
            assessment=assessment or make_assessment(),
        )
    )


def make_assessment() -> Assessment:
    return load_assessment(COMPASS, publish=True)


def make_call(key: str, **fields: Any) -> CallToAction:
    call = CallToAction(key=key, label=key.replace("-", " ").capitalize(), **fields)
    call.full_clean()
    call.save()
    return CallToAction.objects.get(pk=call.pk)


def make_image(width: int = 64, height: int = 36) -> Image:
    return Image.objects.create(title="week.png", file=get_test_image_file(size=(width, height)))


def read(client: Client, page: Page | str) -> BeautifulSoup:
    """The page as a reader gets it."""
    response = client.get(page if isinstance(page, str) else page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element: Any) -> str:
    return " ".join(element.get_text().split())
