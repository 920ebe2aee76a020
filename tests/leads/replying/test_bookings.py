"""Booked conversations: links filled in, reports signed, stored once, judged in any order."""

import hashlib
import hmac
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone

from leads.actions.assignments import accept_assignment
from leads.actions.people import erase_person
from leads.domain.bookings import filled
from leads.models import (
    Advisor,
    Alert,
    Assignment,
    BookingEvent,
    Delivery,
    Enrolment,
    Lane,
    Lead,
    LeadEvent,
    StepRecord,
    Submission,
)
from leads.models.tokens import booking_mark
from tests import make
from tests.leads.assigning.conftest import by
from tests.leads.replying.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = make.NOW
SECRET, KEY = "cal-secret", "calendly-key"
AT = "2027-01-12T09:30:00Z"
THEN = datetime(2027, 1, 12, 9, 30, tzinfo=UTC)
LATER = "2027-01-14T15:00:00.000000Z"
SERVICES = ["calcom", "calendly"]
ticks = itertools.count()


@pytest.fixture(autouse=True)
def _secrets(settings: Any) -> None:
    settings.CALCOM_WEBHOOK_SECRET = SECRET
    settings.CALENDLY_WEBHOOK_SIGNING_KEY = KEY


def happened(second: int | None = None) -> str:
    second = next(ticks) if second is None else second
    return (NOW + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def calcom(trigger: str, **about: Any) -> dict[str, Any]:
    """As Cal.com documents it, shortened."""
    created = about.pop("createdAt", happened())
    payload = {
        "type": "30min",
        "title": "30min between Ada and Rosa Almeida",
        "startTime": AT,
        "endTime": "2027-01-12T10:00:00Z",
        "organizer": {"name": "Ada", "email": "ada@example.com", "timeZone": "Europe/London"},
        "attendees": [{"email": "rosa@example.com", "name": "Rosa", "timeZone": "Europe/Lisbon"}],
        "uid": "bFJeNb2uX8ANpT3JL5EfXw",
        "metadata": {},
        "status": "ACCEPTED",
    }
    return {"triggerEvent": trigger, "createdAt": created, "payload": payload | about}


def calendly(event: str, invitee: str = "AAAA", **about: Any) -> dict[str, Any]:
    """As Calendly documents it, shortened."""
    created = about.pop("created_at", happened())
    start = about.pop("start_time", AT)
    root = "https://api.calendly.com/scheduled_events/EVENT"
    payload = {
        "email": "Rosa@example.com",
        "name": "Rosa Almeida",
        "event": root,
        "uri": f"{root}/invitees/{invitee}",
        "old_invitee": None,
        "new_invitee": None,
        "rescheduled": False,
        "status": "active",
        "timezone": "Europe/Lisbon",
        "tracking": {"utm_source": None, "utm_content": None},
        "scheduled_event": {"uri": root, "start_time": start, "status": "active"},
    }
    return {"event": event, "created_at": created, "payload": payload | about}


def booked(service: str, **about: Any) -> dict[str, Any]:
    if service == "calcom":
        return calcom("BOOKING_CREATED", **about)
    return calendly("invitee.created", **about)


def cancelled(service: str, **about: Any) -> dict[str, Any]:
    if service == "calcom":
        return calcom("BOOKING_CANCELLED", status="CANCELLED", **about)
    return calendly("invitee.canceled", status="canceled", **about)


def signature(service: str, body: bytes, *, at: float | None = None, key: str = "") -> Any:
    if service == "calcom":
        digest = hmac.new((key or SECRET).encode(), body, hashlib.sha256).hexdigest()
        return {"X-Cal-Signature-256": digest}
    moment = int(timezone.now().timestamp() if at is None else at)
    signed = f"{moment}.".encode() + body
    digest = hmac.new((key or KEY).encode(), signed, hashlib.sha256).hexdigest()
    return {"Calendly-Webhook-Signature": f"t={moment},v1={digest}"}


def post(client: Any, service: str, report: Any, **how: Any) -> int:
    body = report if isinstance(report, bytes) else json.dumps(report).encode()
    answer = client.post(
        f"/hooks/booking/{service}/",
        body,
        content_type="application/json",
        headers=how.pop("headers", None) or signature(service, body, **how),
    )
    make.work_through("pipeline")
    return int(answer.status_code)


def standing() -> datetime | None:
    return Lead.objects.get(email="rosa@example.com").booked_for


def lines(kind: str) -> int:
    return LeadEvent.objects.filter(kind=kind).count()


@pytest.mark.parametrize("service", SERVICES)
def test_a_booking_marks_the_lead_accepts_the_offer_and_has_one_line(offer, client, service):
    report = booked(service)
    for _ in range(3):
        assert post(client, service, report) == 200
    assert standing() == THEN
    assert (lines("booked"), BookingEvent.objects.count()) == (1, 1)
    assert Assignment.objects.get().state == "accepted"
    line = LeadEvent.objects.get(kind="booked")
    assert (line.by_name, line.until) == ("the reader", THEN)


def test_a_booking_ends_the_sequence(house, client):
    make.route(make.TO_EXECUTIVE, follow_up=True)
    assert Enrolment.objects.filter(left_at=None).exists()
    post(client, "calcom", booked("calcom"))
    assert not Enrolment.objects.filter(left_at=None).exists()


@pytest.mark.parametrize("service", SERVICES)
def test_a_wrong_signature_is_refused_and_leaves_nothing(offer, client, service):
    report = booked(service)
    body = json.dumps(report).encode()
    assert post(client, service, report, key="another") == 403
    assert post(client, service, report, headers={"X-Nothing": "1"}) == 403
    right = signature(service, body)
    assert post(client, service, body + b" ", headers=right) == 403
    name = next(iter(right))
    assert post(client, service, report, headers={name: "t=é,v1=" + "0" * 64}) == 403
    assert not BookingEvent.objects.exists()
    assert standing() is None


@pytest.mark.parametrize("seconds", [-301, 301, -86_400])
def test_an_old_signature_is_refused(offer, client, seconds):
    at = timezone.now().timestamp() + seconds
    assert post(client, "calendly", booked("calendly"), at=at) == 403
    assert not BookingEvent.objects.exists()


def test_a_signature_replayed_later_is_refused_and_at_once_changes_nothing(offer, client):
    body = json.dumps(booked("calendly")).encode()
    headers = signature("calendly", body)
    assert [post(client, "calendly", body, headers=headers) for _ in range(2)] == [200, 200]
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert post(client, "calendly", body, headers=headers) == 403
    assert BookingEvent.objects.count() == 1


@pytest.mark.parametrize("service", SERVICES)
def test_without_a_secret_there_is_nobody_at_the_address(offer, client, service, settings):
    settings.CALCOM_WEBHOOK_SECRET = settings.CALENDLY_WEBHOOK_SIGNING_KEY = ""
    assert post(client, service, booked(service)) == 404


@pytest.mark.parametrize("service", SERVICES)
def test_only_a_post_is_a_report(offer, client, service):
    for method in (client.get, client.head, client.put, client.options):
        assert method(f"/hooks/booking/{service}/").status_code == 405


STRANGE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"payload": []}',
    b'{"payload": {}, "createdAt": 1, "created_at": "x"}',
    b"[" * 100_000,
    json.dumps({"triggerEvent": "BOOKING_CREATED", "payload": {"uid": 1}}).encode(),
    json.dumps({"event": "invitee.created", "payload": {"uri": "x", "tracking": []}}).encode(),
    b"\xff\xfe",
]


