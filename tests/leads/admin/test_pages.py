"""A receipt's own page tells what happened, in the words of that day."""

import html
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.importing import load_assessment
from assessment.models import Assessment
from leads.actions.moving import reassign_lead
from leads.actions.policies import load_policy
from leads.domain.actors import SYSTEM
from leads.models import Assignment, Decision, Delivery, Lead, OutboxMessage, Submission
from tests import make
from tests.leads.admin.conftest import LogIn


def page(client: Client, row: Any) -> BeautifulSoup:
    url = reverse(f"leads_{row._meta.model_name}:inspect", args=[row.pk])
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find("main")


def words(node: Any) -> str:
    return re.sub(r"\s+", " ", node.get_text(" ", strip=True)).replace(" .", ".").replace("( ", "(")


def panel(content: BeautifulSoup, heading: str) -> str:
    for section in content.find_all("section"):
        title = section.find(attrs={"data-panel-heading-text": True})
        if title and title.get_text(strip=True) == heading:
            return words(section)
    raise AssertionError(f"There is no panel “{heading}”.")


def table(content: BeautifulSoup, heading: str) -> list[list[str]]:
    for section in content.find_all("section"):
        title = section.find(attrs={"data-panel-heading-text": True})
        if title and title.get_text(strip=True) == heading:
            rows = section.find("tbody").find_all("tr")
            return [[words(cell) for cell in row.find_all("td")] for row in rows]
    raise AssertionError(f"There is no panel “{heading}”.")


def test_a_lead_shows_who_it_is(otto: Client, receipts: dict[str, Any]) -> None:
    person = panel(page(otto, receipts["lead"]), "The person")
    for said in make.ROSA.values():
        assert said in person


def test_a_lead_shows_its_scores_and_every_rules_verdict(
    otto: Client, receipts: dict[str, Any]
) -> None:
    content = page(otto, receipts["lead"])
    assert table(content, "Scores") == [
        ["Personal drag", "0 of 100", "Low"],
        ["Organizational drag", "100 of 100", "High"],
    ]
    assert table(content, "Why this lane") == [
        [
            "The organization drags",
            "Executive advisory",
            "Held, and decided",
            "Yes: Organizational drag is at least 50 (100)",
        ],
        [
            "The person drags",
            "Individual advisory",
            "Did not hold",
            "No: Personal drag is at least 50 (0)",
        ],
    ]


def test_a_rule_that_held_too_late_says_so(otto: Client, house: Assessment) -> None:
    make.route({"pace": "they-wait", "forum": "nowhere"}, contact=make.ROSA)
    verdicts = [row[2] for row in table(page(otto, Lead.objects.get()), "Why this lane")]
    assert verdicts == ["Held, and decided", "Held, but came later"]


def test_where_no_rule_held_the_fallback_decided(otto: Client, house: Assessment) -> None:
    make.route(make.TO_BOOK, contact=make.ROSA)
    last = table(page(otto, Lead.objects.get()), "Why this lane")[-1]
    assert last == ["No rule held", "The book", "The fallback decided", ""]


def test_a_lead_shows_who_was_considered_and_why_not(otto: Client, house: Assessment) -> None:
    make.route(make.TO_INDIVIDUAL, contact=make.ROSA)
    content = page(otto, Lead.objects.get())
    assignment = Assignment.objects.get()
    assert f"Offered to {assignment.advisor}" in panel(content, "Who got it")
    assert assignment.reason in panel(content, "Who got it")
    considered = {row[0]: row[3] for row in table(content, "Who got it")}
    assert considered == {"Ada": "Yes", "Ben": "Yes", "Dov": "No, away that day"}


def test_a_lead_nobody_could_take_says_so(otto: Client, house: Assessment) -> None:
    make.route(make.TO_BOOK, contact=make.ROSA)
    assert "No advisor was offered this lead." in panel(
        page(otto, Lead.objects.get()), "Who got it"
    )


def test_a_lead_shows_its_messages_and_answers(otto: Client, receipts: dict[str, Any]) -> None:
    content = page(otto, receipts["lead"])
    assert [row[:3] for row in table(content, "Messages")] == [
        ["Result", "rosa@example.com", "Queued"],
        ["Lead brief", "cleo@example.com", "Queued"],
    ]
    answers = panel(content, "Answers")
    assert "Who waits for whom? Nobody waits" in answers
    assert "utm_source newsletter" in answers


