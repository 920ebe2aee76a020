"""Pictures in several sizes and formats: made in the background, never for a reader who waits."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client
from jsonschema import Draft202012Validator
from wagtail.images.models import Image, Rendition
from wagtail.images.tests.utils import get_test_image_file

from cms.celery import app
from cms.tasks import make_pictures
from pages.models import ArticlePage, Change, PillarPage, RefusedPicture
from pages.purging.reach import reach_of
from pages.renditions.presets import FIGURE
from tests.pages.building import make_article, make_image, read
from tests.pages.test_query_budget import AtMost, forget

pytestmark = pytest.mark.postgres
MADE = [("image/avif", [480, 600]), ("image/webp", [480, 600]), ("image/jpeg", [480, 600])]


@pytest.fixture
def image(db: None) -> Image:
    return make_image(600, 400)


@pytest.fixture
def article(image: Image, pillar: PillarPage) -> ArticlePage:
    shown = {"image": image.pk, "alt_text": "A grid of hours.", "decorative": False}
    return make_article(pillar, {"type": "image", "value": {"image": shown, "caption": ""}})


def picture(client: Client, article: ArticlePage) -> BeautifulSoup:
    return read(client, article).select_one(".figure picture")


def told(client: Client) -> dict[str, Any]:
    document = client.get("/api/v1/content/by-path", {"path": "/career/two-jobs/"}).json()
    return document["body"][0]["value"]["image"]


@pytest.mark.parametrize(
    ("width", "made"), [(64, [480]), (480, [480]), (600, [960, 480]), (5000, [1696, 960, 480])]
)
def test_no_picture_is_enlarged_and_the_mark_comes_last(width: int, made: list[int]):
    specs = list(FIGURE.specs(width))
    assert specs == [
        f"width-{each}|format-{form}" for each in made for form in ("avif", "webp", "jpeg")
    ]
    assert specs[-1] == FIGURE.mark


def test_a_readers_first_request_makes_none_and_shows_the_picture_as_uploaded(
    article: ArticlePage, image: Image, client: Client
):
    shown = picture(client, article)
    told(client)
    assert not Rendition.objects.exists()
    assert shown.select("source") == []
    assert shown.img["src"] == image.file.url
    assert (shown.img["width"], shown.img["height"]) == ("600", "400")


def test_what_was_uploaded_is_made_ready_in_the_background(article: ArticlePage, client: Client):
    before = client.get(article.url)["ETag"]
    make_pictures()
    shown = picture(client, article)
    assert client.get(article.url)["ETag"] != before
    sources = [(source["type"], widths(source["srcset"])) for source in shown.select("source")]
    assert sources == MADE
    assert {source["sizes"] for source in shown.select("source")} == {FIGURE.sizes}
    assert shown.img["src"].endswith(".jpg")
    assert (shown.img["width"], shown.img["height"]) == ("600", "400")
    assert shown.img["alt"] == "A grid of hours."
    assert shown.img["loading"] == "lazy"


def widths(srcset: str) -> list[int]:
    return [int(part.split()[1].removesuffix("w")) for part in srcset.split(", ")]


def test_beat_rings_for_it():
    tasks = {each["task"] for each in app.conf.beat_schedule.values()}
    assert {"cms.make_renditions", "cms.purge_front_cache", "cms.trim_changes"} <= tasks


def test_other_programs_get_every_size_and_format_and_one_for_all(
    article: ArticlePage, image: Image, client: Client
):
    assert told(client)["sources"] == []
    make_pictures()
    said = told(client)
    assert (said["id"], said["alt"], said["sizes"]) == (image.pk, "A grid of hours.", FIGURE.sizes)
    assert [
        (source["type"], [file["width"] for file in source["files"]]) for source in said["sources"]
    ] == MADE
    assert said["url"] == said["sources"][-1]["files"][-1]["url"]
    for file in (file for source in said["sources"] for file in source["files"]):
        assert urlsplit(file["url"]).netloc == "testserver"
        assert file["height"] == round(file["width"] * 2 / 3)
    schema = client.get("/api/v1/schemas/blocks.json").json()
    body = client.get("/api/v1/content/by-path", {"path": "/career/two-jobs/"}).json()["body"]
    Draft202012Validator(schema).validate(body)


def test_pictures_cost_no_query_more(
    article: ArticlePage, client: Client, django_assert_max_num_queries: AtMost
):
    make_pictures()
    for address in (article.url, "/api/v1/content/by-path?path=/career/two-jobs/"):
        forget()
        with django_assert_max_num_queries(5):
            assert client.get(address).status_code == 200


def test_a_second_run_makes_nothing_and_a_half_made_set_is_finished(image: Image):
    make_pictures()
    made = set(Rendition.objects.values_list("pk", flat=True))
    make_pictures()
    assert set(Rendition.objects.values_list("pk", flat=True)) == made
    Rendition.objects.filter(filter_spec=FIGURE.mark).delete()
    make_pictures()
    assert Rendition.objects.count() == len(made)


def test_another_file_gets_sizes_of_its_own(image: Image):
    make_pictures()
    image.file = get_test_image_file("other.png", size=(300, 200))
    image.save()
    image.renditions.all().delete()  # as Wagtail does when an editor replaces the file
    make_pictures()
    assert set(image.renditions.values_list("width", flat=True)) == {300}


def test_a_file_nobody_can_read_stops_no_other_and_is_tried_once(image: Image):
    broken = make_image()
    broken.file.save("broken.png", ContentFile(b"not a picture"), save=False)
    Image.objects.filter(pk=broken.pk).update(file=broken.file.name)
    make_pictures()
    make_pictures()
    refused = RefusedPicture.objects.get()
    assert refused.image == broken
    assert image.renditions.exists()
    broken.file.save("mended.png", get_test_image_file(size=(64, 36)))
    make_pictures()
    assert broken.renditions.filter(filter_spec=FIGURE.mark).exists()


def test_a_picture_that_moves_is_left_as_it_came(db: None):
    Image.objects.create(
        title="moves", file=get_test_image_file("moves.gif", size=(64, 36)), width=64, height=36
    )
    make_pictures()
    assert not Rendition.objects.exists()


def test_the_shared_cache_is_told_of_the_pages_that_show_it(
    article: ArticlePage, image: Image, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision().publish()
    before = Change.objects.latest("pk").pk
    make_pictures()
    changes = Change.objects.filter(pk__gt=before)
    assert {each.table for each in changes} == {"wagtailimages_rendition"}
    assert article.url_path in reach_of(changes).paths
