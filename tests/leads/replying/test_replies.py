"""What an advisor writes back acts as the links do; what is not plain goes to a person."""

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent
from django.urls import reverse

from leads.actions.assignments import accept_assignment, expire_assignment
from leads.actions.people import erase_person
from leads.mail.compose import compose
from leads.models import (
    Absence,
    Advisor,
    Alert,
    Assignment,
    Delivery,
    InboundMessage,
    LeadEvent,
    OutboxMessage,
)
from leads.models.people import person_with
from leads.models.reply_addresses import reply_address, turn_of_address
from leads.records import record_of_person
from leads.webhooks import receive_inbound
from tests import make
from tests.leads.assigning.conftest import by
from tests.leads.replying.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = make.NOW
ADA = "ada@example.com"
SIGNING_KEY = "mailgun-signing-key"


@pytest.fixture(autouse=True)
def _inbound(settings: Any) -> None:
    settings.INBOUND_DOMAIN = "reply.example.com"
    settings.OPERATOR_EMAIL = "otto@example.com"
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": "webhook:secret",
        "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY,
    }


def reply(
    turn: Assignment,
    text: str,
    *,
    sender: str = ADA,
    to: str = "",
    subject: str = "Re: New lead",
    message_id: str = "<one@example.com>",
    esp_event: object = None,
    **headers: str,
) -> InboundMessage:
    """As Anymail signals it, whichever service it came from; then judged."""
    message = AnymailInboundMessage.construct(
        from_email=f"Ada <{sender}>",
        to=to or reply_address(turn.pk),
        subject=subject,
        text=text,
        headers={"Message-ID": message_id}
        | {name.replace("_", "-"): value for name, value in headers.items()},
    )
    event = AnymailInboundEvent(
        event_type="inbound", message=message, event_id="", esp_event=esp_event or {}
    )
    receive_inbound(event=event, esp_name="Postmark")
    make.work_through("pipeline")
    stored: InboundMessage = InboundMessage.objects.first()
    return stored


def states() -> list[tuple[str, str]]:
    return list(Assignment.objects.order_by("number").values_list("advisor__name", "state"))


def answers() -> list[str]:
    return list(Delivery.objects.filter(kind="answered").values_list("to_address", flat=True))


def test_the_brief_is_answered_at_an_address_of_the_lead_and_says_what_acts(offer, settings):
    delivery = Delivery.objects.with_contents().get(kind="lead_brief")
    delivery.subject, delivery.text, delivery.html = mail("lead_brief")
    [address] = compose(delivery).reply_to
    assert turn_of_address(address.upper()) == offer.pk
    assert "Or answer this mail: accept" in delivery.text
    settings.INBOUND_DOMAIN = ""
    assert compose(delivery).reply_to == []
    assert "Or answer this mail" not in mail("lead_brief").text


def test_no_address_can_be_made_up(offer):
    address = reply_address(offer.pk)
    mailbox, _, domain = address.partition("@")
    other = reply_address(offer.pk + 1).partition("-")[2]
    for wrong in (
        f"{mailbox.partition('-')[0]}-{other}",
        f"{mailbox}@elsewhere.example.com",
        f"lead+@{domain}",
        f"lead@{domain}",
        "lead+%00-aaaaaaaaaaaaaaaaaaaaaaaa@reply.example.com",
        "",
    ):
        assert turn_of_address(wrong) is None
    assert len(mailbox) <= 64


def test_accept(offer):
    stored = reply(offer, "Accept\n\nOn Tuesday Lanewise wrote:\n> decline")
    assert (stored.became, states()) == ("done", [("Ada", "accepted")])
    assert LeadEvent.objects.get(kind="accepted").by_name == "Ada, by mail"
    assert answers() == [ADA]
    assert "You accepted the lead. It is yours." in mail("answered").text


def test_decline_with_its_reason(offer):
    reply(offer, "decline: conflict")
    assert states() == [("Ada", "declined"), ("Ben", "offered")]
    assert LeadEvent.objects.get(kind="declined").text == "conflict"
    assert "It goes to the next advisor" in mail("answered").text


def test_not_now_waits_until_the_end_of_that_day_at_work(offer):
    day = NOW + timedelta(days=2)
    stored = reply(offer, f"not now until {day:%-d %B %Y}")
    offer.refresh_from_db()
    assert (stored.became, offer.postponements) == ("done", 1)
    assert offer.due_at.date() == day.date()


