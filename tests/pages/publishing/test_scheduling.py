"""What is scheduled is published at its time by beat, and everybody sees whether beat lives."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cms.celery import app
from cms.tasks import publish_scheduled
from leads.models import Heartbeat
from pages.models import ArticlePage, PillarPage
from pages.snippets import ReusableBlock
from tests.pages.building import make_article, read, words
from tests.pages.people import browser_of
from tests.pages.publishing.editing import admin, edit, form_of

pytestmark = pytest.mark.django_db
NIGHT = timezone.now().replace(microsecond=0) + timedelta(days=1)
NEXT_DAY = NIGHT + timedelta(days=1)


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar)


@pytest.fixture
def edith(db: None) -> Client:
    return browser_of("edith", "Editors")


def schedule(browser: Client, article: ArticlePage) -> None:
    times = {"go_live_at": f"{NIGHT:%Y-%m-%d %H:%M}", "expire_at": f"{NEXT_DAY:%Y-%m-%d %H:%M}"}
    edit(browser, article, form_of("Three jobs", **times, **{"action-publish": "Publish"}))


def test_an_article_comes_and_goes_at_its_time(edith: Client, article: ArticlePage, client: Client):
    schedule(edith, article)
    publish_scheduled()
    assert words(read(client, article).h1) == "Two jobs"
    with time_machine.travel(NIGHT + timedelta(minutes=1), tick=False):
        publish_scheduled()
        publish_scheduled()  # twice is once
    assert words(read(client, article).h1) == "Three jobs"
    with time_machine.travel(NEXT_DAY + timedelta(minutes=1), tick=False):
        publish_scheduled()
    assert client.get(article.url).status_code == 404


def test_a_reusable_block_comes_at_its_time(db: None):
    block = ReusableBlock.objects.create(
        key="steps", title="Steps", body=[("text", "<p>A.</p>")], live=False
    )
    block.go_live_at = NIGHT
    block.save_revision().publish()
    with time_machine.travel(NIGHT + timedelta(minutes=1), tick=False):
        publish_scheduled()
    assert ReusableBlock.objects.get().live


def test_beat_rings_for_it_each_minute():
    [entry] = [
        each for each in app.conf.beat_schedule.values() if each["task"] == "cms.publish_scheduled"
    ]
    assert entry["schedule"].minute == set(range(60))


def panel(browser: Client) -> str:
    return words(admin(browser, "wagtailadmin_home").select_one("#scheduled-publishing-section"))


def test_the_heartbeat_is_on_the_first_page_and_in_the_probe(
    edith: Client, article: ArticlePage, client: Client
):
    assert client.get("/readyz").json()["seconds_since_publishing"] is None
    assert "Nobody has looked at what is scheduled yet." in panel(edith)
    schedule(edith, article)
    publish_scheduled()
    assert client.get("/readyz").json()["seconds_since_publishing"] < 60
    shown = panel(edith)
    assert "looked at every minute" in shown
    assert f"1 draft waits for its time, the next at {NIGHT:%-d %B %Y}" in shown


def test_a_heart_that_stopped_is_told_to_whoever_publishes(edith: Client, article: ArticlePage):
    publish_scheduled()
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=10))
    assert "tell whoever operates this site" in panel(edith)


def test_a_run_that_broke_leaves_no_heartbeat(edith: Client, article: ArticlePage):
    schedule(edith, article)
    revision = ArticlePage.objects.get(pk=article.pk).scheduled_revision
    type(revision).objects.filter(pk=revision.pk).update(content={"pk": article.pk})
    with (
        time_machine.travel(NIGHT + timedelta(minutes=1), tick=False),
        pytest.raises(Exception),  # noqa: B017, PT011 - whatever it was, it must not look well
    ):
        publish_scheduled()
    assert not Heartbeat.objects.exists()


@pytest.mark.parametrize(("name", "group"), [("ada", "Advisors"), ("otto", "Operators")])
def test_whoever_publishes_nothing_is_not_bothered(name: str, group: str):
    first = admin(browser_of(name, group), "wagtailadmin_home")
    assert first.select_one("#scheduled-publishing-section") is None
