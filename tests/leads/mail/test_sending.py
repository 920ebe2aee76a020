"""T4: committed before the wire, written down after it; what nobody knows is never guessed."""

from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from leads import outbox
from leads.actions import deliveries
from leads.actions.outbox import replay_dead_letter
from leads.models import Advisor, Circuit, Delivery, Enrolment, Lane, OutboxMessage, Suppression
from leads.models.deliveries import Kind
from leads.outbox import MOST_ATTEMPTS, StaleToken
from tests import make
from tests.leads.mail.conftest import claim_mail, let_time_pass

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def send_due_mail() -> None:
    let_time_pass()
    make.work_through("mail")


def the(kind: str) -> Delivery:
    return Delivery.objects.get(kind=kind)


def owed(delivery: Delivery) -> OutboxMessage:
    return OutboxMessage.objects.get(key=str(delivery.pk))


@pytest.fixture
def routed(house: Any, sink: Any) -> None:
    """Rosa was routed to Cleo yesterday: a result, a brief and a follow-up are owed now."""
    make.route(make.TO_EXECUTIVE, follow_up=True)
    make.let_steps_come()


@pytest.fixture
def only(routed: None) -> Any:
    """Nothing is owed but one kind of mail."""

    def keep(kind: str) -> Delivery:
        others = Delivery.objects.exclude(kind=kind)
        OutboxMessage.objects.filter(key__in=[str(each.pk) for each in others]).delete()
        return the(kind)

    return keep


def test_result_and_brief_leave_at_once_and_the_follow_up_does_not(house, sink):
    make.route(make.TO_EXECUTIVE, follow_up=True)
    make.work_through("mail")
    assert sorted(str(mail["To"]) for mail in sink.accepted) == [
        "cleo@example.com",
        "rosa@example.com",
    ]
    assert Enrolment.objects.get().next_at > make.NOW


def test_what_was_sent_is_on_the_delivery_word_for_word(routed, sink):
    make.work_through("mail")
    result = the(Kind.RESULT)
    [mail] = [each for each in sink.accepted if each["Subject"] == result.subject]
    assert (result.status, result.attempts, result.possible_duplicates) == ("sent", 1, 0)
    assert result.sent_at
    assert mail["Message-ID"] == result.message_id
    assert mail["Subject"] == result.subject
    for part, words in (("plain", result.text), ("html", result.html)):
        assert mail.get_body((part,)).get_content().splitlines() == words.splitlines()


def test_planning_twice_is_one_delivery_under_one_message_id(routed):
    result = the(Kind.RESULT)
    planned = {
        "key": result.key,
        "submission": result.submission,
        "lead": result.lead,
        "to_address": "someone.else@example.com",
        "planned_for": make.NOW,
    }
    assert deliveries.plan_delivery(Kind.RESULT, **planned).message_id == result.message_id
    assert the(Kind.RESULT).to_address == "rosa@example.com"


def test_an_address_is_planned_for_in_its_one_spelling(house):
    Advisor.objects.filter(name="Cleo").update(email="Cleo@Example.com")
    make.route(make.TO_EXECUTIVE)
    assert the(Kind.LEAD_BRIEF).to_address == "cleo@example.com"


def test_every_attempt_says_the_same_words(only, sink):
    only(Kind.RESULT)
    sink.mode = "drop_after_dot"
    send_due_mail()
    Lane.objects.update(reader_heading="Something else")
    send_due_mail()
    first, second = sink.accepted
    assert first.get_body().get_content() == second.get_body().get_content()


def test_a_refusal_for_now_is_tried_again_until_it_is_taken(only, sink):
    result = only(Kind.RESULT)
    sink.mode = "later"
    send_due_mail()
    send_due_mail()
    result.refresh_from_db()
    assert (result.status, result.attempts, result.reason) == ("queued", 2, "SMTP 451 4.3.0")
    assert not Circuit.objects.exists()
    sink.mode = "ok"
    send_due_mail()
    assert the(Kind.RESULT).status == "sent"
    assert len(sink.accepted) == 1


def test_a_mail_refused_for_now_five_times_is_a_dead_letter_that_can_be_replayed(only, sink):
    result = only(Kind.RESULT)
    sink.mode = "later"
    for _ in range(MOST_ATTEMPTS):
        send_due_mail()
    assert the(Kind.RESULT).status == "failed"
    assert owed(result).state == "dead"
    assert owed(result).last_error == "SMTP 451 4.3.0"

    sink.mode = "ok"
    replay_dead_letter(owed(result), by=None)
    make.work_through("mail")
    assert the(Kind.RESULT).status == "sent"


