"""How often one client may send; the form and the API share one count."""

import json

import pytest
from django.test import override_settings

from leads.models import Submission
from tests.api.conftest import SUBMISSIONS

pytestmark = pytest.mark.django_db

three_a_minute = override_settings(SUBMISSION_RATE="3/minute")


@three_a_minute
def test_one_more_than_the_rate_is_a_429_that_says_when_to_come_back(post, body):
    assert [post(body).status_code for _ in range(4)] == [202, 202, 202, 429]
    answer = post(body)
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer.json()["status"] == 429


@three_a_minute
def test_what_is_refused_counts_too_and_is_not_even_read(post, house):
    assert [post(b"{").status_code for _ in range(4)] == [400, 400, 400, 429]


@three_a_minute
def test_another_client_is_not_held_up(post, body):
    for _ in range(4):
        post(body)
    assert post(body, REMOTE_ADDR="203.0.113.9").status_code == 202


@three_a_minute
def test_one_network_of_ipv6_is_one_client(post, body):
    assert [
        post(body, REMOTE_ADDR=f"2001:db8:1:2::{host}").status_code for host in range(1, 5)
    ] == [202, 202, 202, 429]
    assert post(body, REMOTE_ADDR="2001:db8:1:3::1").status_code == 202


@three_a_minute
def test_a_header_that_anybody_can_write_makes_nobody_another_client(post, body):
    answers = [post(body, HTTP_X_FORWARDED_FOR=f"203.0.113.{host}") for host in range(4)]
    assert answers[-1].status_code == 429


@three_a_minute
def test_the_form_and_the_api_share_one_count(client, post, body):
    for _ in range(3):
        post(body)
    assert client.post("/assessments/compass/", {}).status_code == 429
    assert Submission.objects.count() == 1


@three_a_minute
def test_reading_is_not_counted(client, post, body):
    token = post(body).json()["result_token"]
    answers = [client.get(f"/api/v1/results/{token}/").status_code for _ in range(5)]
    assert answers == [200] * 5


def test_the_count_lives_in_this_process_and_asks_no_broker(client, body, settings):
    settings.REDIS_URL = "redis://203.0.113.1:1/0"
    answer = client.post(SUBMISSIONS, json.dumps(body), content_type="application/json")
    assert answer.status_code == 202
