"""T3: scored, routed and offered in one transaction, and the receipt says why."""

from datetime import timedelta

import pytest

from leads import outbox
from leads.actions import routing
from leads.domain.assignment import Candidate, choose
from leads.models import (
    Assignment,
    Decision,
    Delivery,
    Enrolment,
    Lead,
    OutboxMessage,
    RoutingPolicy,
    Submission,
    Suppression,
)
from leads.models.appendonly import AppendOnlyError
from leads.models.deliveries import Stream
from leads.models.tokens import address_hash
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def kinds() -> list[str]:
    return sorted(Delivery.objects.values_list("kind", flat=True))


def test_a_submission_becomes_one_lead_one_decision_one_assignment(house):
    submission = make.route(make.TO_EXECUTIVE)
    decision = Decision.objects.get()
    assert submission.status == Submission.Status.PROCESSED
    assert (decision.lane.key, decision.rule) == ("executive-advisory", "organization")
    assert decision.reason == make.POLICY["rules"][0]["reason"]
    assert decision.score["dimensions"][1]["points"] == 100
    assert Assignment.objects.get().advisor.name == "Cleo"
    assert submission.lead == Lead.objects.get(email="rosa@example.com")


def test_the_receipt_has_every_rules_verdict_in_order(house):
    make.route(make.TO_INDIVIDUAL)
    assert Decision.objects.get().verdicts == [
        {"rule": "organization", "held": False},
        {"rule": "person", "held": True},
    ]


def test_when_no_rule_holds_the_fallback_decides_and_nobody_is_drawn(house):
    make.route(make.TO_BOOK)
    decision = Decision.objects.get()
    assert (decision.lane.key, decision.rule) == ("book", "")
    assert decision.reason == make.POLICY["fallback_reason"]
    assert not Assignment.objects.exists()


def test_the_receipt_says_who_was_considered_and_why_not(house):
    make.route(make.TO_INDIVIDUAL)
    considered = {each["name"]: each["excluded"] for each in Decision.objects.get().considered}
    assert considered == {"Ada": None, "Ben": None, "Dov": "away"}
    reason = Assignment.objects.get().reason
    assert reason.startswith("Ada was next")
    assert "Dov was passed over: away." in reason


def test_the_draw_can_be_run_again_from_its_receipt(house):
    for number in range(3):
        make.route(make.TO_INDIVIDUAL, contact=make.SAM | {"email": f"sam{number}@example.com"})
    for decision in Decision.objects.all():
        again = choose(
            Candidate(str(each["advisor"]), each["weight"], each["balance"], each["excluded"])
            for each in decision.considered
        )
        assert again.chosen == str(decision.assignments.get().advisor_id)


def test_the_second_run_of_the_same_work_is_empty(house):
    submission = make.submit()
    [work] = outbox.claim("pipeline")
    routing.process_submission(work, make.NOW)
    OutboxMessage.objects.filter(pk=work.id).update(done_at=None, token=work.token)
    before = Decision.objects.values().get(), Delivery.objects.count()
    routing.process_submission(work, make.NOW)
    assert (Decision.objects.values().get(), Delivery.objects.count()) == before
    assert Assignment.objects.filter(decision__submission=submission).count() == 1


def test_the_result_goes_to_the_reader_and_the_brief_to_the_advisor(house):
    make.route()
    mails = {each.kind: each.to_address for each in Delivery.objects.all()}
    assert mails == {"result": "rosa@example.com", "lead_brief": "cleo@example.com"}


def test_a_follow_up_is_planned_a_day_later_for_who_agreed(house):
    make.route(follow_up=True)
    entered = Enrolment.objects.get()
    assert entered.next_at - Decision.objects.get().decided_at == timedelta(hours=24)
    assert kinds() == ["lead_brief", "result"]


def test_who_asked_us_to_stop_gets_no_follow_up_whatever_they_agree_to_now(house):
    Suppression.objects.create(
        address_hash=address_hash("rosa@example.com"), stream=Stream.UPDATES, reason="unsubscribe"
    )
    make.route(follow_up=True)
    assert kinds() == ["lead_brief", "result"]


def test_the_same_lane_twice_is_one_follow_up(house):
    for _ in range(2):
        make.route(follow_up=True)
        make.let_steps_come()
    assert kinds().count("follow_up") == 1
    assert Lead.objects.count() == 1


def test_without_an_address_there_is_a_decision_and_nobody_is_followed_up(house):
    make.route(contact=None)
    assert Decision.objects.get().lane.key == "executive-advisory"
    assert not Lead.objects.exists()
    assert not Delivery.objects.exists()


def test_what_looks_automated_is_kept_and_not_followed_up(house):
    make.route(flag="trap filled")
    assert Decision.objects.exists()
    assert not Lead.objects.exists()
    assert not Delivery.objects.exists()


def test_what_a_reader_says_of_themselves_now_replaces_what_they_said(house):
    make.route()
    make.route(contact={"email": "rosa@example.com", "role": "CTO"})
    lead = Lead.objects.get()
    assert (lead.role, lead.company) == ("CTO", "Northquay Freight")


def test_with_nobody_available_the_brief_goes_to_the_lanes_inbox(house):
    lane = make.Lane.objects.get(key="executive-advisory")
    lane.fallback_inbox = "leads@example.com"
    lane.save()
    make.Advisor.objects.filter(name="Cleo").update(active=False)
    make.route()
    assert Delivery.objects.get(kind="lead_brief").to_address == "leads@example.com"
    assert Decision.objects.get().considered[0]["excluded"] == "inactive"
    assert not Assignment.objects.exists()


def test_an_advisor_at_the_cap_is_passed_over(house):
    make.Advisor.objects.filter(name="Ada").update(daily_cap=1)
    for _ in range(3):
        make.route(make.TO_INDIVIDUAL)
    drawn = [each.advisor.name for each in Assignment.objects.order_by("pk")]
    assert drawn.count("Ada") == 1


def test_equal_advisors_take_turns(house):
    for number in range(10):
        contact = make.ROSA | {"email": f"reader{number}@example.com"}
        make.route(make.TO_INDIVIDUAL, contact=contact)
    drawn = [each.advisor.name for each in Assignment.objects.all()]
    assert (drawn.count("Ada"), drawn.count("Ben"), drawn.count("Dov")) == (5, 5, 0)


def test_a_receipt_cannot_be_changed_or_deleted(house):
    make.route()
    for receipt in (Decision.objects.get(), Assignment.objects.get()):
        with pytest.raises(AppendOnlyError):
            receipt.save()
        with pytest.raises(AppendOnlyError):
            receipt.delete()
        with pytest.raises(AppendOnlyError):
            type(receipt).objects.update(reason="another")


def test_without_a_published_policy_the_work_waits_and_says_so(house):
    RoutingPolicy.objects.update(current_rule_set=None)
    make.submit()
    make.work_through("pipeline")
    message = OutboxMessage.objects.get()
    assert message.state == "pending"
    assert message.last_error.startswith("PolicyMissing at deciding.py")
