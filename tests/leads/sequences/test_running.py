"""Into a sequence, step by step through it, and out of it again."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from leads.actions import sequences
from leads.actions.leads import record_booking, record_outcome
from leads.actions.leaving import leave_sequence, record_reply
from leads.actions.moving import change_lane, merge_leads
from leads.actions.people import erase_person
from leads.actions.sequences import NotEntered, put_in_sequence, take_step
from leads.actions.suppressions import suppress, unsubscribe
from leads.domain.actors import Actor
from leads.models import Delivery, Enrolment, Lane, Lead, OutboxMessage, StepRecord, Submission
from leads.models.enrolments import Left
from leads.models.outbox import Topic
from tests import make
from tests.leads.sequences.conftest import all_due, became, limit, mailed, pass_days

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SENT = ("sent", "")


def enter(**more: Any) -> Enrolment:
    make.route(make.TO_EXECUTIVE, follow_up=True, **more)
    return Enrolment.objects.latest("pk")


def anybody() -> Any:
    return Actor.staff(User.objects.get_or_create(username="otto")[0].pk)


def left(enrolment: Enrolment) -> str:
    enrolment.refresh_from_db()
    return str(enrolment.left_because)


def test_who_agreed_goes_through_every_step_a_day_after_the_one_before(three):
    enrolment = enter()
    assert enrolment.next_at - enrolment.entered_at == timedelta(days=1)
    assert mailed() == []
    for so_far in (["first"], ["first", "second"], ["first", "second", "third"]):
        pass_days(1)
        assert mailed() == so_far
    assert left(enrolment) == Left.FINISHED
    assert enrolment.next_at is None
    assert not OutboxMessage.objects.pending().filter(topic=Topic.STEP_DUE).exists()


def test_who_did_not_agree_enters_nothing(three):
    make.route(make.TO_EXECUTIVE)
    assert not Enrolment.objects.exists()


def test_a_running_enrolment_keeps_its_version(three):
    enter()
    make.make_sequence({"key": "other", "subject": "Other"}, lane="executive-advisory")
    pass_days(1)
    assert mailed() == ["first"]
    enter(contact=make.SAM)
    pass_days(1)
    assert sorted(mailed()) == ["first", "other", "second"]


def test_an_unpublished_sequence_takes_nobody_in_and_lets_go_of_nobody(three):
    enter()
    three.unpublish()
    make.route(make.TO_EXECUTIVE, follow_up=True, contact=make.SAM)
    assert Enrolment.objects.count() == 1
    pass_days(1)
    assert mailed() == ["first"]


ENDINGS = {
    Left.BOOKED: lambda lead: record_booking(
        lead, at=make.NOW + timedelta(days=3), source="cal", reference="1", now=make.NOW
    ),
    Left.OUTCOME: lambda lead: record_outcome(
        lead, outcome="won", reason="", by=anybody(), now=make.NOW
    ),
    Left.REPLIED: lambda lead: record_reply(lead, now=make.NOW),
    Left.UNSUBSCRIBED: lambda lead: unsubscribe(lead, now=make.NOW),
    Left.SUPPRESSED: lambda lead: suppress(lead.email, reason="hard_bounce"),
    Left.ERASED: lambda lead: erase_person(lead.email, now=make.NOW),
    Left.LANE_CHANGED: lambda lead: change_lane(
        lead, to=Lane.objects.get(key="book"), reason="x", by=anybody(), now=make.NOW
    ),
}


@pytest.mark.parametrize("why", ENDINGS)
def test_what_ends_a_sequence_ends_it_at_once_and_stops_what_is_queued(three, why):
    enrolment = enter()
    pass_days(1)
    ENDINGS[why](Lead.objects.get())
    assert left(enrolment) == why
    assert enrolment.next_step == "second"
    assert Delivery.objects.get(kind="follow_up").status == "cancelled"
    all_due()
    make.work_through("pipeline")
    assert mailed() == ["first"]


@pytest.mark.parametrize("why", [Left.BOOKED, Left.OUTCOME, Left.REPLIED])
def test_a_sequence_may_say_that_it_goes_on(house, why):
    told = {"booked": Left.BOOKED, "outcome": Left.OUTCOME, "replied": Left.REPLIED}
    [name] = [name for name, each in told.items() if each is why]
    condition = {"event": {"booked": "booked", "outcome": "won", "replied": "replied"}[name]}
    make.make_sequence(
        {"key": "always"},
        {"key": "only-then", "conditions": [condition]},
        {"key": "not-then", "conditions": [condition | {"holds": False}]},
        lane="executive-advisory",
        stays_after=[name],
    )
    enter()
    ENDINGS[why](Lead.objects.get())
    for _ in range(3):
        pass_days(1)
    assert became() == [
        ("always", *SENT),
        ("only-then", *SENT),
        ("not-then", "skipped", f"{condition['event']}: yes"),
    ]


def test_what_ended_unseen_is_found_when_the_step_is_due(three):
    """Consent, suppression and lane are asked again, whoever changed them and however."""
    enrolment = enter()
    Submission.objects.update(follow_up_consent=False)
    pass_days(1)
    assert left(enrolment) == Left.NOT_AGREED
    assert mailed() == []


def test_routed_to_another_lane_they_change_sequences(three):
    first = enter()
    make.route(make.TO_INDIVIDUAL, follow_up=True)
    assert left(first) == Left.LANE_CHANGED
    assert Enrolment.objects.running().get().sequence.title == "After individual-advisory"


def test_conditions_are_asked_when_the_step_is_due(house):
    make.make_sequence(
        {"key": "high", "conditions": [{"band": "organizational-drag", "bands": ["high"]}]},
        {"key": "low", "conditions": [{"band": "organizational-drag", "bands": ["low"]}]},
        {"key": "lane", "conditions": [{"lane": ["book"]}, {"lane": ["executive-advisory"]}],
         "match": "any"},
        {"key": "score", "conditions": [
            {"score": "personal-drag", "operator": "at_least", "value": 50}]},
        lane="executive-advisory",
    )  # fmt: skip
    enter()
    for _ in range(4):
        pass_days(1)
    assert became() == [
        ("high", *SENT),
        ("low", "skipped", "the band of organizational-drag: no"),
        ("lane", *SENT),
        ("score", "skipped", "personal-drag: no"),
    ]


def test_nobody_enters_again_unless_it_says_so_and_nobody_gets_a_step_twice(three):
    first = enter()
    pass_days(1)
    leave_sequence(first, why=Left.BY_HAND, now=make.NOW)
    enter()
    assert Enrolment.objects.count() == 1

    make.make_sequence(*({"key": key} for key in ("first", "second")), lane="executive-advisory",
                       again=True)  # fmt: skip
    again = enter()
    assert (again.entered_because, again.next_step) == ("again", "second")
    pass_days(1)
    assert mailed() == ["first", "second"]
    assert left(again) == Left.FINISHED
    enter()
    assert Enrolment.objects.count() == 2  # nothing is left that they have not had


def test_a_person_may_put_somebody_in_again_and_only_who_agreed(three):
    otto = User.objects.create(username="otto")
    first = enter()
    leave_sequence(first, why=Left.BY_HAND, now=make.NOW)
    by_hand = put_in_sequence(Lead.objects.get(), three, by=otto, now=make.NOW)
    assert (by_hand.entered_because, by_hand.entered_by) == ("by_hand", otto)
    with pytest.raises(NotEntered, match="in it"):
        put_in_sequence(Lead.objects.get(), three, by=otto, now=make.NOW)
    make.route(contact=make.SAM)
    with pytest.raises(NotEntered, match="has not agreed"):
        put_in_sequence(Lead.objects.get(email="sam@example.com"), three, by=otto, now=make.NOW)


def test_the_database_refuses_the_same_step_twice_and_a_second_running_enrolment(three):
    enrolment = enter()
    pass_days(1)
    record = StepRecord.objects.get()
    other = Enrolment.objects.create(
        lead=enrolment.lead, sequence=three, version=enrolment.version, left_at=make.NOW,
        submission=enrolment.submission, entered_at=make.NOW, entered_because="by_hand",
        left_because="by_hand",
    )  # fmt: skip
    delivery = Delivery.objects.get(kind="result")
    with pytest.raises(IntegrityError), transaction.atomic():
        StepRecord.objects.create(
            enrolment=other, lead=record.lead, sequence=three, step=record.step, outcome="sent",
            at=make.NOW, delivery=delivery,
        )  # fmt: skip
    other.left_at, other.left_because, other.next_at = None, "", make.NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_merged_the_one_address_goes_on_and_the_other_stops(three):
    rosa = enter()
    sam = enter(contact=make.SAM)
    merge_leads(rosa.lead, sam.lead, reason="one person", by=anybody(), now=make.NOW)
    assert (left(rosa), left(sam)) == ("", Left.MERGED)
    pass_days(1)
    assert [each.to_address for each in Delivery.objects.filter(kind="follow_up")] == [
        "rosa@example.com"
    ]


def test_the_caps_hold_and_the_more_important_sequence_goes_first(three):
    make.make_sequence({"key": "urgent"}, lane="executive-advisory", title="Urgent", priority=1)
    limit(per_day=1, per_week=2)
    enter()
    pass_days(1)
    assert mailed() == ["urgent"]
    waiting = Enrolment.objects.running().get()
    assert waiting.next_at > waiting.step_due
    pass_days(1)
    assert mailed() == ["urgent", "first"]
    pass_days(1)
    assert mailed() == ["urgent", "first"]  # two this week
    pass_days(5)
    assert mailed() == ["urgent", "first", "second"]


def test_what_cannot_go_in_time_is_skipped_and_says_why(three):
    limit(per_day=1, per_week=1)
    enter()
    pass_days(1)
    Enrolment.objects.update(step_due=make.NOW - timedelta(days=20))
    all_due()
    make.work_through("pipeline")
    assert became() == [
        ("first", *SENT),
        ("second", "skipped", "other mail came first for two weeks"),
    ]


def test_results_and_briefs_count_for_nothing_and_wait_for_nothing(three):
    limit(per_day=1, per_week=1)
    enter()
    enter()
    pass_days(1)
    assert mailed() == ["first"]
    assert Delivery.objects.filter(kind="result", status="queued").count() == 2


def test_a_step_taken_twice_is_taken_once(three, monkeypatch):
    enter()
    all_due()
    [work] = sequences.outbox.claim("pipeline")
    take_step(work, make.NOW)
    OutboxMessage.objects.filter(pk=work.id).update(done_at=None)
    take_step(work, make.NOW)
    assert became() == [("first", *SENT)]
    assert Delivery.objects.filter(kind="follow_up").count() == 1
