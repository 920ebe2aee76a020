"""Where the operator asks for it, nothing of the updates leaves before the address confirms."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from leads.actions.sequences import NotEntered, put_in_sequence
from leads.actions.suppressions import unsubscribe
from leads.mail.links import confirm_link
from leads.models import (
    ConsentEvent,
    Delivery,
    Enrolment,
    FollowUpSettings,
    Lead,
    OutboxMessage,
    Sequence,
    Submission,
)
from tests import make
from tests.leads.mail.conftest import let_time_pass

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def asked(house: Any, sink: Any) -> Submission:
    """Rosa agreed, and is asked to confirm; her mail has left."""
    FollowUpSettings.objects.update(double_opt_in=True)
    submission = make.route(make.TO_EXECUTIVE, follow_up=True)
    make.work_through("mail")
    return submission


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def path_of(submission: Submission, settings: Any) -> str:
    return confirm_link(submission).removeprefix(settings.BASE_URL)


def let_all_come() -> None:
    OutboxMessage.objects.pending().update(available_at=Now())
    make.work_through("pipeline", "mail")


def kinds_sent() -> list[str]:
    """What left for Rosa."""
    sent = Delivery.objects.filter(to_address="rosa@example.com").exclude(sent_at=None)
    return list(sent.order_by("kind").values_list("kind", flat=True))


def test_until_then_the_link_comes_and_nothing_else_of_it(asked: Submission) -> None:
    let_all_come()
    assert kinds_sent() == ["confirm", "result"]
    assert not Enrolment.objects.exists()


def test_the_mail_has_the_link_the_wording_and_no_list_headers(
    asked: Submission,
    sink: Any,
    settings: Any,
) -> None:
    [mail] = [each for each in sink.accepted if "confirm" in str(each["Subject"])]
    text = " ".join(mail.get_body(("plain",)).get_content().split())
    assert make.CONSENT in text.replace("> ", "")
    assert f"{settings.BASE_URL}/confirm/" in text
    assert mail["List-Unsubscribe"] is None
    assert "rosa" not in confirm_link(asked).lower()


def test_looking_confirms_nothing(asked: Submission, browser: Client, settings: Any) -> None:
    path = path_of(asked, settings)
    page = browser.get(path)
    assert (page.status_code, browser.head(path).status_code) == (200, 200)
    assert browser.put(path).status_code == 405
    text = page.content.decode()
    assert text.count("<button") == 1
    assert make.CONSENT in text
    assert "rosa" not in text.lower()
    assert "no-store" in page["Cache-Control"]
    let_all_come()
    assert kinds_sent() == ["confirm", "result"]


def test_the_button_confirms_and_the_sequence_begins(
    asked: Submission, browser: Client, settings: Any
) -> None:
    answer = browser.post(path_of(asked, settings))
    assert answer.status_code == 200
    assert "You have confirmed" in answer.content.decode()
    assert not answer.cookies
    line = ConsentEvent.objects.get(said="confirmed")
    assert (line.source, line.wording, line.submission) == ("link", make.CONSENT, asked)
    let_all_come()
    assert kinds_sent() == ["confirm", "follow_up", "result"]


def test_twice_is_once(asked: Submission, browser: Client, settings: Any) -> None:
    for _ in range(2):
        assert "You have confirmed" in browser.post(path_of(asked, settings)).content.decode()
    assert ConsentEvent.objects.filter(said="confirmed").count() == 1
    assert Enrolment.objects.count() == 1


def test_a_link_that_is_too_old_or_wrong_is_not_found(
    asked: Submission, browser: Client, settings: Any
) -> None:
    path = path_of(asked, settings)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert browser.post(path).status_code == 404
    for wrong in ("x", "Im5vIHV1aWQi:1x:y", "a" * 300, "%00"):
        assert browser.post(f"/confirm/{wrong}/").status_code == 404
    assert not ConsentEvent.objects.filter(said="confirmed").exists()


def test_who_unsubscribed_since_stays_so(asked: Submission, browser: Client, settings: Any) -> None:
    unsubscribe(asked.lead, now=timezone.now())
    answer = browser.post(path_of(asked, settings))
    assert "These emails were stopped" in answer.content.decode()
    let_all_come()
    assert kinds_sent() == ["confirm", "result"]


def test_who_was_erased_has_no_link(asked: Submission, browser: Client, settings: Any) -> None:
    path = path_of(asked, settings)
    Lead.objects.get().forget(now=timezone.now())
    assert browser.get(path).status_code == 404


def test_nobody_is_asked_more_than_once_a_day(asked: Submission) -> None:
    make.route(make.TO_EXECUTIVE, follow_up=True)
    assert Delivery.objects.filter(kind="confirm").count() == 1
    Delivery.objects.filter(kind="confirm").update(planned_for=make.NOW - timedelta(days=2))
    make.route(make.TO_EXECUTIVE, follow_up=True)
    assert Delivery.objects.filter(kind="confirm").count() == 2


def test_who_has_confirmed_is_not_asked_again(
    asked: Submission, browser: Client, settings: Any
) -> None:
    browser.post(path_of(asked, settings))
    Delivery.objects.filter(kind="confirm").update(planned_for=make.NOW - timedelta(days=2))
    make.route(make.TO_BOOK, follow_up=True)
    assert Delivery.objects.filter(kind="confirm").count() == 1
    assert Enrolment.objects.running().count() == 1


def test_who_agreed_before_it_was_asked_for_goes_on(house: Any, sink: Any) -> None:
    make.route(make.TO_EXECUTIVE, follow_up=True)
    FollowUpSettings.objects.update(double_opt_in=True)
    let_all_come()
    assert kinds_sent() == ["follow_up", "result"]


def test_not_even_a_person_puts_them_in_before(asked: Submission) -> None:
    with pytest.raises(NotEntered, match="not confirmed"):
        put_in_sequence(asked.lead, Sequence.objects.first(), by=None, now=timezone.now())


def test_what_was_queued_all_the_same_is_stopped_at_the_wire(
    house: Any,
    sink: Any,
) -> None:
    submission = make.route(make.TO_EXECUTIVE, follow_up=True)
    make.let_steps_come()
    line = ConsentEvent.objects.get()
    line.pk, line._state.adding, line.number, line.said = None, True, 2, "withdrawn"
    line.submission = None
    line.save()
    FollowUpSettings.objects.update(double_opt_in=True)
    make.route(make.TO_EXECUTIVE, follow_up=True)
    let_time_pass()
    make.work_through("mail")
    follow_up = Delivery.objects.get(kind="follow_up")
    assert (follow_up.status, follow_up.submission) == ("cancelled", submission)
    assert follow_up.reason == "the reader has not confirmed that they agree"