def test_a_lead_shows_every_submission_newest_first(otto: Client, house: Assessment) -> None:
    make.route(make.TO_BOOK, contact=make.ROSA)
    later = make.NOW.replace(year=2027)
    make.submit(make.TO_EXECUTIVE, contact=make.ROSA, now=later)
    Submission.objects.filter(submitted_at=later).update(lead=Lead.objects.get())
    headings = [words(each) for each in page(otto, Lead.objects.get()).find_all("h2", id=True)]
    visits = [each for each in headings if each.startswith("The Compass")]
    assert "2027" in visits[0]
    assert "2026" in visits[1]
    assert "Not routed yet." in words(page(otto, Lead.objects.get()))


def test_a_lead_of_many_submissions_costs_no_more_queries(
    otto: Client, receipts: dict[str, Any]
) -> None:
    page(otto, receipts["lead"])
    with CaptureQueriesContext(connection) as of_one:
        page(otto, receipts["lead"])
    for _ in range(5):
        make.route(make.TO_EXECUTIVE, contact=make.ROSA)
    with CaptureQueriesContext(connection) as of_six:
        page(otto, receipts["lead"])
    assert len(of_six) == len(of_one) <= 25


def test_an_advisor_sees_their_lead_whole_and_no_link_that_is_closed_to_them(
    log_in: LogIn, receipts: dict[str, Any]
) -> None:
    cleo = log_in("cleo")
    content = page(cleo, receipts["lead"])
    assert table(content, "Scores")
    assert table(content, "Messages")
    for link in content.find_all("a", href=True):
        if link["href"].startswith("/"):
            assert cleo.get(link["href"]).status_code == 200, link["href"]


def test_a_lead_that_moved_on_is_no_longer_the_first_advisors(
    log_in: LogIn, receipts: dict[str, Any]
) -> None:
    first = receipts["assignment"]
    ada = make.Advisor.objects.get(name="Ada")
    reassign_lead(first.lead, to=ada, reason="Cleo is on leave.", by=SYSTEM, now=make.NOW)
    url = reverse("leads_lead:inspect", args=[first.lead_id])
    assert log_in("cleo").get(url).status_code == 404
    assert log_in("ada").get(url).status_code == 200
    own = log_in("cleo").get(reverse("leads_assignment:index")).context["object_list"]
    assert list(own) == []


def test_a_decision_shows_its_own_rules_after_they_were_changed(
    otto: Client, receipts: dict[str, Any], house: Assessment
) -> None:
    rules = [make.POLICY["rules"][0] | {"label": "Another name"}]
    load_policy(make.POLICY | {"rules": rules}, assessment=house, publish=True)
    labels = [row[0] for row in table(page(otto, receipts["decision"]), "Every rule’s verdict")]
    assert labels == ["The organization drags", "The person drags"]


def test_a_rule_may_be_newer_than_the_questions_the_reader_saw(
    otto: Client, house: Assessment
) -> None:
    """The form was open while the assessment and then its routing were published anew."""
    early = make.submit(make.TO_BOOK, contact=make.ROSA)
    renamed = [
        each | {"key": each["key"].replace("personal-drag", "own-drag")}
        for each in make.COMPASS["dimensions"]
    ]
    questions = [
        make.COMPASS["questions"][0]
        | {
            "choices": [
                {"key": "they-wait", "label": "They wait", "points": {"own-drag": 10}},
                {"key": "nobody", "label": "Nobody waits", "points": {}},
            ]
        },
        *make.COMPASS["questions"][1:],
    ]
    compass = load_assessment(
        make.COMPASS | {"dimensions": renamed, "questions": questions}, publish=True
    )
    condition = {
        "all": [
            {"difference": ["own-drag", "organizational-drag"], "operator": "above", "value": 1},
            {"not": {"answer": "pace", "operator": "is", "value": "they-wait"}},
        ]
    }
    rules = [make.POLICY["rules"][0] | {"condition": condition}]
    load_policy(make.POLICY | {"rules": rules}, assessment=compass, publish=True)
    make.work_through("pipeline")
    because = table(page(otto, early.decision), "Every rule’s verdict")[0][3]
    assert because == (
        "No: own-drag − Organizational drag is above 1 (— − 0) "
        "None of: No: Who waits for whom? is “They wait for me” (“Nobody waits”)"
    )


