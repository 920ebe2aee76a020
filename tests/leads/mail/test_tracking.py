"""T5: reports of the mail service: late, twice, out of order, strange. One effect each."""

import hashlib
import hmac
import itertools
import json
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent

from leads.actions import deliveries
from leads.models import Absence, Delivery, Lead, OutboxMessage, Suppression, TrackingEvent
from leads.models.deliveries import Kind
from leads.webhooks import receive_tracking
from tests import make
from tests.leads.mail.conftest import let_time_pass

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

PAYLOADS = Path(__file__).parents[2] / "payloads"
SECRET = "webhook:secret"
SIGNING_KEY = "mailgun-signing-key"


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}


@pytest.fixture
def result(house: Any, sink: Any) -> Delivery:
    """Rosa's result, sent; her follow-up is queued."""
    make.route(make.TO_EXECUTIVE, follow_up=True)
    make.work_through("mail")
    make.let_steps_come()
    return the(Kind.RESULT)


def the(kind: str) -> Delivery:
    return Delivery.objects.get(kind=kind)


def post(client: Any, service: str, payload: object, *, secret: str = SECRET) -> Any:
    user, _, password = secret.partition(":")
    return client.post(
        f"/anymail/{service}/tracking/",
        json.dumps(payload),
        content_type="application/json",
        headers={"Authorization": _basic(user, password)},
    )


def _basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def payload(name: str, delivery: Delivery) -> Any:
    text = (PAYLOADS / f"{name}.json").read_text().replace("DELIVERY", str(delivery.pk))
    return json.loads(text)


def signed(body: Any) -> Any:
    """As Mailgun signs it."""
    token, timestamp = "t" * 50, "1795514642"
    digest = hmac.new(SIGNING_KEY.encode(), f"{timestamp}{token}".encode(), hashlib.sha256)
    return body | {
        "signature": {"token": token, "timestamp": timestamp, "signature": digest.hexdigest()}
    }


def report(event_type: str, delivery: Delivery | None = None, **more: Any) -> None:
    """What Anymail would signal, whichever service it came from."""
    details = {
        "event_type": event_type,
        "recipient": delivery.to_address if delivery else "rosa@example.com",
        "metadata": {"delivery": str(delivery.pk)} if delivery else {},
        "message_id": "service-1",
        "event_id": None,
    }
    receive_tracking(event=AnymailTrackingEvent(**details | more), esp_name="Postmark")
    make.work_through("pipeline")


def test_a_bounce_of_postmark_moves_the_delivery_and_suppresses_the_address(result, client):
    assert post(client, "postmark", payload("postmark_hard_bounce", result)).status_code == 200
    make.work_through("pipeline")
    assert the(Kind.RESULT).status == "bounced"
    assert Suppression.objects.blocking("rosa@example.com", "updates").get().reason == "hard_bounce"
    assert the(Kind.FOLLOW_UP).status == "cancelled"


def test_a_complaint_of_mailgun_suppresses_every_stream(result, client):
    body = signed(payload("mailgun_complained", result))
    assert post(client, "mailgun", body).status_code == 200
    make.work_through("pipeline")
    assert the(Kind.RESULT).status == "complained"
    suppression = Suppression.objects.get()
    assert (suppression.reason, suppression.stream) == ("complaint", "")


def test_a_second_bounce_changes_nothing(result, client):
    for _ in range(2):
        post(client, "postmark", payload("postmark_hard_bounce", result))
        make.work_through("pipeline")
    assert result.events.count() == 1
    assert Suppression.objects.count() == 1
    assert OutboxMessage.objects.filter(topic="tracking.reported").count() == 1


def test_a_report_is_known_by_the_id_the_service_gives_it_where_it_gives_one(result):
    for event_id, second in (("a", 1), ("a", 2), ("a", 3), ("b", 3)):
        at = make.NOW.replace(second=second)
        report("opened", result, event_id=event_id, timestamp=at)
    assert result.events.count() == 2


