"""How mail fares is shown by kind, lane and domain; follow-up is paused in time, and waits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from leads.actions.health import judge_sending, lift_pause
from leads.models import (
    Alert,
    Delivery,
    OutboxMessage,
    SendingPause,
    Submission,
)
from tests import make
from tests.leads.admin.conftest import LogIn
from tests.leads.mail.test_tracking import report

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

PAGE = "leads_sending"


@pytest.fixture
def planned(house: Any) -> Submission:
    """Rosa's follow-up is due."""
    submission = make.route(make.TO_EXECUTIVE, follow_up=True)
    make.work_through("mail")
    return submission


def have_sent(
    submission: Submission, status: str, count: int, *, kind: str = "follow_up", **more: Any
) -> None:
    """So many messages, as if the service had said so of each."""
    moment = more.pop("at", timezone.now())
    address = more.pop("to_address", "rosa@example.com")
    Delivery.objects.bulk_create(
        Delivery(
            key=f"sent:{uuid4()}",
            kind=kind,
            submission=submission,
            to_address=address,
            status=status,
            message_id=f"<{uuid4()}@example.com>",
            planned_for=moment,
            send_started_at=moment,
            sent_at=moment,
        )
        for _ in range(count)
    )


def judge(kind: str = "follow_up") -> None:
    with transaction.atomic():
        judge_sending(kind, now=timezone.now())


def paused() -> bool:
    return SendingPause.objects.standing().exists()


def send_what_is_due() -> str:
    """And what became of the follow-up."""
    OutboxMessage.objects.pending().update(available_at=Now())
    make.work_through("pipeline", "mail")
    found = Delivery.objects.filter(key__startswith="follow_up:").first()
    return found.status if found else ""


def test_two_complaints_of_a_thousand_pause_the_kind_and_tell_the_operator(
    planned: Submission, settings: Any
) -> None:
    settings.OPERATOR_EMAIL = "otto@example.com"
    have_sent(planned, "delivered", 998)
    have_sent(planned, "complained", 1)
    judge()
    assert not paused()
    have_sent(planned, "complained", 1)
    for _ in range(2):
        judge()
    pause = SendingPause.objects.get()
    assert (pause.kind, pause.reason) == ("follow_up", "2 of 1000 were marked as unwanted")
    assert Alert.objects.get().path == reverse(PAGE)
    make.work_through("mail")
    assert [each.to for each in mail.outbox if "paused" in each.subject] == [["otto@example.com"]]


def test_a_complaint_that_is_reported_is_judged_at_once(planned: Submission) -> None:
    have_sent(planned, "complained", 2)
    have_sent(planned, "delivered", 7)
    for number in range(3):
        have_sent(planned, "sent", 1, to_address=f"{number}@example.com")
    victim = Delivery.objects.get(to_address="0@example.com")
    report("delivered", victim)
    assert not paused()
    report("complained", victim)
    assert paused()


def test_what_is_due_waits_and_goes_when_a_person_lifts_it(planned: Submission) -> None:
    make.let_steps_come()  # queued before the pause
    have_sent(planned, "complained", 3)
    judge()
    for _ in range(7):  # more often than an outbox message may fail
        assert send_what_is_due() == "queued"
    assert not OutboxMessage.objects.dead().exists()
    lift_pause(SendingPause.objects.get(), reason="Mended.", by=None, now=timezone.now())
    assert send_what_is_due() == "sent"


def test_steps_wait_too_so_that_nobody_gets_a_heap_of_mail(planned: Submission) -> None:
    have_sent(planned, "complained", 3)
    judge()
    assert send_what_is_due() == ""
    lift_pause(SendingPause.objects.get(), reason="Mended.", by=None, now=timezone.now())
    assert send_what_is_due() == "sent"


@pytest.mark.parametrize("kind", ["result", "lead_brief", "confirm"])
def test_results_and_briefs_are_counted_and_never_paused(planned: Submission, kind: str) -> None:
    have_sent(planned, "complained", 20, kind=kind)
    judge(kind)
    assert not paused()


def test_what_was_before_it_was_lifted_or_a_month_ago_counts_no_more(planned: Submission) -> None:
    have_sent(planned, "complained", 9, at=timezone.now() - timedelta(days=31))
    judge()
    assert not paused()
    have_sent(planned, "complained", 3)
    judge()
    lift_pause(SendingPause.objects.get(), reason="Mended.", by=None, now=timezone.now())
    judge()
    assert not paused()
    have_sent(planned, "complained", 3, at=timezone.now() + timedelta(seconds=1))
    judge()
    assert paused()
    assert SendingPause.objects.count() == 2


def test_a_kind_has_one_standing_pause_and_none_is_lifted_without_a_reason(house: Any) -> None:
    pause = SendingPause.objects.create(kind="follow_up", paused_at=make.NOW, reason="x")
    for wrong in (
        lambda: SendingPause.objects.create(kind="follow_up", paused_at=make.NOW, reason="y"),
        lambda: SendingPause.objects.update(lifted_at=make.NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    with pytest.raises(ValueError, match="Say what was done"):
        lift_pause(pause, reason=" ", by=None, now=make.NOW)


def test_the_page_shows_rates_by_kind_lane_and_domain(planned: Submission, otto: Any) -> None:
    have_sent(planned, "delivered", 95)
    have_sent(planned, "bounced", 3, to_address="x@other.example")
    have_sent(planned, "complained", 2)
    text = " ".join(otto.get(reverse(PAGE)).content.decode().split())
    for shown in ("Executive advisory", "other.example", "example.com", "2.06 % (2)", "3.0 % (3)"):
        assert shown in text, shown
    assert "<strong>over</strong>" in text
    assert "cleo@" not in text
    assert "rosa@" not in text.partition("<main")[2]


def test_it_asks_as_few_questions_of_many_messages(
    planned: Submission, otto: Any, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    have_sent(planned, "delivered", 10)
    otto.get(reverse(PAGE))
    for number in range(5):
        have_sent(planned, "delivered", 200, to_address=f"x@{number}.example")
        with django_assert_max_num_queries(14):
            otto.get(reverse(PAGE))


def test_a_person_lifts_with_a_reason_on_the_page(planned: Submission, otto: Any) -> None:
    have_sent(planned, "complained", 3)
    judge()
    pause = SendingPause.objects.get()
    url = reverse("leads_sending_lift", args=[pause.pk])
    assert url in otto.get(reverse(PAGE)).content.decode()
    otto.get(url)
    otto.post(url, {"reason": " "})
    assert paused()
    otto.post(url, {"reason": "The list was bought. It is gone."})
    assert not paused()
    text = otto.get(reverse(PAGE)).content.decode()
    assert "The list was bought. It is gone." in text
    assert "by otto" in text


def test_only_operators_see_and_lift(planned: Submission, log_in: LogIn) -> None:
    pause = SendingPause.objects.create(kind="follow_up", paused_at=make.NOW, reason="x")
    for name in ("edith", "cleo"):
        client = log_in(name)
        assert client.get(reverse(PAGE)).status_code in (302, 403)
        client.post(reverse("leads_sending_lift", args=[pause.pk]), {"reason": "No."})
    assert paused()
