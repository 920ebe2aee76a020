"""What the background could not do is said on the admin's first page, and nothing else is."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client

from cms.tasks import make_pictures
from pages.models import Change, PillarPage
from tests.pages.building import make_article, make_image, words
from tests.pages.people import browser_of
from tests.pages.publishing.editing import admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith(db: None) -> Client:
    return browser_of("edith", "Editors")


def said(browser: Client) -> str:
    panel = admin(browser, "wagtailadmin_home").select_one("#left-undone-section")
    return words(panel) if panel else ""


def test_where_all_is_done_nothing_is_said(edith: Client, pillar: PillarPage):
    make_article(pillar)
    make_image()
    make_pictures()
    assert said(edith) == ""


def test_a_cache_that_does_not_answer_is_told(edith: Client, pillar: PillarPage, settings):
    settings.WAGTAILFRONTENDCACHE = {"front": {"BACKEND": "x", "LOCATION": "http://127.0.0.1:9"}}
    Change.objects.update(purged=True)  # the database itself noted some when it was made
    make_article(pillar)
    assert said(edith) == ""
    Change.objects.update(at=Now() - timedelta(minutes=4))
    assert "The cache in front does not answer" in said(edith)
    assert said(browser_of("ada", "Advisors")) == ""


def test_a_picture_nobody_can_make_smaller_is_named(edith: Client):
    image = make_image()
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(b"not a picture")
    make_pictures()
    assert image.title in said(edith)
