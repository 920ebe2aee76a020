from datetime import timedelta

import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from pages.models import ArticlePage, HomePage, PillarPage
from pages.snippets import CallToAction
from tests.pages.building import TEXT, make_article, make_call, read

LATER = timedelta(days=2)


def article_with(call: CallToAction, pillar: PillarPage) -> ArticlePage:
    row = {"heading": "Start here", "calls": [call.pk, call.pk]}
    return make_article(
        pillar,
        TEXT,
        {"type": "call_to_action", "value": call.pk},
        {"type": "next_step_row", "value": row},
    )


def blocks(page: BeautifulSoup) -> list[str]:
    return [part["class"][-1] for part in page.select(".body > .block")]


def test_a_call_that_expired_leaves_no_gap(home: HomePage, pillar: PillarPage, client: Client):
    call = make_call("read-it", page=home)
    article = article_with(call, pillar)
    assert blocks(read(client, article)) == [
        "block-text",
        "block-call_to_action",
        "block-next_step_row",
    ]
    call.expire_at = timezone.now() + LATER
    call.save_revision().publish()
    with time_machine.travel(timezone.now() + LATER * 2):
        call_command("publish_scheduled")
        assert blocks(read(client, article)) == ["block-text"]


def test_a_call_goes_live_at_its_time(home: HomePage, pillar: PillarPage, client: Client):
    call = make_call("read-it", page=home, live=False)
    article = article_with(call, pillar)
    call.go_live_at = timezone.now() + LATER
    call.save_revision().publish()
    assert blocks(read(client, article)) == ["block-text"]
    with time_machine.travel(timezone.now() + LATER * 2):
        call_command("publish_scheduled")
        assert "block-call_to_action" in blocks(read(client, article))


def test_other_programs_are_not_given_a_call_that_is_not_published(
    home: HomePage, pillar: PillarPage
):
    article = article_with(make_call("read-it", page=home, live=False), pillar)
    shape = article.body.stream_block.get_api_representation(article.body)
    assert shape[1]["value"] is None


def test_editors_may_publish_calls(db: None):
    editors = Group.objects.get(name="Editors")
    assert editors.permissions.filter(codename="publish_calltoaction").exists()
