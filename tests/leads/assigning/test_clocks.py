"""What time does to an offer: a reminder, the next advisor, then the operator. Rows, no timers."""

from datetime import timedelta
from typing import Any

import pytest

from leads import outbox
from leads.actions import clocks
from leads.actions.assignments import accept_assignment, postpone_assignment
from leads.actions.retention import erase_submission
from leads.models import Advisor, Alert, Assignment, Delivery, LeadEvent, OutboxMessage
from leads.models.outbox import Topic
from leads.outbox import Claimed
from tests import make
from tests.leads.assigning.conftest import by

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = make.NOW
CLOCKS = {
    Topic.ASSIGNMENT_REMINDING: clocks.remind_advisor,
    Topic.ASSIGNMENT_DUE: clocks.end_waiting,
}


def owed(topic: Topic) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.pending().filter(topic=topic).order_by("pk"))


def run(topic: Topic, *, now: Any, which: int = -1) -> OutboxMessage:
    """Its row comes due and is worked on at this moment."""
    row = owed(topic)[which]
    OutboxMessage.objects.filter(pk=row.pk).update(available_at=NOW - timedelta(hours=1))
    [work] = outbox.claim("pipeline", limit=1)
    assert isinstance(work, Claimed)
    assert work.id == row.pk
    CLOCKS[topic](work, now)
    row.refresh_from_db()
    return row


def mails(kind: str) -> list[str]:
    return list(Delivery.objects.filter(kind=kind).values_list("to_address", flat=True))


def test_an_offer_owes_its_reminder_and_its_end_from_the_start(offer):
    [reminding], [due] = owed(Topic.ASSIGNMENT_REMINDING), owed(Topic.ASSIGNMENT_DUE)
    assert reminding.key == due.key == f"{offer.pk}.0"
    assert NOW < reminding.available_at < due.available_at
    assert abs(due.available_at - offer.due_at) < timedelta(minutes=1)


def test_who_has_not_answered_is_reminded_once(offer):
    row = run(Topic.ASSIGNMENT_REMINDING, now=NOW)
    assert row.state == "done"
    assert mails("reminder") == ["ada@example.com"]
    assert LeadEvent.objects.filter(kind="reminded").count() == 1


def test_who_has_answered_is_left_alone(offer):
    accept_assignment(offer, by=by("Ada"), now=NOW)
    for topic in CLOCKS:
        assert run(topic, now=offer.due_at).state == "done"
    assert mails("reminder") == []
    assert Assignment.objects.get().state == "accepted"


def test_when_the_time_is_over_the_next_advisor_has_a_clock_of_their_own(offer):
    assert run(Topic.ASSIGNMENT_DUE, now=offer.due_at).state == "done"
    second = Assignment.objects.get(number=2)
    assert (second.advisor.name, second.state) == ("Ben", "offered")
    assert second.due_at > offer.due_at
    assert owed(Topic.ASSIGNMENT_DUE)[-1].key == f"{second.pk}.0"
    assert mails("returned") == ["ada@example.com"]


def test_then_the_operator_is_told(offer):
    Advisor.objects.filter(name="Dov").update(active=False)
    run(Topic.ASSIGNMENT_DUE, now=offer.due_at)
    run(Topic.ASSIGNMENT_DUE, now=Assignment.objects.get(number=2).due_at)
    assert Alert.objects.get().subject == "A lead has no advisor (Individual advisory)"
    assert owed(Topic.ASSIGNMENT_DUE) == []


def test_a_clock_that_runs_ahead_waits_for_the_moment(offer):
    row = run(Topic.ASSIGNMENT_DUE, now=offer.due_at - timedelta(seconds=20))
    assert (row.state, row.attempts) == ("pending", 0)
    assert Assignment.objects.get().state == "offered"


def test_the_clock_of_an_earlier_round_does_nothing(offer):
    until = offer.created_at + timedelta(days=6)
    postpone_assignment(offer, until=until, by=by("Ada"), now=NOW)
    for topic in CLOCKS:
        assert run(topic, now=until + timedelta(days=1), which=0).state == "done"
    assert (Assignment.objects.get().state, mails("reminder")) == ("offered", [])
    run(Topic.ASSIGNMENT_DUE, now=until)
    assert Assignment.objects.get(number=1).state == "expired"


def test_an_erased_reader_is_offered_to_nobody(offer):
    erase_submission(offer.decision.submission, now=NOW)
    for topic in CLOCKS:
        assert run(topic, now=offer.due_at).state == "done"
    assert Assignment.objects.get().state == "offered"
    assert (mails("reminder"), mails("returned")) == ([], [])


def test_a_brief_not_yet_sent_is_not_sent_to_who_no_longer_has_the_lead(offer):
    run(Topic.ASSIGNMENT_DUE, now=offer.due_at)
    make.work_through("mail")
    brief = Delivery.objects.get(kind="lead_brief", to_address="ada@example.com")
    assert (brief.status, brief.reason) == ("cancelled", "the lead has gone to somebody else")
    assert Delivery.objects.get(to_address="ben@example.com").status == "queued"
    assert not OutboxMessage.objects.dead().exists()


def test_time_is_counted_where_the_advisor_is(house):
    Advisor.objects.filter(name="Ada").update(
        time_zone="Asia/Tokyo", working_hours="Mon-Sun 9:00-17:00"
    )
    lane = make.Lane.objects.get(key="individual-advisory")
    lane.accept_within_hours = 8
    lane.save()
    make.route(make.TO_INDIVIDUAL)
    turn = Assignment.objects.get()
    between = turn.due_at - turn.created_at
    assert timedelta(hours=8) <= between <= timedelta(hours=25)
    assert 9 <= turn.due_at.astimezone(turn.advisor.calendar.zone).hour <= 17