def test_a_report_without_an_id_is_known_by_what_it_says(result):
    for second in (1, 1, 2):
        report("opened", result, timestamp=make.NOW.replace(second=second))
    assert result.events.count() == 2


@pytest.mark.parametrize("secret", ["", "webhook:wrong"])
def test_who_does_not_know_the_secret_reports_nothing(result, client, secret):
    answer = post(client, "postmark", payload("postmark_hard_bounce", result), secret=secret)
    assert answer.status_code == 400
    assert not TrackingEvent.objects.exists()


@pytest.mark.parametrize("order", list(itertools.permutations(["delivered", "opened", "bounced"])))
def test_the_order_of_reports_is_irrelevant(result, order):
    for event_type in order:
        report(event_type, result, reject_reason="bounced" if event_type == "bounced" else None)
    assert the(Kind.RESULT).status == "opened"
    assert Suppression.objects.count() == 1


def test_a_late_report_never_moves_a_delivery_back(result):
    for event_type in ("clicked", "delivered", "sent", "deferred"):
        report(event_type, result)
    assert the(Kind.RESULT).status == "clicked"
    assert result.events.count() == 4


def test_a_report_heals_an_unknown_delivery_and_it_is_not_sent_again(house, sink):
    make.route(make.TO_BOOK)
    sink.mode = "drop_after_dot"
    make.work_through("mail")
    unknown = the(Kind.RESULT)
    assert unknown.status == "unknown"
    report("delivered", unknown)
    sink.mode = "ok"
    let_time_pass()
    make.work_through("mail")
    assert (the(Kind.RESULT).status, the(Kind.RESULT).attempts) == ("delivered", 1)
    assert len(sink.accepted) == 1


def test_a_report_that_overtakes_the_outcome_is_not_undone_by_it(house, sink, monkeypatch):
    make.route(make.TO_BOOK)
    sent = deliveries.send

    def hear_of_it_first(message: Any) -> Any:
        answer = sent(message)
        report("delivered", the(Kind.RESULT))
        return answer

    monkeypatch.setattr(deliveries, "send", hear_of_it_first)
    make.work_through("mail")
    assert the(Kind.RESULT).status == "delivered"
    assert the(Kind.RESULT).sent_at


def test_a_report_without_our_mark_is_matched_by_the_services_id(result):
    Delivery.objects.filter(pk=result.pk).update(service_message_id="service-1")
    report("delivered")
    assert the(Kind.RESULT).status == "delivered"
    assert result.events.count() == 1


def test_a_report_without_our_mark_is_matched_by_our_message_id(result):
    report("delivered", message_id=result.message_id.strip("<>"))
    assert the(Kind.RESULT).status == "delivered"


def test_a_report_that_is_earlier_than_the_services_id_waits_for_it(result):
    report("delivered")
    assert the(Kind.RESULT).status == "sent"
    Delivery.objects.filter(pk=result.pk).update(service_message_id="service-1")
    let_time_pass()
    make.work_through("pipeline")
    assert the(Kind.RESULT).status == "delivered"


def test_a_report_of_mail_that_is_not_ours_is_kept_and_left(house):
    report("delivered")
    for _ in range(5):
        let_time_pass()
        make.work_through("pipeline")
    assert TrackingEvent.objects.get().delivery is None
    assert OutboxMessage.objects.get(topic="tracking.reported").state == "done"


def test_a_complaint_is_heard_even_where_the_mail_is_not_known(house):
    report("complained", recipient="Sam@Example.com")
    assert Suppression.objects.blocking("sam@example.com", "results").exists()


