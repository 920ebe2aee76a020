"""A mail server that obeys, and mail in the state a test begins with."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models.functions import Now

from leads import outbox
from leads.models import Circuit, Delivery, OutboxMessage
from leads.outbox import Claimed
from tests.leads.mail.sink import Sink, open_sink

IMPATIENT = 1.0  # seconds; the sink is on this machine


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with open_sink() as sink:
        settings.MAILERS = {
            "default": {
                "BACKEND": "leads.mail.smtp.DotLatchBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": sink.port, "timeout": IMPATIENT},
            }
        }
        yield sink


def let_time_pass() -> None:
    """Whatever waits or is held is due, and an open circuit is half open."""
    OutboxMessage.objects.pending().update(available_at=Now())
    Circuit.objects.filter(open_until__isnull=False).update(open_until=Now(), probing_until=None)


def claim_mail(kind: str) -> Claimed:
    """The outbox row of the one delivery of this kind, held as a worker would hold it."""
    let_time_pass()
    key = str(Delivery.objects.get(kind=kind).pk)
    [work] = [each for each in outbox.claim("mail") if each.key == key]
    return work
