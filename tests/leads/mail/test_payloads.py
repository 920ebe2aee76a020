"""Every report of every mail service that Anymail documents, posted as the service posts it.

tests/payloads/<service>.json holds one payload for each event, in the service's documented shape;
`absent` are events that it does not report, or that Anymail does not read. EPOCH, EPOCH_MS, ISO
and NAIVE stand for a moment, DELIVERY for our own mark.
"""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from anymail.signals import tracking
from anymail.webhooks.amazon_ses import AmazonSESTrackingWebhookView
from anymail.webhooks.postal import PostalTrackingWebhookView
from django.test import RequestFactory

from leads.models import Delivery, Suppression, TrackingEvent
from tests import make

pytestmark = [
    pytest.mark.django_db,
    # Anymail calls its support of SendGrid unofficial, each time one of its views is made.
    pytest.mark.filterwarnings("ignore:django-anymail has dropped official support"),
]

PAYLOADS = Path(__file__).parents[2] / "payloads"
SERVICES = (
    "amazon_ses",
    "brevo",
    "mailersend",
    "mailgun",
    "mailjet",
    "mailtrap",
    "mandrill",
    "postal",
    "postmark",
    "resend",
    "sendgrid",
    "sparkpost",
    "unisender_go",
)
EVENTS = ("delivered", "bounced", "complained", "unsubscribed", "opened", "clicked")
SECRET, KEY = "webhook:secret", "a-key-that-signs"
# The views of these need a package to check who posts, and answer 404 without it: then what
# Anymail makes of the payload is signalled as its view would, and only the check is left out.
NEEDS = {"amazon_ses": "boto3", "postal": "cryptography"}

type Document = dict[str, Any]


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": SECRET,
        "MAILGUN_WEBHOOK_SIGNING_KEY": KEY,
        "MAILERSEND_SIGNING_SECRET": KEY,
        "MAILTRAP_TRACKING_SECRET": KEY,
        "MANDRILL_WEBHOOK_KEY": KEY,
        "POSTAL_WEBHOOK_KEY": KEY,
        "UNISENDER_GO_API_KEY": KEY,
    }


@pytest.fixture
def result(house: Any) -> Delivery:
    """Rosa's result, sent."""
    make.route(make.TO_BOOK, follow_up=True)
    make.work_through("mail")
    return Delivery.objects.get(kind="result")


def document(service: str) -> Document:
    found: Document = json.loads((PAYLOADS / f"{service}.json").read_text())
    return found


def filled(service: str, event: str, *, mark: str) -> Any:
    """The payload an hour from now, when a person may well read."""
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    values = {
        '"EPOCH_MS"': str(round(at.timestamp() * 1000)),
        '"EPOCH"': str(round(at.timestamp())),
        "ISO": at.isoformat(),
        "NAIVE": at.strftime("%Y-%m-%d %H:%M:%S"),
        "DELIVERY": mark,
    }
    text = json.dumps(document(service)["events"][event], ensure_ascii=False)
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return json.loads(text)


def signature(body: bytes) -> str:
    return hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()


def as_json(payload: Any) -> dict[str, Any]:
    return {"data": json.dumps(payload).encode(), "content_type": "application/json"}


def mailersend(payload: Any) -> dict[str, Any]:
    request = as_json(payload)
    return request | {"headers": {"Signature": signature(request["data"])}}


def mailtrap(payload: Any) -> dict[str, Any]:
    request = as_json(payload)
    return request | {"headers": {"Mailtrap-Signature": signature(request["data"])}}


def mailgun(payload: Any) -> dict[str, Any]:
    token, timestamp = "t" * 50, "1795514642"
    said = {
        "token": token,
        "timestamp": timestamp,
        "signature": signature(f"{timestamp}{token}".encode()),
    }
    return as_json(payload | {"signature": said})


def mandrill(payload: Any) -> dict[str, Any]:
    events = json.dumps(payload)
    signed = f"http://{SECRET}@testserver/anymail/mandrill/mandrill_events{events}".encode()
    digest = hmac.new(KEY.encode(), signed, hashlib.sha1).digest()
    headers = {"X-Mandrill-Signature": b64encode(digest).decode()}
    return {"data": {"mandrill_events": events}, "headers": headers}


def resend(payload: Any) -> dict[str, Any]:
    return as_json(payload) | {"headers": {"svix-id": f"msg-{payload['type']}"}}


