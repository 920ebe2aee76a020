"""What readers get while a trial runs: everybody the same page, with both faces in it."""

import gzip
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.models import ArticlePage, CallToAction, HomePage, OfferPage, PillarPage
from pages.models.changes import edition
from pages.trials.running import end_trial
from tests.api.test_trials import seen
from tests.make import NOW
from tests.pages.building import TEXT, make_article, publish, read, words
from tests.pages.test_query_budget import forget
from tests.pages.trials.conftest import WORDS

STATIC = settings.BASE_DIR / "cms" / "static"


def test_both_faces_stand_in_the_page_and_one_is_hidden(article, trial, client):
    faces = read(client, article).select(".faces > .face")
    assert [words(face) for face in faces] == ["Take it", "Five minutes. See where it drags"]
    assert [face.has_attr("hidden") for face in faces] == [False, True]
    assert faces[1].select_one("a")["class"] == ["arrow"]


def test_each_address_says_the_block_and_b_says_its_variant(article, trial, client):
    a, b = (link["href"] for link in read(client, article).select(".faces a"))
    assert a.endswith("?from=%2Fcareer%2Ftwo-jobs%2F&block=b7")
    assert b.endswith(f"?from=%2Fcareer%2Ftwo-jobs%2F&block=b7~{trial.pk}b")


def test_without_a_trial_no_face_no_sheet_and_no_script(article, client):
    page = read(client, article)
    assert not page.select(".faces, script[src], link[href*=trials]")
    assert words(page.select_one(".block-call_to_action")) == "Take it"


def test_with_one_there_is_a_sheet_and_a_script_that_holds_back_no_face(article, trial, client):
    page = read(client, article)
    assert page.select_one("head link[href$='css/trials.css']")
    script = page.select_one("head script[src$='js/trial.js']")
    assert (script["type"], script["blocking"]) == ("module", "render")


def test_the_script_is_small():
    assert (STATIC / "js" / "trial.js").stat().st_size <= 1_500
    assert len(gzip.compress((STATIC / "css" / "trials.css").read_bytes())) < 500


@pytest.mark.postgres
def test_a_trial_begins_and_ends_an_edition_and_a_reader_who_has_seen_it_does_not(
    article, call, trial, client
):
    running = client.get(article.url)
    assert "private" not in running["Cache-Control"]
    assert not running.cookies
    before = edition()
    assert seen(client, trial.pk, "b").status_code == 204
    assert edition() == before
    assert client.get(article.url, headers={"if-none-match": running["ETag"]}).status_code == 304
    end_trial(trial, keep="b", user=None, now=NOW)
    assert edition() != before
    after = read(client, article)
    assert not after.select(".faces")
    assert words(after.select_one(".block-call_to_action")) == "Five minutes. See where it drags"


def test_wherever_a_call_stands_its_faces_stand(
    home: HomePage, pillar: PillarPage, call: CallToAction, trial, client: Client
):
    row = {"type": "next_step_row", "id": "r", "value": {"heading": "", "calls": [call.pk] * 2}}
    ways = [{"title": "Yours", "text": "<p>So.</p>", "call_to_action": call.pk}] * 2
    fork = {"type": "fork", "id": "f", "value": {"heading": "Whose?", "ways": ways}}
    article = read(client, make_article(pillar, TEXT, fork, row))
    assert len(article.select(".way .faces")) == len(article.select(".next-call .faces")) == 2
    offer = publish(home.add_child(instance=OfferPage(
        title="Volume 1", standfirst="Read it.", call_to_action=call, body=[("text", "<p>It.</p>")]
    )))  # fmt: skip
    page = read(client, offer)
    assert page.select_one(".begin .faces")
    assert page.select_one("script[src$='js/trial.js']")
    assert re.search(rf"block=~{trial.pk}b$", page.select(".begin a")[1]["href"])


@pytest.mark.postgres
def test_a_page_under_trial_costs_no_query_more(article: ArticlePage, trial, client: Client):
    forget()
    with CaptureQueriesContext(connection) as captured:
        assert read(client, article).select(".faces")
    assert len(captured) <= 5


def test_other_programs_are_given_both_variants_and_what_to_add_to_the_block(
    article, trial, client
):
    body = client.get("/api/v1/content/by-path", {"path": article.url}).json()["body"]
    card = body[1]["value"]
    assert card["label"] == "Take it"
    assert card["trial"]["id"] == trial.pk
    a, b = card["trial"]["variants"]
    assert (a["variant"], a["label"], a["block_mark"]) == ("a", "Take it", f"~{trial.pk}a")
    assert (b["variant"], b["label"], b["block_mark"]) == ("b", WORDS["label"], f"~{trial.pk}b")


@pytest.mark.parametrize(("mode", "label"), [("", "Take it"), ("b", "See where it drags")])
def test_an_editor_previews_each_variant_by_itself(call, trial, rf, mode, label):
    draft = CallToAction.objects.get(pk=call.pk)
    assert mode in [name for name, _ in draft.preview_modes]
    shown = draft.make_preview_request(preview_mode=mode)
    shown.render()
    html = shown.content.decode()
    assert label in html
    assert "data-trial" not in html
    assert "trial.js" not in html
