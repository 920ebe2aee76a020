"""A reader answers one of our mails: the follow-up ends, and whoever has the lead reads it."""

from typing import Any

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent
from django.urls import reverse

from leads.actions.assignments import accept_assignment
from leads.actions.people import erase_person
from leads.mail.compose import compose
from leads.models import (
    Advisor,
    Alert,
    Assignment,
    Delivery,
    Enrolment,
    InboundMessage,
    Lane,
    Lead,
    LeadEvent,
    StepRecord,
)
from leads.models.people import person_with
from leads.models.reply_addresses import lead_of_address, reader_address, turn_of_address
from leads.records import record_of_person
from leads.webhooks import receive_inbound
from tests import make
from tests.leads.assigning.conftest import by
from tests.leads.replying.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

ROSA = make.ROSA["email"]
WORDS = "Thank you. Could we speak on Friday?"


@pytest.fixture
def rosa(house: Any, settings: Any) -> Lead:
    """Offered to Cleo, and in a sequence whose first mail is in the ledger."""
    settings.INBOUND_DOMAIN = "reply.example.com"
    settings.OPERATOR_EMAIL = "otto@example.com"
    steps = [{"key": "one"}, {"key": "two"}]
    make.make_sequence(*steps, lane="executive-advisory")
    make.route(make.TO_EXECUTIVE, follow_up=True)
    make.let_steps_come()
    return Lead.objects.get()


def answer(
    *, sender: str = ROSA, to: str = "hello@example.com", text: str = WORDS, **headers: str
) -> InboundMessage:
    message = AnymailInboundMessage.construct(
        from_email=f"Rosa <{sender}>",
        to=to,
        subject="Re: The first step",
        text=text,
        headers={"Message-ID": "<hers@example.com>"}
        | {name.replace("_", "-"): value for name, value in headers.items()},
    )
    event = AnymailInboundEvent(event_type="inbound", message=message, event_id="", esp_event={})
    receive_inbound(event=event, esp_name="Postmark")
    make.work_through("pipeline")
    stored: InboundMessage = InboundMessage.objects.first()
    return stored


def test_a_mail_to_a_reader_is_answered_at_an_address_that_names_their_lead(rosa):
    for kind in ("result", "follow_up"):
        [address] = compose(Delivery.objects.filter(kind=kind).first()).reply_to
        assert lead_of_address(address.upper()) == rosa.pk
        assert turn_of_address(address) is None  # it hears, and obeys nobody
        assert lead_of_address(address.replace("reader+", "lead+")) is None


@pytest.mark.parametrize("known_by", ["address", "answered", "references", "sender"])
def test_a_reply_ends_the_sequence_and_goes_to_whoever_has_the_lead(known_by, rosa):
    first = Delivery.objects.get(kind="follow_up")
    elsewhere = "rosa.private@example.net"
    stored = {
        "address": lambda: answer(sender=elsewhere, to=reader_address(rosa.pk)),
        "answered": lambda: answer(sender=elsewhere, In_Reply_To=first.message_id),
        "references": lambda: answer(sender=elsewhere, References=f"<x@y.z> {first.message_id}"),
        "sender": lambda: answer(sender=ROSA.upper()),
    }[known_by]()
    assert (stored.became, stored.lead) == ("done", rosa)
    assert Enrolment.objects.get().left_because == "replied"
    first.refresh_from_db()
    assert first.status == "cancelled"  # it was queued
    line = LeadEvent.objects.get(kind="replied")
    assert (line.text, line.by_kind) == (WORDS, "reader")
    told = Delivery.objects.get(kind="wrote")
    assert told.to_address == "cleo@example.com"
    assert WORDS in mail("wrote").text


def test_where_the_sequence_goes_on_the_steps_are_for_who_replied_or_did_not(house):
    replied: dict[str, Any] = {"event": "replied"}
    make.make_sequence(
        {"key": "not-replied", "conditions": [replied | {"holds": False}]},
        {"key": "replied", "conditions": [replied]},
        lane="executive-advisory",
        stays_after=["replied"],
    )
    make.route(make.TO_EXECUTIVE, follow_up=True)
    answer()
    make.let_steps_come()
    make.let_steps_come()
    became = StepRecord.objects.order_by("pk").values_list("step", "outcome")
    assert list(became) == [("not-replied", "skipped"), ("replied", "sent")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Received_SPF": "fail (not hers)"},
    ],
)
def test_what_no_reader_wrote_ends_nothing(headers, rosa):
    stored = answer(to=reader_address(rosa.pk), **headers)
    assert stored.became == ("unclear" if "Received_SPF" in headers else "ignored")
    assert Enrolment.objects.running().exists()
    assert not LeadEvent.objects.filter(kind="replied").exists()


def test_the_same_mail_twice_is_one_line(rosa):
    answer()
    answer()
    assert LeadEvent.objects.filter(kind="replied").count() == 1
    assert Delivery.objects.filter(kind="wrote").count() == 1


def test_where_nobody_has_the_lead_the_operator_is_told_and_nothing_of_it_stands_there(rosa):
    make.route(make.TO_BOOK, contact=make.SAM)
    stored = answer(sender=make.SAM["email"])
    assert stored.became == "unclear"
    alert = Alert.objects.get(key=f"inbound:{stored.pk}")
    assert "nobody has their lead" in alert.text
    assert make.SAM["email"] not in alert.text + alert.subject
    assert LeadEvent.objects.get(kind="replied").text == WORDS


def test_an_advisor_is_no_reader_and_a_stranger_is_nobody(rosa):
    Lead.objects.create(email="ada@example.com")
    assert answer(sender="ada@example.com").lead is None
    InboundMessage.objects.all().delete()
    assert answer(sender="mallory@example.com").became == "unknown"
    assert Advisor.objects.filter(email="ada@example.com").exists()


def test_an_address_that_the_lane_keeps_back_is_kept_back_in_their_words(rosa):
    Lane.objects.update(contact_details="after_accepting")
    answer(text=f"Write to {ROSA} please.")
    assert ROSA not in mail("wrote").text + mail("wrote").html + mail("wrote").subject
    accept_assignment(Assignment.objects.get(), by=by("Cleo"), now=make.NOW)
    assert ROSA in mail("wrote").text


def test_operators_read_it_and_it_is_read_out_and_forgotten(rosa, log_in):
    stored = answer(sender="rosa.private@example.net", to=reader_address(rosa.pk))
    page = log_in("otto").get(reverse("leads_inboundmessage:inspect", args=[stored.pk]))
    assert "Written by the reader" in page.content.decode()
    assert WORDS in str(record_of_person(person_with(ROSA)))
    erase_person(ROSA, now=make.NOW)
    stored.refresh_from_db()
    assert (stored.text, stored.subject, stored.from_address) == ("", "", "")
    assert LeadEvent.objects.get(kind="replied").text == ""
