"""POST /api/v1/trials/{trial}/seen/: one more reader, and nothing about them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from leads.throttle import limiter
from pages.models import Exposure, Trial
from pages.trials.running import end_trial, start_trial
from tests.make import NOW
from tests.pages.building import make_assessment_page, make_call, make_site

WORDS = {"label": "See where it drags", "supporting_line": "", "style": "primary"}


@pytest.fixture
def trial(house: object) -> Trial:
    limiter.storage.reset()
    call = make_call("take-it", page=make_assessment_page(make_site(), house))
    return start_trial(call, words=WORDS, user=None, now=NOW)


def seen(client: Client, trial: object, variant: str, **headers: str) -> Any:
    body = json.dumps({"variant": variant})
    address = f"/api/v1/trials/{trial}/seen/"
    return client.post(address, body, content_type="application/json", headers=headers)


def counts() -> dict[str, int]:
    return dict(Exposure.objects.values_list("variant", "readers"))


@pytest.mark.postgres
def test_a_reader_who_has_seen_a_variant_is_counted(trial, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = seen(client, trial.pk, "b")
    assert (answer.status_code, answer.content) == (204, b"")
    assert not answer.cookies
    assert counts() == {"a": 0, "b": 1}


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_who_asks_not_to_be_followed_is_not_counted(trial, client, header):
    assert seen(client, trial.pk, "b", **{header: "1"}).status_code == 204
    assert counts() == {"a": 0, "b": 0}


def test_a_trial_that_has_ended_counts_no_more_and_complains_of_nobody(trial, client):
    Exposure.objects.update(readers=F("readers") + 3)
    end_trial(trial, keep="a", user=None, now=NOW + timedelta(days=1))
    assert seen(client, trial.pk, "b").status_code == 204
    assert counts() == {"a": 3, "b": 3}


@pytest.mark.parametrize(
    ("trial_id", "variant", "status"),
    [("9999", "a", 404), ("x", "a", 422), (2**64, "a", 422), ("0", "a", 422), ("1", "c", 422)],
)
def test_what_is_not_there_or_not_meant_is_refused(trial, client, trial_id, variant, status):
    assert seen(client, trial_id, variant).status_code == status
    assert counts() == {"a": 0, "b": 0}


def test_one_address_tells_only_so_often(trial, client):
    answers = [seen(client, trial.pk, "a").status_code for _ in range(301)]
    assert answers[:300] == [204] * 300
    assert answers[300] == 429
    assert counts()["a"] == 300