def test_an_unsubscription_stops_the_updates_and_not_the_results(result):
    report("unsubscribed", result)
    assert Suppression.objects.get().stream == "updates"
    assert not Suppression.objects.blocking("rosa@example.com", "results").exists()
    assert the(Kind.FOLLOW_UP).status == "cancelled"


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"RecordType": "Bounce", "Type": "New", "Metadata": {"delivery": "no uuid"}},
        {"RecordType": "Open", "Metadata": {"delivery": 7}, "Recipient": "not an address"},
        {
            "RecordType": "Delivery",
            "Metadata": {},
            "Recipient": "x" * 5000,
            "MessageID": "y" * 5000,
        },
        {"RecordType": "Delivery", "MessageID": "\u0000\ud800", "DeliveredAt": "2026-11-24"},
        {"RecordType": "SubscriptionChange", "SuppressionReason": "Weather"},
    ],
)
def test_however_strange_a_payload_it_is_kept_and_the_answer_is_yes(house, client, strange):
    assert post(client, "postmark", strange).status_code == 200
    assert "\0" not in TrackingEvent.objects.get().service_message_id
    make.work_through("pipeline")
    assert not OutboxMessage.objects.exclude(last_error="").exists()


@pytest.mark.parametrize("junk", [[], "text", 4711, None, object()])
def test_whatever_anymail_hands_on_is_kept(house, junk):
    names = ("metadata", "message_id", "event_id", "recipient", "reject_reason", "timestamp")
    report(junk, **dict.fromkeys(names, junk))
    assert TrackingEvent.objects.count() == 1


def test_events_keep_no_address(result, client):
    post(client, "postmark", payload("postmark_hard_bounce", result))
    kept = json.dumps(list(TrackingEvent.objects.values()), default=str)
    assert "rosa" not in kept


def test_nothing_of_a_person_is_logged_by_a_report(result, client, caplog):
    post(client, "postmark", payload("postmark_hard_bounce", result))
    make.work_through("pipeline")
    assert "rosa" not in caplog.text.lower()


def machines(delivery: Delivery) -> list[tuple[str, str]]:
    return list(delivery.events.order_by("pk").values_list("event_type", "machine"))


def test_what_a_machine_opens_and_clicks_is_kept_and_moves_nothing(result):
    later = {"timestamp": make.NOW + timedelta(hours=1)}
    report("opened", result, user_agent="Mozilla/5.0", **later)
    report("clicked", result, user_agent="Barracuda Sentinel (EE)", **later)
    assert machines(result) == [("opened", "agent"), ("clicked", "agent")]
    assert the(Kind.RESULT).status == "sent"
    report("opened", result, timestamp=make.NOW + timedelta(hours=2))  # and then a person does
    assert the(Kind.RESULT).status == "opened"


def test_seconds_after_it_arrived_nobody_reads_yet(result):
    arrived = make.NOW + timedelta(hours=1)
    report("delivered", result, timestamp=arrived)
    for event_type, after in (("clicked", 2), ("opened", -1), ("clicked", 30)):
        report(event_type, result, timestamp=arrived + timedelta(seconds=after))
    assert machines(result) == [
        ("delivered", ""), ("clicked", "at_once"), ("opened", "at_once"), ("clicked", ""),
    ]  # fmt: skip


def test_a_machine_proves_that_an_unknown_mail_has_left(result):
    Delivery.objects.update(status="unknown")
    report("opened", result, user_agent="Mozilla/5.0")
    assert the(Kind.RESULT).status == "sent"


@pytest.mark.parametrize("kind", [Kind.LEAD_BRIEF, Kind.RESULT])
def test_an_autoresponse_that_a_service_reports_pauses_and_ends_nothing(kind, result):
    """It says neither until when nor what was written; an absence note itself comes as a reply."""
    told = the(kind)
    report("autoresponded", told)
    make.work_through("pipeline")
    told.refresh_from_db()
    assert told.status == "autoresponded"
    assert Absence.objects.filter(advisor__name="Cleo").count() == 0
    assert not Suppression.objects.exists()
    assert Lead.objects.get().replied_at is None
    assert the(Kind.FOLLOW_UP).status == "queued"