def test_what_is_understood_and_too_much_is_refused_in_a_sentence(offer):
    far = NOW + timedelta(days=20)
    stored = reply(offer, f"not now until {far:%-d %B %Y}")
    assert stored.became == "refused"
    assert "An answer can wait a week at most." in mail("answered").text
    assert Assignment.objects.get().postponements == 0


def test_met_good_fit(offer):
    reply(offer, "met, good fit\nShe wants to begin in January.")
    lines = LeadEvent.objects.filter(kind="outcome").order_by("pk")
    assert [(line.outcome, line.text) for line in lines] == [
        ("met", "She wants to begin in January."),
        ("good_fit", "She wants to begin in January."),
    ]
    assert states() == [("Ada", "accepted")]


def test_a_note_is_kept_and_so_is_what_follows_a_command(offer):
    reply(offer, "note: Call her in the morning.")
    reply(offer, "accept\nI know her company.", message_id="<two@example.com>")
    notes = set(LeadEvent.objects.filter(kind="noted").values_list("text", flat=True))
    assert notes == {"Call her in the morning.", "I know her company."}


def test_away_until(offer):
    reply(offer, "away until 3 December 2027" if NOW.month == 12 else "away until 3 December")
    absence = Absence.objects.get(advisor__name="Ada")
    assert (absence.ends_at.month, absence.ends_at.day, absence.ends_at.hour) == (12, 3, 0)
    assert absence.covers(NOW + timedelta(hours=1))
    assert "You get no new leads until" in mail("answered").text
    assert states() == [("Ada", "offered")]  # the offer itself stands
    make.route(make.TO_INDIVIDUAL, contact=make.SAM)
    make.route(make.TO_INDIVIDUAL, contact=make.SAM | {"email": "tom@example.com"})
    assert [name for name, _ in states()].count("Ada") == 1


def test_the_same_mail_twice_is_once(offer):
    for _ in range(3):
        reply(offer, "note: Once.")
    assert InboundMessage.objects.count() == 1
    assert LeadEvent.objects.filter(kind="noted").count() == 1
    assert len(answers()) == 1


def test_a_mail_that_is_judged_again_does_nothing_again(offer):
    reply(offer, "won")
    OutboxMessage.objects.filter(topic="reply.received").update(done_at=None)
    make.work_through("pipeline")
    assert LeadEvent.objects.filter(kind="outcome").count() == 1


def unclear(stored: InboundMessage) -> None:
    """Stored, shown, a person told, nothing done, and no word of it in the alert."""
    assert stored.became == "unclear"
    alert = Alert.objects.get(key=f"inbound:{stored.pk}")
    assert alert.path == reverse("leads_inboundmessage:inspect", args=[stored.pk])
    assert "secret words" not in f"{alert.subject} {alert.text}"
    assert stored.text.startswith("secret words") or "accept" in stored.text
    assert states() == [("Ada", "offered")]


def test_what_is_not_plain_goes_to_a_person_and_the_advisor_is_told(offer):
    unclear(reply(offer, "secret words, can we talk?"))
    text = mail("answered").text
    assert "A person reads it." in text
    assert "decline: why" in text


def test_somebody_else_cannot_act_with_the_address_and_is_not_answered(offer):
    unclear(reply(offer, "accept", sender="mallory@example.com"))
    assert answers() == []


@pytest.mark.parametrize(
    ("esp_event", "headers"),
    [
        ({"receipt": {"dmarcVerdict": {"status": "FAIL"}}}, {}),
        ({}, {"Received_SPF": "Fail (sender not authorized)"}),
        ({}, {"X_Mailgun_Spf": "Fail"}),
    ],
)
def test_a_sender_the_service_does_not_believe_goes_to_a_person(offer, esp_event, headers):
    unclear(reply(offer, "accept", esp_event=esp_event, **headers))
    assert answers() == []


def test_a_service_that_vouches_or_says_nothing_changes_nothing(offer):
    reply(offer, "accept", esp_event={"receipt": {"dmarcVerdict": {"status": "PASS"}}})
    assert states() == [("Ada", "accepted")]


def test_an_advisor_is_heard_at_any_address_and_strangers_alarm_nobody(offer):
    lost = reply(offer, "accept", to="lead@reply.example.com")
    assert (lost.became, Alert.objects.count()) == ("unclear", 1)
    spam = reply(offer, "buy", to="lead@reply.example.com", sender="x@y.example", message_id="<2>")
    assert (spam.became, Alert.objects.count()) == ("unknown", 1)