@pytest.mark.parametrize("body", STRANGE)
@pytest.mark.parametrize("service", SERVICES)
def test_what_is_signed_and_strange_is_refused_in_a_sentence(offer, client, service, body):
    assert post(client, service, body) == 400
    assert not BookingEvent.objects.exists()


@pytest.mark.parametrize("service", SERVICES)
def test_a_cancelled_conversation_is_off(offer, client, service):
    post(client, service, booked(service))
    for _ in range(2):
        assert post(client, service, cancelled(service, **stamp(service, 10_000))) == 200
    assert standing() is None
    assert (lines("booked"), lines("cancelled")) == (1, 1)


def stamp(service: str, second: int) -> dict[str, str]:
    return {"createdAt" if service == "calcom" else "created_at": happened(second)}


@pytest.mark.parametrize("service", SERVICES)
def test_a_cancellation_that_overtakes_its_booking_holds(offer, client, service):
    post(client, service, cancelled(service, **stamp(service, 20_000)))
    post(client, service, booked(service, **stamp(service, 19_000)))
    assert standing() is None


def moved(service: str) -> list[dict[str, Any]]:
    """What the service says when a conversation is put to another time."""
    if service == "calcom":
        return [
            calcom(
                "BOOKING_RESCHEDULED",
                uid="new",
                rescheduleUid="bFJeNb2uX8ANpT3JL5EfXw",
                startTime=LATER,
                createdAt=happened(30_000),
            )
        ]
    old = "https://api.calendly.com/scheduled_events/EVENT/invitees/AAAA"
    return [
        calendly("invitee.canceled", rescheduled=True, created_at=happened(30_000)),
        calendly(
            "invitee.created",
            "BBBB",
            old_invitee=old,
            start_time=LATER,
            created_at=happened(30_000),
        ),
    ]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("order", [1, -1])
def test_a_conversation_that_is_moved_is_at_its_new_time_in_any_order(
    offer, client, service, order
):
    for report in [booked(service, **stamp(service, 29_000)), *moved(service)][::order]:
        assert post(client, service, report) == 200
    assert standing() == datetime(2027, 1, 14, 15, tzinfo=UTC)
    assert lines("cancelled") == 0
    assert not Delivery.objects.filter(kind="called_off").exists()


def test_what_says_nothing_of_a_conversation_changes_nothing(offer, client):
    for trigger in ("MEETING_ENDED", "BOOKING_REQUESTED", "FORM_SUBMITTED", ""):
        assert post(client, "calcom", calcom(trigger)) == 200
    assert (standing(), lines("booked")) == (None, 0)


