"""Answers by hand or of a past submission: every verdict, the lane, whose turn; nothing written."""

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
from leads.actions.retention import erase_submission
from leads.models import Advisor, Membership, RoutingPolicy, Submission
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

BY_COMPANY = make.POLICY | {
    "rules": [
        make.POLICY["rules"][0]
        | {"condition": {"field": "contact.email_domain", "operator": "is", "value": "halden.org"}}
    ]
}


def address(query: str = "") -> str:
    return reverse("leads_proof:try", args=[RoutingPolicy.objects.get().pk]) + query


def words(html: Any) -> str:
    text = BeautifulSoup(html, "html.parser").find("main").get_text(" ", strip=True)
    return re.sub(r"\s+", " ", text)


def tried(client: Client, query: str = "", **answers: str) -> str:
    sent = {name.replace("__", "."): text for name, text in answers.items()}
    response = client.post(address(query), sent)
    assert response.status_code == 200
    return words(response.content)


def by_hand(client: Client, answers: dict[str, Any], **more: str) -> str:
    return tried(client, **{f"answers.{key}": text for key, text in answers.items()}, **more)


def test_at_first_every_question_is_asked_and_nothing_said(
    house: Assessment, log_in: LogIn
) -> None:
    page = words(log_in("edith").get(address()).content)
    for question in make.COMPASS["questions"]:
        assert question["text"] in page
    assert "Every rule’s verdict" not in page


def test_answers_by_hand_show_the_lane_scores_and_every_verdict(
    house: Assessment, log_in: LogIn
) -> None:
    page = by_hand(log_in("edith"), make.TO_INDIVIDUAL)
    assert "Individual advisory. Most of your drag is your own." in page
    assert "No: Organizational drag is at least 50 (0)" in page.replace("( ", "(")
    assert "Yes: Personal drag is at least 50 (100)" in page.replace("( ", "(")
    assert "Personal drag 100 of 100 High" in page


def test_whose_turn_it_would_be_and_why_not_the_others(house: Assessment, log_in: LogIn) -> None:
    Advisor.objects.filter(name="Ben").update(active=False)
    page = by_hand(log_in("edith"), make.TO_INDIVIDUAL)
    assert "Ada , if the lead came now" in page
    assert re.search("Ben 1 [^A-Z]*No, takes no more leads", page)
    assert re.search("Dov 1 [^A-Z]*No, away", page)


def test_a_lane_without_advisors_draws_nobody(house: Assessment, log_in: LogIn) -> None:
    assert "This lane has no advisors" in by_hand(log_in("edith"), make.TO_BOOK)


def test_what_does_not_fit_is_told_at_the_question(house: Assessment, log_in: LogIn) -> None:
    page = by_hand(log_in("edith"), {"pace": "sideways", "forum": "made"})
    assert "These answers do not fit." in page
    assert "Choose one of the answers offered." in page
    assert "Every rule’s verdict" not in page


def test_the_rules_fields_are_asked_for_and_count(house: Assessment, log_in: LogIn) -> None:
    load_policy(BY_COMPANY, assessment=house, publish=False)
    edith = log_in("edith")
    assert 'name="contact.email"' in edith.get(address()).content.decode()
    page = by_hand(edith, make.TO_BOOK, **{"contact.email": "sam@halden.org"})
    assert "Executive advisory. Most of your drag" in page
    assert "The book. Little drags." in by_hand(edith, make.TO_BOOK)


def test_the_draft_is_tried_unless_what_is_published_is_asked_for(
    house: Assessment, log_in: LogIn
) -> None:
    load_policy(
        {"rules": [], "fallback": "book", "fallback_reason": "All."},
        assessment=house,
        publish=False,
    )
    answers = {f"answers.{key}": text for key, text in make.TO_EXECUTIVE.items()}
    assert "The book. All." in tried(log_in("edith"), **answers)
    assert "Executive advisory." in tried(log_in("edith"), "?of=published", **answers)


def test_a_past_submission_is_tried_by_its_id(house: Assessment, log_in: LogIn) -> None:
    submission = make.route(make.TO_EXECUTIVE | {"note": "A word."}, contact=make.ROSA)
    page = words(log_in("otto").get(address(f"?submission={submission.pk}")).content)
    assert "Rosa Almeida" in page
    assert "Executive advisory. Most of your drag is the organization’s." in page


@pytest.mark.parametrize("asked", ["nonsense", "00000000-0000-4000-8000-000000000001"])
def test_an_id_that_is_none_says_so(asked: str, house: Assessment, log_in: LogIn) -> None:
    page = words(log_in("otto").get(address(f"?submission={asked}")).content)
    assert "No submission of this assessment has that id" in page


def test_an_erased_submission_cannot_be_tried(house: Assessment, log_in: LogIn) -> None:
    submission = make.route(make.TO_EXECUTIVE)
    erase_submission(submission, now=make.NOW)
    page = words(log_in("otto").get(address(f"?submission={submission.pk}")).content)
    assert "its reader was erased" in page


def test_who_may_not_view_submissions_cannot_pick_one(house: Assessment, log_in: LogIn) -> None:
    submission = make.route(make.TO_EXECUTIVE | {"note": "A word."}, contact=make.ROSA)
    html = log_in("edith").get(address(f"?submission={submission.pk}")).content.decode()
    for said in (*make.ROSA.values(), "A word.", "Every rule’s verdict", str(submission.pk)):
        assert said not in html.replace(f"submission={submission.pk}", "")


def test_who_may_not_view_the_policy_tries_nothing(house: Assessment, log_in: LogIn) -> None:
    for client in (log_in("ada"), Client()):
        assert client.get(address()).status_code == 302
        assert client.post(address()).status_code == 302


def test_nothing_is_written_and_nobodys_turn_moves(house: Assessment, log_in: LogIn) -> None:
    before = list(Membership.objects.order_by("pk").values_list("balance", flat=True))
    edith = log_in("edith")
    with CaptureQueriesContext(connection) as queries:
        by_hand(edith, make.TO_INDIVIDUAL)
    assert all(each["sql"].startswith("SELECT") for each in queries)
    assert len(queries) <= 25
    assert list(Membership.objects.order_by("pk").values_list("balance", flat=True)) == before
    assert not Submission.objects.exists()
