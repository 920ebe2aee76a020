"""An editor tries other words for a call, sees what they brought, and ends the trial."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from assessment.models import Assessment
from cms.attribution.counting import counts_of
from leads.models import Submission
from pages.domain.confidence import Count
from pages.models import CallToAction, Exposure, Trial
from pages.trials.running import start_trial
from tests import make
from tests.pages.building import make_assessment_page, make_call, make_site, read, words
from tests.pages.people import browser_of, make_writers

WORDS = {"label": "See where it drags", "supporting_line": "Five minutes.", "style": "quiet"}
B = {f"b_{name}": text for name, text in WORDS.items()}


@pytest.fixture
def call(house: Assessment) -> CallToAction:
    return make_call("take-it", page=make_assessment_page(make_site(), house))


@pytest.fixture
def trial(call: CallToAction) -> Trial:
    return start_trial(call, words=WORDS, user=None, now=timezone.now() - timedelta(hours=1))


@pytest.fixture
def edith(call: CallToAction) -> Client:
    return browser_of("edith", "Editors")


def address(trial: Trial) -> str:
    return f"/admin/trials/{trial.pk}/"


def page_of(trial: Trial, client: Client) -> BeautifulSoup:
    return read(client, address(trial))


def rows(page: BeautifulSoup) -> list[list[str]]:
    return [[words(cell) for cell in row.select("th, td")] for row in page.select("tbody tr")]


def brought(trial: Trial, variant: str, *, times: int, **more: Any) -> None:
    """Submissions as they come from a reader who saw this variant."""
    for _ in range(times):
        block = f"b7~{trial.pk}{variant}"
        make.submit(contact=None, block=block, now=timezone.now(), **more)


def test_an_editor_begins_a_trial_from_the_calls_own_page(call, edith):
    edit = read(edith, f"/admin/snippets/pages/calltoaction/edit/{call.pk}/")
    link = edit.find("a", href=f"/admin/calls/{call.pk}/trials/")
    form = read(edith, link["href"])
    assert form.select_one("input[name=b_label]")["value"] == "Take it"
    answer = edith.post(link["href"], B)
    trial = Trial.objects.get()
    assert answer["Location"] == address(trial)
    assert rows(page_of(trial, edith)) == [
        ["A", "Take it, a button", "0", "0", "–"],
        ["B", "See where it drags, a link Five minutes.", "0", "0", "–"],
    ]


def test_words_that_change_nothing_begin_no_trial(call, edith):
    same = {"b_label": call.label, "b_supporting_line": "", "b_style": call.style}
    answer = edith.post(f"/admin/calls/{call.pk}/trials/", same)
    assert answer.status_code == 422
    assert "Variant B says the same as the call itself." in answer.content.decode()
    assert not Trial.objects.exists()


def test_why_none_can_begin_is_said(call, edith):
    call.unpublish()
    page = read(edith, f"/admin/calls/{call.pk}/trials/")
    assert "Readers do not see this call now." in words(page.main)
    assert not page.select("input[name=b_label]")


def test_submissions_are_counted_by_the_mark_they_carry(trial, edith):
    brought(trial, "a", times=1)
    brought(trial, "b", times=2)
    brought(trial, "b", times=1, flag="trap filled")
    make.submit(contact=None, block="b7")
    make.submit(contact=None, block=f"b7~1{trial.pk}b")
    make.submit(contact=None)
    Exposure.objects.filter(variant="b").update(readers=8)
    assert counts_of(trial) == {"a": Count(0, 1), "b": Count(8, 2)}
    assert rows(page_of(trial, edith))[1][2:] == ["8", "2", "25.0"]


@pytest.mark.postgres
def test_they_are_counted_alike_on_postgres(trial):
    brought(trial, "a", times=1)
    brought(trial, "b", times=2)
    assert counts_of(trial) == {"a": Count(0, 1), "b": Count(0, 2)}


def test_it_is_too_early_to_say_with_few(trial, edith):
    brought(trial, "b", times=3)
    Exposure.objects.update(readers=99)
    text = words(page_of(trial, edith).select_one(".verdict"))
    assert text == (
        "It is too early to say which does better. That takes 100 readers of each variant, and 10 "
        "submissions of both together."
    )


@pytest.mark.parametrize(
    ("of_a", "of_b", "sentence"),
    [
        (2, 10, "is 99 %. Variant B does better."),
        (10, 2, "is 1 %. Variant A does better."),
        (6, 7, "is 61 %. That is not clear enough to tell them apart."),
        (0, 30, "is more than 99 %. Variant B does better."),
    ],
)
def test_then_it_says_how_sure_it_is(trial, edith, of_a, of_b, sentence):
    brought(trial, "a", times=of_a)
    brought(trial, "b", times=of_b)
    Exposure.objects.update(readers=100)
    assert sentence in words(page_of(trial, edith).select_one(".verdict"))


def test_the_editor_ends_it_and_keeps_b(trial, edith):
    answer = edith.post(f"{address(trial)}end/", {"keep": "b"}, follow=True)
    page = BeautifulSoup(answer.content, "html.parser")
    assert "variant B was kept" in words(page.main)
    assert not page.select("button[name=keep]")
    call = CallToAction.objects.get()
    assert call.words == WORDS
    history = words(read(edith, f"/admin/snippets/pages/calltoaction/history/{call.pk}/").main)
    assert "Ended a trial of two variants" in history


def test_a_get_ends_nothing_and_neither_does_a_post_that_says_no_variant(trial, edith):
    assert edith.get(f"{address(trial)}end/?keep=b").status_code == 405
    edith.post(f"{address(trial)}end/", {"keep": "c"})
    assert Trial.objects.get().ended_at is None


def test_only_who_may_publish_a_call_begins_and_ends_a_trial(call, trial):
    make_writers()
    for client in (browser_of("vera", "Writers"), browser_of("ada", "Advisors")):
        assert client.get(address(trial)).status_code in (302, 403)
        assert client.post(f"{address(trial)}end/", {"keep": "a"}).status_code in (302, 403)
        assert client.post(f"/admin/calls/{call.pk}/trials/", B).status_code in (302, 403)
    assert Trial.objects.get().ended_at is None


def test_a_trial_costs_as_much_for_twenty_submissions_as_for_two(
    trial, edith, django_assert_max_num_queries
):
    brought(trial, "a", times=10)
    brought(trial, "b", times=10)
    assert Submission.objects.count() == 20
    with django_assert_max_num_queries(14):
        page_of(trial, edith)