def test_what_comes_of_a_lead_that_is_gone_goes_to_a_person(offer):
    expire_assignment(offer, now=offer.due_at + timedelta(minutes=1))
    stored = reply(offer, "won")
    assert stored.became == "unclear"
    assert "no longer yours" in stored.said
    late = reply(offer, "accept", message_id="<two@example.com>")
    assert late.became == "refused"
    assert "The time to answer is over" in late.said


def test_an_absence_note_pauses_new_leads_and_says_so_once(offer):
    day = NOW + timedelta(days=5)
    for number in range(3):
        reply(
            offer,
            f"I am out of the office until {day:%-d %B %Y}. accept",
            subject="Automatic reply: New lead",
            message_id=f"<{number}@example.com>",
            Auto_Submitted="auto-replied",
        )
    absence = Absence.objects.get(advisor__name="Ada")
    assert absence.ends_at.date() == day.date()
    assert answers() == [ADA]
    assert "Your mailbox says that you are away." in mail("answered").text
    assert Alert.objects.get().subject.startswith("Ada is away until")
    assert states() == [("Ada", "offered")]
    assert Delivery.objects.with_contents().get(kind="answered").kind == "answered"


def test_the_mail_about_an_absence_says_that_no_person_wrote_it(offer):
    reply(offer, "Back soon.", subject="Out of office", X_Autoreply="yes")
    delivery = Delivery.objects.with_contents().get(kind="answered")
    assert compose(delivery).extra_headers["Auto-Submitted"] == "auto-generated"


def test_an_absence_note_without_a_date_pauses_for_two_days(offer):
    reply(offer, "I am away.", subject="Out of office", Auto_Submitted="auto-replied")
    absence = Absence.objects.get(advisor__name="Ada")
    assert timedelta(days=1, hours=23) < absence.ends_at - NOW < timedelta(days=3)
    assert "not until when" in mail("answered").text


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-generated"}, {"Precedence": "bulk"}, {"List_Id": "<x.example>"}],
)
def test_a_loop_is_never_answered(offer, headers):
    stored = reply(offer, "accept", **headers)
    assert (stored.became, answers(), states()) == ("ignored", [], [("Ada", "offered")])


def test_what_was_written_is_forgotten_with_the_person(offer):
    reply(offer, "note: She asked about the depots.")
    [written] = record_of_person(person_with("rosa@example.com"))["written_by_advisors"]
    assert written["text"] == "note: She asked about the depots."
    erase_person("rosa@example.com", now=NOW)
    stored = InboundMessage.objects.get()
    assert (stored.text, stored.subject) == ("", "")


def test_after_erasure_a_reply_does_nothing_and_says_why(offer):
    erase_person("rosa@example.com", now=NOW)
    stored = reply(offer, "accept")
    assert stored.became == "refused"
    assert "erased" in stored.said


def test_operators_read_replies_and_nobody_else(offer, log_in):
    stored = reply(offer, "secret words, can we talk?")
    page = reverse("leads_inboundmessage:inspect", args=[stored.pk])
    shown = log_in("otto").get(page)
    assert "secret words" in shown.content.decode()
    assert log_in("otto").get(reverse("leads_inboundmessage:index")).status_code == 200
    for name in ("edith", "ada", "cleo"):
        assert log_in(name).get(page).status_code in (302, 404)


# The payloads of three services, as they post them.
def basic() -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(b'webhook:secret').decode()}"}


def post_postmark(client: Any, address: str) -> Any:
    payload = {
        "FromName": "Ada",
        "From": ADA,
        "FromFull": {"Email": ADA, "Name": "Ada", "MailboxHash": ""},
        "To": address,
        "ToFull": [{"Email": address, "Name": "", "MailboxHash": ""}],
        "CcFull": [],
        "BccFull": [],
        "OriginalRecipient": address,
        "Subject": "Re: New lead",
        "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
        "MailboxHash": "",
        "Date": "Tue, 24 Nov 2026 14:00:00 +0000",
        "TextBody": "Accept\r\n\r\nOn Tue wrote Lanewise:\r\n> x",
        "HtmlBody": "<p>Accept</p>",
        "StrippedTextReply": "Accept",
        "Tag": "",
        "Headers": [
            {"Name": "Return-Path", "Value": f"<{ADA}>"},
            {"Name": "Received-SPF", "Value": "Pass (sender SPF authorized)"},
            {"Name": "Message-ID", "Value": "<postmark@example.com>"},
        ],
        "Attachments": [],
    }
    return client.post(
        "/anymail/postmark/inbound/",
        json.dumps(payload),
        content_type="application/json",
        headers=basic(),
    )


