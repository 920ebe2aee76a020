"""Who is suppressed gets nothing: at the claim, and at the last look before the wire."""

from typing import Any

import pytest

from leads.actions import deliveries
from leads.actions.outbox import replay_dead_letter
from leads.actions.suppressions import suppress
from leads.mail import circuit
from leads.mail.circuit import Permit
from leads.models import Circuit, Delivery, OutboxMessage, Suppression
from leads.models.deliveries import Kind, Stream
from tests import make
from tests.leads.mail.conftest import let_time_pass
from tests.leads.mail.service import open_service
from tests.leads.mail.test_services import use

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def routed(house: Any, sink: Any) -> None:
    make.route(make.TO_EXECUTIVE, follow_up=True)
    make.let_steps_come()


def statuses() -> dict[str, str]:
    return dict(Delivery.objects.values_list("kind", "status"))


def send_all() -> None:
    let_time_pass()
    make.work_through("mail")


def test_a_suppressed_address_gets_nothing(routed, sink):
    suppress("Rosa@Example.com ", reason=Suppression.Reason.COMPLAINT)
    assert statuses()["result"] == "cancelled"
    send_all()
    assert statuses() == {"result": "cancelled", "lead_brief": "sent", "follow_up": "cancelled"}
    assert [str(mail["To"]) for mail in sink.accepted] == ["cleo@example.com"]


def test_who_left_the_updates_still_gets_results(routed, sink):
    suppress("rosa@example.com", reason=Suppression.Reason.UNSUBSCRIBE, stream=Stream.UPDATES)
    send_all()
    assert statuses() == {"result": "sent", "lead_brief": "sent", "follow_up": "cancelled"}


def test_what_is_planned_after_the_suppression_is_stopped_at_the_claim(house, sink):
    suppress("rosa@example.com", reason=Suppression.Reason.HARD_BOUNCE)
    make.route(make.TO_BOOK)
    send_all()
    assert Delivery.objects.get().reason == "the address is suppressed"
    assert sink.accepted == []


def test_a_brief_that_reaches_nobody_is_a_dead_letter_until_somebody_cares(routed, sink):
    suppress("cleo@example.com", reason=Suppression.Reason.HARD_BOUNCE)
    send_all()
    assert statuses()["lead_brief"] == "cancelled"
    [dead] = OutboxMessage.objects.dead()
    assert dead.last_error == "the address is suppressed"

    Suppression.objects.all().delete()  # Cleo has an address again
    replay_dead_letter(dead, by=None)
    send_all()
    assert statuses()["lead_brief"] == "sent"


def test_suppressing_twice_is_one_suppression_and_each_reason_has_its_own(house):
    """Whoever lifts a bounce must not lift a complaint with it."""
    for reason in ("hard_bounce", "complaint", "hard_bounce"):
        suppress("rosa@example.com", reason=reason)
    reasons = Suppression.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["hard_bounce", "complaint"]


def test_a_suppression_names_nobody(house):
    suppress("rosa@example.com", reason=Suppression.Reason.HARD_BOUNCE)
    assert "rosa" not in str(Suppression.objects.values().get())


def test_a_suppression_between_the_claim_and_the_wire_stops_the_mail(routed, settings, monkeypatch):
    composed = deliveries.compose

    def suppress_meanwhile(delivery: Delivery) -> Any:
        suppress("rosa@example.com", reason=Suppression.Reason.COMPLAINT)
        return composed(delivery)

    monkeypatch.setattr(deliveries, "compose", suppress_meanwhile)
    result = Delivery.objects.get(kind=Kind.RESULT)
    OutboxMessage.objects.exclude(key=str(result.pk)).delete()
    Circuit.objects.create(service="postmark", open_until=make.NOW)  # this mail is its probe
    with open_service() as service:
        use(settings, "postmark", service.url)
        send_all()
        assert service.requests == []
    assert statuses()["result"] == "cancelled"
    assert circuit.ask("postmark") == Permit("postmark", probes=True)  # another may try