def test_a_service_that_is_away_is_not_held_against_the_mail(only, sink):
    result = only(Kind.RESULT)
    sink.mode = "drop_before_data"
    for _ in range(2 * MOST_ATTEMPTS):
        send_due_mail()
    assert the(Kind.RESULT).status == "queued"
    assert owed(result).state == "pending"
    sink.mode = "ok"
    send_due_mail()
    assert the(Kind.RESULT).status == "sent"


def test_an_address_that_does_not_exist_is_refused_once_and_suppressed(only, sink):
    result = only(Kind.RESULT)
    sink.mode = "refuse"
    send_due_mail()
    assert (the(Kind.RESULT).status, the(Kind.RESULT).reason) == ("rejected", "SMTP 550 5.1.1")
    assert owed(result).state == "done"
    assert Suppression.objects.blocking("rosa@example.com", "results").get().reason == "refused"
    assert the(Kind.FOLLOW_UP).status == "cancelled"


def test_a_mail_refused_for_what_it_says_is_a_dead_letter_and_suppresses_nobody(only, sink):
    result = only(Kind.RESULT)
    sink.mode = "refuse_content"
    send_due_mail()
    assert the(Kind.RESULT).status == "rejected"
    assert owed(result).state == "dead"
    assert not Suppression.objects.exists()


def test_an_ambiguous_send_leaves_an_unknown_row_and_an_open_circuit(only, sink):
    only(Kind.RESULT)
    sink.mode = "drop_after_dot"
    send_due_mail()
    result = the(Kind.RESULT)
    assert (result.status, result.ambiguities, result.possible_duplicates) == ("unknown", 1, 1)
    assert Circuit.objects.get().is_open


@pytest.mark.parametrize("kind", [Kind.RESULT, Kind.LEAD_BRIEF])
def test_result_and_brief_are_sent_again_at_most_twice_under_one_message_id(only, sink, kind):
    only(kind)
    sink.mode = "drop_after_dot"
    for _ in range(5):
        send_due_mail()
    delivery = the(kind)
    assert (delivery.status, delivery.attempts) == ("unknown", 3)
    assert {mail["Message-ID"] for mail in sink.accepted} == {delivery.message_id}
    assert len(sink.accepted) == 3
    assert delivery.possible_duplicates == 3
    assert owed(delivery).state == "done"


def test_a_follow_up_that_may_have_been_accepted_is_never_sent_again(only, sink):
    only(Kind.FOLLOW_UP)
    sink.mode = "drop_after_dot"
    send_due_mail()
    assert owed(the(Kind.FOLLOW_UP)).state == "done"
    sink.mode = "ok"
    send_due_mail()
    delivery = the(Kind.FOLLOW_UP)
    assert (delivery.status, delivery.attempts) == ("unknown", 1)
    assert len(sink.accepted) == 1


def test_a_second_attempt_that_certainly_failed_does_not_undo_the_doubt_about_the_first(only, sink):
    only(Kind.RESULT)
    for sink.mode in ("drop_after_dot", "later"):
        send_due_mail()
    assert the(Kind.RESULT).status == "unknown"
    sink.mode = "ok"
    send_due_mail()
    assert (the(Kind.RESULT).status, the(Kind.RESULT).possible_duplicates) == ("sent", 1)


def begin_and_die(kind: str) -> None:
    """A worker commits that sending begins, and is never heard of again."""
    work = claim_mail(kind)
    assert deliveries.claim_for_sending(work, None, now=make.NOW)
    let_time_pass()


def test_a_sender_that_dies_is_a_takeover_that_is_counted_and_the_mail_goes_once_more(only, sink):
    only(Kind.RESULT)
    begin_and_die(Kind.RESULT)
    send_due_mail()
    result = the(Kind.RESULT)
    assert (result.status, result.takeovers, result.attempts) == ("sent", 1, 2)


def test_a_follow_up_whose_sender_died_stands_as_unknown_for_ever(only, sink):
    only(Kind.FOLLOW_UP)
    begin_and_die(Kind.FOLLOW_UP)
    send_due_mail()
    send_due_mail()
    delivery = the(Kind.FOLLOW_UP)
    assert (delivery.status, delivery.takeovers, delivery.attempts) == ("unknown", 1, 1)
    assert sink.accepted == []


def test_senders_that_keep_dying_make_three_copies_at_worst(only, sink):
    only(Kind.RESULT)
    for _ in range(3):
        begin_and_die(Kind.RESULT)
    send_due_mail()
    assert (the(Kind.RESULT).status, the(Kind.RESULT).attempts) == ("unknown", 3)
    assert sink.accepted == []


