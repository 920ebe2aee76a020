"""The page of the replay: counts for every editor, names for those who may view them."""

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Assessment
from leads.actions.policies import load_policy
from leads.models import RoutingPolicy
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def address(**query: str) -> str:
    url = reverse("leads_proof:replay", args=[RoutingPolicy.objects.get().pk])
    return url + ("?" + "&".join(f"{name}={value}" for name, value in query.items()))


def words(html: Any) -> str:
    return re.sub(r"\s+", " ", BeautifulSoup(html, "html.parser").get_text(" ", strip=True))


def streamed(client: Client, **query: str) -> list[dict[str, Any]]:
    response = client.get(address(stream="1", **query))
    assert response["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.getvalue().splitlines()]


@pytest.fixture
def moved(house: Assessment) -> Assessment:
    """Rosa went to Cleo; under the draft everybody takes the book."""
    make.route(make.TO_EXECUTIVE, contact=make.ROSA)
    make.route(make.TO_BOOK, contact=None)
    rules = {"rules": [], "fallback": "book", "fallback_reason": "All."}
    load_policy(rules, assessment=house, publish=False)
    return house


def test_before_it_runs_it_says_how_much_there_is(moved: Assessment, log_in: LogIn) -> None:
    page = log_in("edith").get(address()).content
    assert "Replay 2 submissions" in words(page)
    assert "would take another lane" not in words(page).split("Replay 2 submissions")[1]


def test_without_javascript_one_request_gives_the_report(moved: Assessment, log_in: LogIn) -> None:
    page = words(log_in("otto").get(address(run="1")).content)
    assert "1 of 2 submissions would take another lane." in page
    assert "Rosa Almeida" in page
    assert "Cleo 1.0 0.0 -1.0" in page


def test_the_stream_says_how_far_it_is_and_ends_with_the_same_report(
    moved: Assessment, log_in: LogIn
) -> None:
    first, second, last = streamed(log_in("otto"))
    assert (first, second) == ({"done": 0, "total": 2}, {"done": 2, "total": 2})
    page = words(log_in("otto").get(address(run="1")).content)
    assert words(last["report"]) in page


def test_who_may_not_view_submissions_gets_counts_and_no_names(
    moved: Assessment, log_in: LogIn
) -> None:
    for html in (
        log_in("edith").get(address(run="1")).content.decode(),
        streamed(log_in("edith"))[-1]["report"],
    ):
        assert "1 of 2 submissions would take another lane." in words(html)
        assert "You may not view submissions" in words(html)
        for said in make.ROSA.values():
            assert said not in html


@pytest.mark.parametrize("query", [{"run": "1"}, {"stream": "1"}])
def test_who_may_not_view_the_policy_gets_nothing(
    query: dict[str, str], moved: Assessment, log_in: LogIn
) -> None:
    assert log_in("ada").get(address(**query)).status_code == 302
    assert Client().get(address(**query)).status_code == 302


def test_a_change_leads_to_the_submission_its_lead_and_every_verdict(
    moved: Assessment, log_in: LogIn
) -> None:
    otto = log_in("otto")
    report = BeautifulSoup(streamed(otto)[-1]["report"], "html.parser")
    links = [a["href"] for a in report.find_all("a") if not a["href"].startswith("#")]
    assert len(links) == 3
    assert [otto.get(link).status_code for link in links] == [200, 200, 200]


def test_what_is_published_changes_nobody(moved: Assessment, log_in: LogIn) -> None:
    report = words(streamed(log_in("otto"), of="published")[-1]["report"])
    assert "0 of 2 submissions would take another lane." in report


def test_an_incomplete_draft_streams_a_sentence(moved: Assessment, log_in: LogIn) -> None:
    policy = RoutingPolicy.objects.get()
    policy.fallback_reason = ""
    policy.save_revision(clean=False)
    (only,) = streamed(log_in("otto"))
    assert "is not complete" in only["report"]


def test_what_a_reader_wrote_is_shown_as_text(moved: Assessment, log_in: LogIn) -> None:
    make.route(make.TO_EXECUTIVE, contact=make.SAM | {"name": "<script>alert(1)</script>"})
    report = streamed(log_in("otto"))[-1]["report"]
    assert "<script>" not in report
    assert "&lt;script&gt;" in report


def test_it_writes_nothing_and_asks_no_more_for_more(moved: Assessment, log_in: LogIn) -> None:
    otto = log_in("otto")

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            streamed(otto)
        return [each["sql"] for each in queries]

    first = asked()
    for _ in range(3):
        make.route(make.TO_EXECUTIVE, contact=make.SAM)
    later = asked()
    assert len(later) == len(first) <= 26  # 19 of them read who asks, and both drafts
    assert all(sql.startswith(("SELECT", "DECLARE")) for sql in first + later)
