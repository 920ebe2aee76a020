"""What an advisor reads when time or a person has done something to their lead."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.actions.assignments import accept_assignment, expire_assignment
from leads.actions.leads import snooze_lead
from leads.actions.moving import change_lane, reassign_lead
from leads.mail.compose import compose, render
from leads.models import Advisor, Assignment, Delivery, Lane, OutboxMessage
from tests import make
from tests.leads.assigning.conftest import by

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = make.NOW
BOTH = ("body", "html")


def mail(kind: str) -> dict[str, str]:
    delivery = Delivery.objects.with_contents().get(kind=kind)
    delivery.subject, delivery.text, delivery.html = render(delivery)
    sent = compose(delivery)
    assert sent.from_email == "Lanewise leads <hello+leads@example.com>"
    return {
        "subject": str(sent.subject),
        "body": str(sent.body),
        "html": str(sent.alternatives[0].content),
    }


def test_the_reminder_says_who_waits_until_when_and_what_follows(offer):
    Advisor.objects.filter(name="Ada").update(time_zone="Asia/Tokyo")
    OutboxMessage.objects.filter(topic="assignment.reminding").update(available_at=NOW)
    make.work_through("pipeline")
    written = mail("reminder")
    assert written["subject"] == "Rosa Almeida waits for your answer (Individual advisory)"
    due = Assignment.objects.get().due_at + timedelta(hours=9)
    for part in BOTH:
        assert f"{due:%H:%M} (Asia/Tokyo)" in written[part]
        assert "it keeps your turn" in written[part].replace("\n", " ")
        assert reverse("leads_lead:inspect", args=[offer.lead_id]) in written[part]


def test_who_had_the_lead_hears_why_it_is_gone(offer, otto):
    why = "She knows <Ben>."
    reassign_lead(offer.lead, to=Advisor.objects.get(name="Ben"), reason=why, by=otto, now=NOW)
    written = mail("returned")
    assert written["subject"] == "Rosa Almeida is no longer your lead (Individual advisory)"
    assert "This lead was given to somebody else." in written["body"]
    assert why in written["body"]
    assert "She knows &lt;Ben&gt;." in written["html"]
    assert "hello@example.com" in written["body"]


def test_who_did_not_answer_hears_that_the_time_is_over(offer):
    expire_assignment(offer, now=offer.due_at)
    text = mail("returned")["body"].replace("\n", " ")
    assert "The time to answer is over, so this lead goes to the next advisor" in text


def test_a_lead_that_waited_comes_back_with_what_was_noted(offer, otto):
    accept_assignment(offer, by=by("Ada"), now=NOW)
    until = NOW + timedelta(days=2)
    snooze_lead(offer.lead, until=until, reason="After the merger.", by=otto, now=NOW)
    OutboxMessage.objects.filter(topic="lead.waking").update(available_at=NOW)
    make.work_through("pipeline")
    written = mail("reminder")
    assert written["subject"] == "Rosa Almeida waited until today (Individual advisory)"
    assert all("After the merger." in written[part] for part in BOTH)


def test_the_brief_names_the_lane_the_lead_is_in_now(offer, otto):
    executive = Lane.objects.get(key="executive-advisory")
    change_lane(offer.lead, to=executive, reason="", by=otto, now=NOW)
    brief = Delivery.objects.with_contents().get(kind="lead_brief", to_address="cleo@example.com")
    assert "Lane: Executive advisory" in render(brief).text