@pytest.mark.parametrize("service", SERVICES)
def test_somebody_unknown_is_an_alert_that_names_nobody(offer, client, service):
    stranger = (
        {"attendees": [{"email": "zoe@example.com", "name": "Zoe"}]}
        if service == "calcom"
        else {"email": "zoe@example.com", "name": "Zoe"}
    )
    post(client, service, booked(service, **stranger))
    alert = Alert.objects.get()
    assert "zoe" not in f"{alert.subject} {alert.text}".lower()
    assert ("bFJe" if service == "calcom" else "AAAA") in alert.text
    assert standing() is None


@pytest.mark.parametrize("service", SERVICES)
def test_our_own_link_knows_the_reader_under_another_address(offer, client, service):
    mark = booking_mark(Submission.objects.get().pk)
    about = (
        {"metadata": {"lead": mark}, "attendees": [{"email": "private@example.com"}]}
        if service == "calcom"
        else {"tracking": {"utm_content": mark}, "email": "private@example.com"}
    )
    post(client, service, booked(service, **about))
    assert standing() == THEN
    assert not Alert.objects.exists()


def test_a_made_up_mark_is_nobodys(offer, client):
    post(client, "calcom", booked("calcom", metadata={"lead": "made-up"}, attendees=[]))
    assert standing() is None
    assert Alert.objects.count() == 1


def test_after_erasure_nothing_of_the_booking_leads_back(offer, client):
    post(client, "calcom", booked("calcom"))
    erase_person("rosa@example.com", now=NOW)
    event = BookingEvent.objects.get()
    assert (event.reference, event.replaces) == ("", "")
    post(client, "calcom", booked("calcom", uid="again"))
    assert lines("booked") == 1


LINK = "https://cal.com/ada/30min"


@pytest.mark.parametrize(
    ("url", "query"),
    [
        (LINK, {"name": "Rosa Ö", "email": "r+1@example.com", "metadata[lead]": "m"}),
        (
            "https://calendly.com/ada/30min?hide_gdpr_banner=1",
            {
                "hide_gdpr_banner": "1",
                "name": "Rosa Ö",
                "email": "r+1@example.com",
                "utm_content": "m",
            },
        ),
        (f"{LINK}?name=x", {"name": "x", "email": "r+1@example.com", "metadata[lead]": "m"}),
    ],
)
def test_a_link_is_filled_in_as_its_service_reads_it(url, query):
    made = filled(url, name="Rosa Ö", email="r+1@example.com", mark="m")
    assert made.startswith(url.partition("?")[0] + "?")
    assert {key: value for key, [value] in parse_qs(urlsplit(made).query).items()} == query


def test_without_a_link_nothing_is_offered(offer, client):
    assert "Book a conversation" not in mail("result").text
    page = client.get(f"/results/{Submission.objects.get().result_token}/").content.decode()
    assert "Book a conversation" not in page


def test_readers_book_with_the_lane_and_then_with_who_has_accepted(offer, client):
    Lane.objects.update(booking_link="https://cal.com/lane")
    Advisor.objects.filter(name="Ada").update(booking_link="https://cal.com/ada")
    page = f"/results/{Submission.objects.get().result_token}/"
    assert "https://cal.com/lane?name=Rosa+Almeida" in mail("result").text
    assert "https://cal.com/lane?" in client.get(page).content.decode()
    accept_assignment(offer, by=by("Ada"), now=NOW)
    shown = client.get(page)
    assert "https://cal.com/ada?name=Rosa+Almeida" in shown.content.decode()
    assert shown["Referrer-Policy"] == "no-referrer"
    assert Delivery.objects.filter(kind="result").count() == 1


@pytest.mark.parametrize("service", SERVICES)
def test_whoever_has_the_lead_hears_that_the_conversation_is_off(offer, client, service):
    post(client, service, booked(service))
    post(client, service, cancelled(service, **stamp(service, 10_000)))
    make.work_through("pipeline")
    [told] = Delivery.objects.filter(kind="called_off")
    assert (told.to_address, told.lead_event.kind) == (offer.advisor.email, "cancelled")
    words = mail("called_off").text
    assert "was cancelled at" in words
    assert "No follow-up mail begins again by itself" in words


def test_a_cancelled_conversation_is_none_to_a_step_that_is_for_who_booked_none(house, client):
    """The sequence that the booking ended stays ended; one that goes on asks anew."""
    condition = {"event": "booked", "holds": False}
    steps = [{"key": "unless-booked", "conditions": [condition]}]
    make.make_sequence(*steps, lane="individual-advisory", stays_after=["booked"])
    make.route(make.TO_INDIVIDUAL, follow_up=True)
    post(client, "calcom", booked("calcom"))
    post(client, "calcom", cancelled("calcom", **stamp("calcom", 10_000)))
    make.work_through("pipeline")
    make.let_steps_come()
    [record] = StepRecord.objects.filter(step="unless-booked")
    assert record.outcome == "sent"
    assert LeadEvent.objects.filter(kind="booked").exists()
