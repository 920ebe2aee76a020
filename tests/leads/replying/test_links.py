"""The links of a brief: a GET shows, a POST acts, once, as long as the offer stands."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from leads.actions.assignments import accept_assignment, expire_assignment
from leads.actions.moving import reassign_lead
from leads.actions.retention import erase_submission
from leads.domain.actors import SYSTEM
from leads.domain.answering import Answer
from leads.mail.links import answer_link
from leads.models import Advisor, Assignment, Delivery, Lane, LeadEvent, OutboxMessage, Submission
from leads.models.tokens import ANSWER_LINK_LASTS, answer_token
from tests import make
from tests.leads.assigning.conftest import by
from tests.leads.replying.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = make.NOW
VERBS = list(Answer)


def path(turn: Assignment, answer: str) -> str:
    return answer_link(turn, Answer(answer)).removeprefix("http://127.0.0.1:8000")


def states() -> list[tuple[str, str]]:
    return list(Assignment.objects.order_by("number").values_list("advisor__name", "state"))


def first_day(browser: Client, turn: Assignment) -> str:
    page = browser.get(path(turn, "not_now")).content.decode()
    return re.findall(r'name="until" value="([^"]+)"', page)[0]


def said(browser: Client, turn: Assignment, answer: str) -> dict[str, str]:
    """What the page of this answer sends."""
    if answer == "not_now":
        return {"until": first_day(browser, turn)}
    return {"reason": "I know her."} if answer == "decline" else {}


def test_the_brief_has_the_three_links_in_words_and_as_links(offer):
    brief = mail("lead_brief")
    for answer in VERBS:
        token = answer_token(offer.pk, answer, 0).split(":")[0]
        assert f"/leads/{token}:" in brief.text
        assert f"/leads/{token}:" in brief.html


@pytest.mark.parametrize("answer", VERBS)
def test_looking_changes_nothing(offer, browser, answer):
    url = path(offer, answer)
    for _ in range(2):
        assert browser.get(url).status_code == 200
        assert browser.head(url).status_code == 200
    assert browser.options(url).status_code == 405
    assert browser.put(url).status_code == 405
    assert states() == [("Ada", "offered")]
    assert LeadEvent.objects.count() == 1


def test_who_accepts_has_the_lead_and_the_page_says_so(offer, browser):
    url = path(offer, "accept")
    answer = browser.post(url)
    assert (answer.status_code, answer["Location"]) == (303, url)
    assert states() == [("Ada", "accepted")]
    assert LeadEvent.objects.get(kind="accepted").by_name == "Ada, by mail"
    assert "The lead is yours" in browser.get(url).content.decode()


def test_who_declines_says_why_and_the_next_advisor_is_asked(offer, browser):
    url = path(offer, "decline")
    empty = browser.post(url, {"reason": "  "})
    assert empty.status_code == 422
    assert "Say why in a word or two" in empty.content.decode()
    assert browser.post(url, {"reason": "I know her."}).status_code == 303
    assert states() == [("Ada", "declined"), ("Ben", "offered")]
    assert LeadEvent.objects.get(kind="declined").text == "I know her."


def test_who_answers_later_chooses_a_day_and_can_still_accept_by_the_same_brief(offer, browser):
    day = first_day(browser, offer)
    accept = path(offer, "accept")
    assert browser.post(path(offer, "not_now"), {"until": day}).status_code == 303
    offer.refresh_from_db()
    assert (offer.due_at.isoformat(), offer.state) == (day, "offered")
    assert browser.post(accept).status_code == 303
    assert states() == [("Ada", "accepted")]


@pytest.mark.parametrize("until", ["", "2020-01-01T17:00:00+00:00", "never", "\0"])
def test_a_day_that_was_not_offered_is_refused_in_a_sentence(offer, browser, until):
    answer = browser.post(path(offer, "not_now"), {"until": until})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert Assignment.objects.get().postponements == 0


def test_every_day_on_offer_is_one_the_action_takes(offer, browser):
    page = browser.get(path(offer, "not_now")).content.decode()
    days = re.findall(r'name="until" value="([^"]+)"', page)
    assert 1 <= len(days) <= 6
    assert min(days) > offer.due_at.isoformat()
    assert browser.post(path(offer, "not_now"), {"until": days[-1]}).status_code == 303


@pytest.mark.parametrize("answer", VERBS)
def test_a_link_acts_once(offer, browser, answer):
    url, data = path(offer, answer), said(browser, offer, answer)
    assert browser.post(url, data).status_code == 303
    before = (states(), LeadEvent.objects.count(), Delivery.objects.count())
    assert browser.post(url, data).status_code == 409
    assert browser.get(url).status_code == 200
    assert (states(), LeadEvent.objects.count(), Delivery.objects.count()) == before


@pytest.mark.parametrize("answer", VERBS)
def test_a_link_is_of_one_answer_and_of_one_offer(offer, browser, answer):
    for other in set(VERBS) - {answer}:
        mark = path(offer, other).rpartition(":")[2]
        forged = f"{path(offer, answer).rsplit(':', 1)[0]}:{mark}"
        assert browser.post(forged, {"reason": "x"}).status_code == 404
    assert states() == [("Ada", "offered")]


MOVED = {
    "accepted": lambda turn: accept_assignment(turn, by=by("Ada"), now=NOW),
    "expired": lambda turn: expire_assignment(turn, now=turn.due_at + timedelta(minutes=1)),
    "reassigned": lambda turn: reassign_lead(
        turn.lead, to=Advisor.objects.get(name="Ben"), reason="", by=SYSTEM, now=NOW
    ),
    "erased": lambda turn: erase_submission(Submission.objects.get(), now=NOW),
}
SAID = {
    "accepted": "The lead is yours",
    "expired": "The time to answer is over",
    "reassigned": "This lead has another advisor",
    "erased": "This lead is no more",
}


@pytest.mark.parametrize("moved", MOVED)
@pytest.mark.parametrize("answer", VERBS)
def test_when_the_offer_has_moved_on_every_link_says_what_happened_and_names_nobody(
    offer, browser, answer, moved
):
    url, data = path(offer, answer), said(browser, offer, answer)
    MOVED[moved](offer)
    before = states()
    for page in (browser.get(url), browser.post(url, data)):
        text = page.content.decode()
        assert SAID[moved] in text
        assert not [word for word in ("Rosa", "rosa@", "Northquay") if word in text]
    assert states() == before


def test_a_link_is_over_after_its_time_and_says_where_the_lead_stands(offer, browser):
    url = path(offer, "accept")
    with time_machine.travel(NOW + ANSWER_LINK_LASTS + timedelta(hours=1)):
        page = browser.post(url)
    assert page.status_code == 409
    assert "This link is too old" in page.content.decode()
    assert states() == [("Ada", "offered")]


@pytest.mark.parametrize("wrong", ["x", "MQ:1xVkXi:uYo4UHc5zHDLHp", "a" * 300, "%00"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_token_is_not_found(offer, browser, wrong, method):
    assert getattr(browser, method)(f"/leads/{wrong}/").status_code == 404
    assert states() == [("Ada", "offered")]


def test_the_pages_are_kept_nowhere_set_no_cookie_and_tell_no_referrer(offer, browser):
    for answer in (browser.get(path(offer, "decline")), browser.get("/leads/wrong/")):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


def test_no_token_is_logged(offer, browser, caplog):
    url = path(offer, "accept")
    browser.put(url)
    browser.get(f"{url[:-3]}/")
    assert url.split("/")[2][:20] not in caplog.text


def test_a_page_asks_the_database_little(offer, browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        browser.get(path(offer, "not_now"))


def withhold() -> None:
    Lane.objects.update(contact_details="after_accepting")


def test_where_the_lane_says_so_the_address_comes_only_after_accepting(offer, browser):
    withhold()
    brief = mail("lead_brief")
    page = browser.get(path(offer, "accept")).content.decode()
    for shown in (*brief, page):
        assert "rosa@example.com" not in shown
    for shown in (brief.text, page):
        assert "Personal drag" in shown
        assert "Northquay Freight" in shown
        assert "The depots." in shown
        assert "by mail as soon as you accept" in shown
    browser.post(path(offer, "accept"))
    contact = mail("contact")
    assert "rosa@example.com" in contact.text
    assert Delivery.objects.get(kind="contact").to_address == "ada@example.com"


def test_elsewhere_the_brief_has_it_and_no_second_mail_is_owed(offer, browser):
    assert "rosa@example.com" in mail("lead_brief").text
    browser.post(path(offer, "accept"))
    assert not Delivery.objects.filter(kind="contact").exists()


def test_who_does_not_accept_never_learns_the_address(offer, browser):
    withhold()
    Submission.objects.update(name="")
    expire_assignment(offer, now=offer.due_at + timedelta(minutes=1))
    returned = mail("returned")
    assert not [part for part in returned if "rosa@example.com" in part]
    assert "Somebody is no longer your lead" in returned.subject


def test_the_brief_tells_what_the_reader_sent_before_and_who_had_the_lead(offer, browser):
    browser.post(path(offer, "decline"), {"reason": "I know her."})
    make.route(make.TO_EXECUTIVE)
    brief: Any = mail("lead_brief", to_address="cleo@example.com")
    text = brief.text.partition("BEFORE THIS")[2].partition("WHERE")[0]
    assert "The Compass, Individual advisory" in text
    assert "offered to Ada (Individual advisory), declined" in text
    assert "offered to Ben (Individual advisory), not answered yet" in text
    assert "Cleo" not in text
    assert "Before this" in brief.html


def test_to_a_first_visit_nothing_came_before(offer):
    assert "BEFORE THIS" not in mail("lead_brief").text


def test_a_reminder_brings_fresh_links(offer):
    OutboxMessage.objects.filter(topic="assignment.reminding").update(available_at=NOW)
    make.work_through("pipeline")
    reminder = mail("reminder")
    assert reminder.text.count("8000/leads/") == 3