def test_an_anonymous_submission_has_a_page(otto: Client, house: Assessment) -> None:
    submission = make.route(make.TO_BOOK, contact=None)
    assert "Not given" in panel(page(otto, submission), "Who sent it")
    assert "Nobody was drawn" in panel(page(otto, submission.decision), "Who was considered")


def test_what_a_reader_wrote_is_shown_as_text(otto: Client, house: Assessment) -> None:
    script = "<script>alert(1)</script>"
    contact = make.ROSA | {"name": script, "company": script}
    make.route(make.TO_EXECUTIVE | {"note": script}, contact=contact)
    for row in (Lead.objects.get(), Submission.objects.get(), Decision.objects.get()):
        url = reverse(f"leads_{row._meta.model_name}:inspect", args=[row.pk])
        content = otto.get(url).content.decode()
        assert script not in content
        assert html.escape(script) in content
        assert (
            script not in otto.get(reverse(f"leads_{row._meta.model_name}:index")).content.decode()
        )


def test_a_message_is_shown_as_text_and_in_a_sandbox_that_runs_nothing(
    otto: Client, receipts: dict[str, Any]
) -> None:
    message = '<p>Hello “Rosa”</p><script>alert(1)</script><img src="https://example.com/x">'
    Delivery.objects.filter(pk=receipts["delivery"].pk).update(html=message, text="Hello\n\nRosa")
    content = page(otto, receipts["delivery"])
    frame = content.find("iframe")
    assert frame.get("sandbox") == [], "an empty sandbox allows nothing"
    assert frame["srcdoc"] == message
    assert content.find("script", string=re.compile("alert")) is None
    assert content.find("pre").get_text() == "Hello\n\nRosa"


def test_a_message_not_yet_sent_has_no_words_yet(otto: Client, receipts: dict[str, Any]) -> None:
    content = page(otto, receipts["delivery"])
    assert content.find("iframe") is None
    assert "Written when it is sent" in panel(content, "The message")


def test_a_sent_message_is_shown_as_it_was_sent(otto: Client, house: Assessment) -> None:
    make.route(make.TO_EXECUTIVE, contact=make.ROSA)
    make.work_through("mail")
    delivery = Delivery.objects.get(kind="result")
    content = page(otto, delivery)
    assert content.find("iframe")["srcdoc"] == delivery.html
    assert content.find("pre").get_text().strip() == delivery.text.strip()
    assert "Status Sent" in panel(content, "The message")


def test_a_message_that_may_have_arrived_twice_says_so(
    otto: Client, receipts: dict[str, Any]
) -> None:
    Delivery.objects.filter(pk=receipts["delivery"].pk).update(attempts=3, ambiguities=2)
    message = panel(page(otto, receipts["delivery"]), "The message")
    assert "of which 2 may have arrived without our knowing" in message


def test_a_message_shows_what_the_service_reported(otto: Client, receipts: dict[str, Any]) -> None:
    reported = table(page(otto, receipts["delivery"]), "What the mail service reported")
    assert reported[0][:2] == ["delivered", "postmark"]


@pytest.mark.parametrize("key", ["nonsense", ""])
def test_a_dead_letter_about_nothing_has_a_page(key: str, otto: Client, house: Assessment) -> None:
    message = OutboxMessage.objects.create(
        topic="delivery.planned", key=key, queue="mail", dead_at=make.NOW
    )
    assert "Send a message" in panel(page(otto, message), "The work")


def test_a_dead_letter_leads_to_what_it_is_about(otto: Client, receipts: dict[str, Any]) -> None:
    delivery = receipts["delivery"]
    message = OutboxMessage.objects.get(topic="delivery.planned", key=str(delivery.pk))
    link = page(otto, message).find("a", string=str(delivery.pk))
    assert link["href"] == reverse("leads_delivery:inspect", args=[delivery.pk])