def post_mailgun(client: Any, address: str) -> Any:
    token, timestamp = "t" * 50, "1795514642"
    digest = hmac.new(SIGNING_KEY.encode(), f"{timestamp}{token}".encode(), hashlib.sha256)
    headers = [["From", f"Ada <{ADA}>"], ["Message-Id", "<mailgun@example.com>"]]
    payload = {
        "recipient": address,
        "sender": ADA,
        "from": f"Ada <{ADA}>",
        "subject": "Re: New lead",
        "body-plain": "Accept\r\n\r\n> quoted",
        "stripped-text": "Accept",
        "body-html": "<p>Accept</p>",
        "message-headers": json.dumps([*headers, ["To", address], ["Subject", "Re: New lead"]]),
        "timestamp": timestamp,
        "token": token,
        "signature": digest.hexdigest(),
    }
    return client.post("/anymail/mailgun/inbound/", payload, headers=basic())


def post_sendgrid(client: Any, address: str) -> Any:
    payload = {
        "headers": f"From: Ada <{ADA}>\nTo: {address}\nMessage-ID: <sendgrid@example.com>\n",
        "from": f"Ada <{ADA}>",
        "to": address,
        "subject": "Re: New lead",
        "text": "Accept\n\n> quoted",
        "html": "<p>Accept</p>",
        "SPF": "pass",
        "dkim": "{@example.com : pass}",
        "envelope": json.dumps({"to": [address], "from": ADA}),
        "charsets": json.dumps({"text": "utf-8", "html": "utf-8", "subject": "UTF-8"}),
        "attachments": "0",
    }
    return client.post("/anymail/sendgrid/inbound/", payload, headers=basic())


SERVICES = {"postmark": post_postmark, "mailgun": post_mailgun, "sendgrid": post_sendgrid}


@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning")
@pytest.mark.parametrize("service", SERVICES)
def test_each_services_payload_acts_once(offer, client, service):
    for _ in range(2):
        assert SERVICES[service](client, reply_address(offer.pk)).status_code == 200
    make.work_through("pipeline")
    assert states() == [("Ada", "accepted")]
    stored = InboundMessage.objects.get()
    assert (stored.service.lower(), stored.from_address) == (service, ADA)


@pytest.mark.parametrize("service", ["postmark", "mailgun"])
def test_a_payload_without_the_secret_is_not_taken(offer, client, service, settings):
    address = reply_address(offer.pk)
    settings.ANYMAIL = {"WEBHOOK_SECRET": "another:one", "MAILGUN_WEBHOOK_SIGNING_KEY": "another"}
    assert SERVICES[service](client, address).status_code == 400
    assert not InboundMessage.objects.exists()


def test_a_mail_in_html_alone_is_read_too(offer):
    message = AnymailInboundMessage.construct(
        from_email=ADA, to=reply_address(offer.pk), subject="x", html="<p>accept</p>"
    )
    event = AnymailInboundEvent(
        event_type="inbound", message=message, event_id="one", esp_event=None
    )
    receive_inbound(event=event, esp_name="Postmark")
    make.work_through("pipeline")
    assert states() == [("Ada", "accepted")]


def test_strange_mail_is_kept_and_nothing_is_raised(offer):
    message = AnymailInboundMessage.construct(text="\0 accept", subject="\0", from_email="nobody")
    event = AnymailInboundEvent(
        event_type="inbound", message=message, event_id=None, esp_event=None
    )
    receive_inbound(event=event, esp_name="")
    make.work_through("pipeline")
    assert InboundMessage.objects.get().became == "unknown"


def test_an_accepted_lead_can_be_given_back_by_mail(offer):
    accept_assignment(offer, by=by("Ada"), now=NOW)
    reply(offer, "decline: no time after all")
    assert states() == [("Ada", "returned"), ("Ben", "offered")]


def test_times_are_told_in_the_advisors_zone(offer):
    Advisor.objects.filter(name="Ada").update(time_zone="Pacific/Auckland")
    there = (NOW + timedelta(days=4)).date()
    reply(offer, f"away until {there:%-d %B %Y} 09:00")
    absence = Absence.objects.get(advisor__name="Ada")
    assert absence.ends_at.astimezone(Advisor.objects.get(name="Ada").calendar.zone).hour == 9
    assert datetime.fromisoformat(f"{there}T00:00+00:00") > absence.ends_at
