"""Many senders at once: each mail once, one probe, and no address beyond its limit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now

from leads import outbox
from leads.handlers import HANDLERS
from leads.mail import circuit
from leads.mail.circuit import Permit
from leads.models import Circuit, Delivery
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

SENDERS = 8


def at_once(work: Callable[[], Any]) -> list[Any]:
    def closing(_: int) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(closing, range(SENDERS)))


def send_all() -> None:
    """One claim a mail, so that every sender gets some."""
    while claimed := outbox.claim("mail", limit=1):
        outbox.run(claimed[0], HANDLERS)


def test_of_any_number_who_ask_one_may_probe(db):
    Circuit.objects.create(service="postmark", open_until=Now(), failures=1)
    answers = at_once(lambda: circuit.ask("postmark"))
    assert answers.count(Permit("postmark", probes=True)) == 1
    assert answers.count(circuit.PROBE_TAKES) == SENDERS - 1


def test_each_mail_leaves_once(house, sink):
    for number in range(10):
        make.route(make.TO_BOOK, contact=make.ROSA | {"email": f"reader{number}@example.com"})
    at_once(send_all)
    assert len({mail["Message-ID"] for mail in sink.accepted}) == len(sink.accepted) == 10
    assert set(Delivery.objects.values_list("status", "attempts")) == {("sent", 1)}


def test_an_address_is_never_beyond_its_limit(house, sink):
    for _ in range(SENDERS):
        make.route(make.TO_BOOK)
    at_once(send_all)
    assert len(sink.accepted) == 2
    assert Delivery.objects.filter(status="cancelled").count() == SENDERS - 2
