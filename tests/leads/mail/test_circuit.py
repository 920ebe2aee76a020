"""While a mail service keeps silent, one message at a time runs the risk of a second copy."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from leads.mail import circuit
from leads.mail.circuit import Permit
from leads.models import Circuit, Delivery, OutboxMessage
from tests import make
from tests.leads.mail.conftest import let_time_pass

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SERVICE = "smtp mail.example.com:587"


def ask() -> Permit | timedelta:
    return circuit.ask(SERVICE)


def fail() -> None:
    permit = ask()
    assert isinstance(permit, Permit)
    circuit.report(permit, answered=False)


def half_open() -> None:
    Circuit.objects.update(open_until=Now())


def open_for() -> float:
    """Seconds, by the database's clock."""
    wait = ask()
    assert isinstance(wait, timedelta)
    return wait.total_seconds()


def test_a_closed_circuit_lets_everybody_send():
    assert ask() == ask() == Permit(SERVICE)


def test_silence_opens_it_for_a_minute():
    fail()
    assert 55 < open_for() <= 60


def test_half_open_one_may_try_and_the_others_ask_again_soon():
    fail()
    half_open()
    assert ask() == Permit(SERVICE, probes=True)
    assert ask() == ask() == circuit.PROBE_TAKES


def test_a_probe_that_is_answered_closes_it():
    fail()
    half_open()
    circuit.report(ask(), answered=True)
    assert ask() == Permit(SERVICE)
    assert Circuit.objects.get().failures == 0


def test_a_probe_that_is_not_opens_it_for_longer_each_time():
    fail()
    waits = []
    for _ in range(3):
        half_open()
        fail()
        waits.append(round(open_for() / 60))
    assert waits == [2, 4, 8]


def test_senders_who_were_cut_off_at_once_are_one_failure():
    permits = [ask(), ask(), ask()]
    for permit in permits:
        circuit.report(permit, answered=False)
    assert Circuit.objects.get().failures == 1
    assert open_for() <= 60


def test_a_sender_from_before_neither_closes_it_nor_ends_a_probe():
    early = ask()
    fail()
    half_open()
    ask()
    circuit.report(early, answered=True)
    assert Circuit.objects.get().is_open
    assert ask() == circuit.PROBE_TAKES


def test_a_silence_from_before_does_not_shorten_the_wait():
    early = ask()
    fail()
    half_open()
    fail()
    circuit.report(early, answered=False)
    assert open_for() > 60
    assert Circuit.objects.get().failures == 2


def test_a_prober_that_dies_gives_its_turn_away():
    fail()
    half_open()
    ask()
    Circuit.objects.update(probing_until=Now())
    assert ask() == Permit(SERVICE, probes=True)


def test_a_turn_that_was_not_needed_is_handed_back():
    fail()
    half_open()
    circuit.hand_back(ask())
    assert ask() == Permit(SERVICE, probes=True)


def test_each_service_has_a_circuit_of_its_own():
    fail()
    assert circuit.ask("postmark") == Permit("postmark")


def test_while_it_is_open_mail_waits_without_losing_an_attempt(house, sink):
    make.route(make.TO_EXECUTIVE)
    sink.mode = "drop_after_dot"
    make.work_through("mail")  # the first of two opens it
    sink.mode = "ok"
    for _ in range(10):
        OutboxMessage.objects.pending().update(available_at=Now())
        make.work_through("mail")
    assert len(sink.accepted) == 1
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1]
    assert {row.attempts for row in OutboxMessage.objects.pending()} == {0}


def test_after_a_probe_went_well_everything_that_waited_is_sent(house, sink):
    make.route(make.TO_EXECUTIVE)
    sink.mode = "drop_after_dot"
    make.work_through("mail")
    sink.mode = "ok"
    let_time_pass()
    make.work_through("mail")
    assert set(Delivery.objects.values_list("status", flat=True)) == {"sent"}
    assert not Circuit.objects.get().is_open