def unisender_go(payload: Any) -> dict[str, Any]:
    body = json.dumps(payload)
    auth = hashlib.md5(body.replace(payload["auth"], KEY).encode()).hexdigest()
    data = body.replace(payload["auth"], auth).encode()
    return {"data": data, "content_type": "application/json"}


SIGNED: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "mailersend": mailersend,
    "mailgun": mailgun,
    "mailtrap": mailtrap,
    "mandrill": mandrill,
    "resend": resend,
    "unisender_go": unisender_go,
}


def post(client: Any, service: str, payload: Any) -> Any:
    request = SIGNED.get(service, as_json)(payload)
    basic = f"Basic {b64encode(SECRET.encode()).decode()}"
    headers = {"Authorization": basic} | request.pop("headers", {})
    path = service if service == "mandrill" else f"{service}/tracking"
    return client.post(f"/anymail/{path}/", headers=headers, **request)


def signal(service: str, payload: Any) -> None:
    """What Anymail's view makes of it, signalled as the view does."""
    view: Any
    if service == "amazon_ses":
        view = object.__new__(AmazonSESTrackingWebhookView)
        sns = {
            "MessageId": f"sns-{payload['eventType']}",
            "Timestamp": payload["mail"]["timestamp"],
        }
        events = view.esp_to_anymail_events(payload, sns)
    else:
        view = object.__new__(PostalTrackingWebhookView)
        events = view.parse_events(RequestFactory().post("/", **as_json(payload)))
    for event in events:
        tracking.send(sender=type(view), event=event, esp_name=view.esp_name)


def tell(client: Any, service: str, payload: Any) -> None:
    if service in NEEDS:
        signal(service, payload)
    else:
        assert post(client, service, payload).status_code == 200
    make.work_through("pipeline")


def cases() -> list[Any]:
    found = [(name, event) for name in SERVICES for event in document(name)["events"]]
    return [pytest.param(*each, id="-".join(each)) for each in found]


def check(delivery: Delivery, event: str) -> None:
    kept = TrackingEvent.objects.get()
    delivery.refresh_from_db()
    assert kept.delivery == delivery
    if event == "machine_opened":
        assert (kept.event_type, kept.machine, delivery.status) == ("opened", "service", "sent")
    else:
        assert (kept.event_type, kept.machine, delivery.status) == (event, "", event)
    stopped = list(Suppression.objects.values_list("reason", "stream"))
    assert stopped == {
        "bounced": [("hard_bounce", "")],
        "complained": [("complaint", "")],
        "unsubscribed": [("unsubscribe", "updates")],
    }.get(event, [])


@pytest.mark.parametrize(("service", "event"), cases())
def test_by_our_own_mark(service: str, event: str, result: Delivery, client: Any) -> None:
    if document(service).get("without_metadata"):
        pytest.skip("the service carries no marks: its reports are known by the message's id")
    tell(client, service, filled(service, event, mark=str(result.pk)))
    check(result, event)


@pytest.mark.parametrize(("service", "event"), cases())
def test_by_the_services_id_of_the_message(
    service: str, event: str, result: Delivery, client: Any
) -> None:
    Delivery.objects.filter(pk=result.pk).update(service_message_id=document(service)["message_id"])
    tell(client, service, filled(service, event, mark="somebody else's"))
    check(result, event)


@pytest.mark.parametrize("service", SERVICES)
def test_every_event_is_there_or_said_to_be_absent(service: str) -> None:
    kept = document(service)
    assert {*kept["events"], *kept.get("absent", [])} >= set(EVENTS)
    assert not set(kept["events"]) & set(kept.get("absent", []))


@pytest.mark.parametrize("service", [name for name in SERVICES if name not in NEEDS])
def test_who_cannot_sign_reports_nothing(
    service: str, result: Delivery, client: Any, settings: Any
) -> None:
    """By the service's own signature where it has one, else by the secret in the address."""
    signed = settings.ANYMAIL
    event = next(iter(document(service)["events"]))
    payload = filled(service, event, mark=str(result.pk))
    settings.ANYMAIL = {name: f"other:{value}" for name, value in signed.items()}
    assert post(client, service, payload).status_code == 400
    assert not TrackingEvent.objects.exists()


@pytest.mark.parametrize("service", NEEDS)
def test_without_the_package_that_checks_it_there_is_no_such_address(
    service: str, client: Any
) -> None:
    if find_spec(NEEDS[service]):
        pytest.skip(f"{NEEDS[service]} is installed: the view checks for itself")
    first = next(iter(document(service)["events"]))
    answer = post(client, service, filled(service, first, mark=""))
    assert answer.status_code in (400, 404)