def test_who_lost_the_lease_writes_nothing(only, sink):
    only(Kind.RESULT)
    stale = claim_mail(Kind.RESULT)
    current = claim_mail(Kind.RESULT)
    with pytest.raises(StaleToken):
        deliveries.send_delivery(stale, make.NOW)
    assert the(Kind.RESULT).status == "queued"
    assert sink.accepted == []
    deliveries.send_delivery(current, make.NOW)
    assert the(Kind.RESULT).status == "sent"


def test_an_outcome_that_comes_after_the_lease_was_lost_is_not_written(only, sink, monkeypatch):
    only(Kind.RESULT)
    stale = claim_mail(Kind.RESULT)
    sent = deliveries.send

    def lose_the_lease_meanwhile(message: Any) -> Any:
        result = sent(message)
        claim_mail(Kind.RESULT)
        return result

    monkeypatch.setattr(deliveries, "send", lose_the_lease_meanwhile)
    with pytest.raises(StaleToken):
        deliveries.send_delivery(stale, make.NOW)
    assert the(Kind.RESULT).status == "sending"


def test_a_fault_in_a_template_begins_nothing_and_is_tried_again(only, sink, monkeypatch):
    result = only(Kind.RESULT)
    monkeypatch.setattr(deliveries, "render", lambda delivery: 1 / 0)
    send_due_mail()
    assert (the(Kind.RESULT).status, the(Kind.RESULT).attempts) == ("queued", 0)
    assert owed(result).last_error.startswith("ZeroDivisionError")
    monkeypatch.undo()
    send_due_mail()
    assert the(Kind.RESULT).status == "sent"


def test_an_address_gets_two_results_a_day_whatever_is_posted(house, sink):
    for _ in range(3):
        make.route(make.TO_BOOK)
    make.work_through("mail")
    assert len(sink.accepted) == 2
    assert Delivery.objects.get(status="cancelled").reason == (
        "enough results were sent to this address today"
    )


def test_a_result_that_is_tried_again_does_not_count_against_itself(house, sink):
    make.route(make.TO_BOOK)
    make.work_through("mail")
    make.route(make.TO_BOOK)
    for sink.mode in ("later", "ok"):
        send_due_mail()
    assert len(sink.accepted) == 2


def test_a_day_later_the_address_gets_results_again(house, sink):
    for _ in range(2):
        make.route(make.TO_BOOK)
    make.work_through("mail")
    Delivery.objects.update(send_started_at=make.NOW - deliveries.A_DAY)
    make.route(make.TO_BOOK)
    make.work_through("mail")
    assert len(sink.accepted) == 3


class OutsideTransactions(BaseEmailBackend):
    """Notes whether a transaction was open when it was asked to send."""

    seen: list[bool] = []

    def send_messages(self, email_messages: Any) -> int:
        self.seen.append(connection.in_atomic_block)
        return len(email_messages)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_we_speak_to_the_world(house, settings):
    path = f"{OutsideTransactions.__module__}.{OutsideTransactions.__name__}"
    settings.MAILERS = {"default": {"BACKEND": path}}
    make.route(make.TO_EXECUTIVE)
    make.work_through("mail")
    assert OutsideTransactions.seen == [False, False]


def test_a_done_delivery_is_not_sent_again_by_a_second_claim(only, sink):
    result = only(Kind.RESULT)
    send_due_mail()
    OutboxMessage.objects.filter(pk=owed(result).pk).update(done_at=None)
    send_due_mail()
    assert len(sink.accepted) == 1


def test_nothing_of_a_person_is_logged_while_mail_is_sent(routed, sink, caplog):
    for sink.mode in ("ok", "later", "refuse", "drop_after_dot"):
        make.route(make.TO_EXECUTIVE, contact=make.SAM)
        send_due_mail()
    ours = [record for record in caplog.records if record.name.startswith("leads")]
    text = " ".join(record.getMessage() for record in ours)
    for person in (make.ROSA, make.SAM):
        assert not [said for said in person.values() if said in text]


def test_a_reason_never_holds_an_address(routed, sink):
    for sink.mode in ("later", "refuse"):
        send_due_mail()
    assert not [each for each in Delivery.objects.all() if "@" in each.reason]
    assert not OutboxMessage.objects.filter(last_error__contains="@").exists()


def test_outbox_attempts_are_only_counted_for_answers(only, sink):
    result = only(Kind.RESULT)
    for sink.mode in ("drop_before_data", "drop_after_dot"):
        send_due_mail()
    assert owed(result).attempts == 0
    assert outbox.MOST_ATTEMPTS == MOST_ATTEMPTS
