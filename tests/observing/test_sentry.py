"""What Sentry is told of a fault: the kind, the place and the request, and of nobody who it was."""

import json
import logging

import pytest
import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.transport import Transport

from cms.environment import sentry_faults
from cms.observing.faults import tell_sentry
from leads import request_ids

QUOTED = "rosa.canary@example.com"
TOKEN = "ctlA05lXJdMS3j4K1j7Y5Q"
GIVEN = "4bf92f3577b34da6-from-the-proxy"


@pytest.fixture
def told():
    """The events that would have left, as they would have."""
    events = []

    class Captured(Transport):
        def capture_envelope(self, envelope):
            events.extend(item.payload.json for item in envelope.items)

    tell_sentry("https://key@sentry.example.com/1", transport=Captured, default_integrations=False,
                integrations=[LoggingIntegration()])  # fmt: skip
    yield events
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def break_down(address: str) -> None:
    raise ValueError(f"{address} does not fit")


def test_of_a_fault_the_kind_the_place_and_the_request_leave_and_no_person(told):
    sentry_sdk.set_user({"email": QUOTED})
    sentry_sdk.get_isolation_scope().set_extra("answers", QUOTED)
    with request_ids.bound(GIVEN):
        try:
            break_down(QUOTED)
        except ValueError as error:
            sentry_sdk.capture_exception(error)
        logging.getLogger("django.request").error("Broken: %s", f"/results/{TOKEN}/ {QUOTED}")
        logging.getLogger("leads.outbox").error("outbox %s failed", 7)
    written = json.dumps(told)
    assert "ValueError" in written
    assert "break_down" in written
    assert "outbox " in written
    assert {event["tags"]["request_id"] for event in told} == {GIVEN}
    assert "canary" not in written
    assert TOKEN not in written
    assert not any("request" in event or "user" in event or "extra" in event for event in told)


def test_a_named_sentry_without_its_package_is_said_at_the_start(monkeypatch):
    monkeypatch.setattr("cms.environment.find_spec", lambda name: None)
    [fault] = sentry_faults("https://key@sentry.example.com/1")
    assert "observability" in fault
    assert sentry_faults("") == []


def test_a_dsn_is_an_address():
    assert sentry_faults("nonsense") == ["SENTRY_DSN is not an address as Sentry gives it."]
