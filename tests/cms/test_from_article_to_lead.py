"""From a call in an article, over HTTP, to the lead in the admin: its page and its block."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import Assessment
from cms.attribution.counting import counts_of
from leads.models import Submission
from leads.throttle import limiter
from pages.domain.confidence import Count
from pages.models import ArticlePage, CallToAction, ReusableBlock
from pages.trials.running import start_trial
from tests import make
from tests.leads.reading.browser import Form
from tests.pages.building import (
    TEXT,
    make_article,
    make_assessment_page,
    make_call,
    make_pillar,
    make_site,
    read,
    words,
)
from tests.pages.people import browser_of

ANSWERS = {f"answers.{key}": value for key, value in make.TO_EXECUTIVE.items()}
ROSA = {f"contact.{name}": text for name, text in make.ROSA.items()}
B = {"label": "See where it drags", "supporting_line": "", "style": "primary"}


@pytest.fixture
def call(house: Assessment) -> CallToAction:
    limiter.storage.reset()
    return make_call("take-it", page=make_assessment_page(make_site(), house))


@pytest.fixture
def article(call: CallToAction) -> ArticlePage:
    """The call stands in it alone, and in a reusable block: there its block is that of the page."""
    part = {"type": "call_to_action", "value": call.pk, "id": "inside"}
    steps = ReusableBlock.objects.create(key="steps", title="Steps", body=json.dumps([part]))
    return make_article(
        make_pillar(call.page.get_parent()),
        TEXT,
        {"type": "call_to_action", "value": call.pk, "id": "b7"},
        {"type": "reusable", "value": steps.pk, "id": "around"},
    )


def follow(client: Client, link: Any) -> Submission:
    """The reader goes where the link leads, begins, answers, and is sent to the result."""
    begin = read(client, link["href"]).select_one("a[href^='/assessments/compass/']")
    form = Form.opened(client, begin["href"])
    answer = form.send(ANSWERS | ROSA)
    assert answer.status_code == 303, answer.content
    assert "/results/" in answer["Location"]
    make.work_through("pipeline")
    return Submission.objects.select_related("lead").latest("submitted_at")


def origin_in_the_admin(submission: Submission) -> dict[str, str]:
    otto = browser_of("otto", "Operators")
    lists = read(otto, reverse("leads_lead:inspect", args=[submission.lead_id])).select(
        "dl.receipt-list"
    )
    return {
        words(name): words(name.find_next_sibling("dd"))
        for one in lists
        for name in one.select("dt")
    }


@pytest.mark.parametrize(("place", "block"), [(0, "b7"), (1, "around")])
def test_a_lead_shows_its_page_and_its_block(article, client, place, block):
    link = read(client, article).select(".body a.button")[place]
    submission = follow(client, link)
    assert submission.attribution == {"page": article.url, "block": block}
    shown = origin_in_the_admin(submission)
    assert (shown["page"], shown["block"]) == (article.url, block)


def test_a_lead_of_variant_b_shows_the_block_and_the_mark_and_is_counted(article, call, client):
    trial = start_trial(call, words=B, user=None, now=timezone.now())
    link = read(client, article).select(".faces a")[1]
    assert parse_qs(urlsplit(link["href"]).query)["block"] == [f"b7~{trial.pk}b"]
    submission = follow(client, link)
    assert origin_in_the_admin(submission)["block"] == f"b7~{trial.pk}b"
    assert counts_of(trial) == {"a": Count(0, 0), "b": Count(0, 1)}


def test_without_a_script_a_reader_of_a_trial_is_attributed_and_not_counted(article, call, client):
    trial = start_trial(call, words=B, user=None, now=timezone.now())
    submission = follow(client, read(client, article).select_one(".face:not([hidden]) a"))
    assert submission.attribution == {"page": article.url, "block": "b7"}
    assert counts_of(trial) == {"a": Count(0, 0), "b": Count(0, 0)}
