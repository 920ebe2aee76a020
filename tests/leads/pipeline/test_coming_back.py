"""A reader whose lead is open answers again: whoever has it goes on, and nobody is asked twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from leads import recomputations
from leads.actions.assignments import accept_assignment, decline_assignment, expire_assignment
from leads.actions.leads import record_outcome
from leads.actions.retention import erase_submission
from leads.domain.actors import Actor
from leads.models import (
    Absence,
    Advisor,
    Alert,
    Assignment,
    Decision,
    Delivery,
    Lead,
    LeadEvent,
    Membership,
    Submission,
)
from tests import make
from tests.leads.replying.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def turn(house: Any) -> Assignment:
    make.route(make.TO_INDIVIDUAL)
    found: Assignment = Assignment.objects.with_parties().get()
    return found


def come_back(note: str = "Since then a depot closed.") -> Submission:
    return make.route(make.TO_INDIVIDUAL | {"note": note})


def balances() -> list[int]:
    return list(Membership.objects.order_by("pk").values_list("balance", flat=True))


def accept(turn: Assignment) -> None:
    accept_assignment(turn, by=Actor.advisor(turn.advisor_id), now=make.NOW)


@pytest.mark.parametrize("accepted", [False, True])
def test_the_open_assignment_goes_on_and_its_advisor_is_told(accepted, turn):
    if accepted:
        accept(turn)
    before = balances()
    again = come_back()
    assert Assignment.objects.count() == 1
    assert balances() == before
    assert again.decision.continues == turn
    told = Delivery.objects.get(kind="came_back")
    assert (told.to_address, told.submission) == (turn.advisor.email, again)
    words = mail("came_back")
    assert "Since then a depot closed." in words.text
    assert ("nothing is asked of you" in words.text) is accepted
    assert ("Accept:" in words.text) is not accepted
    line = LeadEvent.objects.get(kind="came_back")
    assert (line.assignment, line.by_kind, line.text) == (turn, "reader", again.decision.reason)
    assert Delivery.objects.filter(kind="lead_brief").count() == 1


def test_its_receipts_can_be_run_again_and_say_who_had_the_lead(turn, log_in):
    again = come_back()
    decline_assignment(turn, reason="", by=Actor.advisor(turn.advisor_id), now=make.NOW)
    assert [each.differences for chunk in recomputations.recomputed() for each in chunk] == [(), ()]
    otto = log_in("otto")
    for page in (
        reverse("leads_decision:inspect", args=[come_back().decision.pk]),
        reverse("leads_lead:inspect", args=[again.lead_id]),
    ):
        assert "had this reader’s lead since" in otto.get(page).content.decode()


@pytest.mark.parametrize("cause", ["away", "inactive", "won", "lost", "another lane"])
def test_it_is_drawn_anew_where_there_is_nobody_to_go_on_or_nothing_to_go_on_with(cause, turn):
    if cause == "away":
        Absence.objects.create(
            advisor=turn.advisor,
            starts_at=make.NOW - timedelta(days=1),
            ends_at=make.NOW + timedelta(days=1),
        )
    elif cause == "inactive":
        Advisor.objects.filter(pk=turn.advisor_id).update(active=False)
    elif cause != "another lane":
        by = Actor.advisor(turn.advisor_id)
        record_outcome(turn.lead, outcome=cause, reason="Why.", by=by, now=make.NOW)
    again = make.route(make.TO_EXECUTIVE if cause == "another lane" else make.TO_INDIVIDUAL)
    offered = again.decision.assignments.get()
    assert (offered.advisor == turn.advisor) is (cause in ("won", "lost"))
    assert again.decision.continues is None
    assert not Delivery.objects.filter(kind="came_back").exists()


def test_what_passes_on_is_the_new_result_and_the_next_knows_of_both(turn):
    again = come_back()
    decline_assignment(turn, reason="", by=Actor.advisor(turn.advisor_id), now=make.NOW)
    following = Assignment.objects.open().get()
    assert (following.decision, following.number) == (again.decision, 2)
    assert following.advisor != turn.advisor
    assert f"declined ({turn.lane})" not in mail("lead_brief").text
    assert Delivery.objects.filter(kind="lead_brief", submission=again).exists()


def test_the_operator_is_told_after_two_who_did_not_answer_whatever_came_between(turn):
    make.make_advisor("Eve", lane="individual-advisory")
    come_back()
    for _ in range(2):
        asked = Assignment.objects.open().get()
        expire_assignment(asked, now=asked.due_at)
    assert Alert.objects.filter(subject__contains="still waiting").count() == 1


def test_a_lead_outlives_the_result_it_began_with(turn):
    again = come_back()
    erase_submission(turn.decision.submission, now=make.NOW)
    accept(turn)
    assert Assignment.objects.get().state == "accepted"
    assert Assignment.objects.get().submission == again
    erase_submission(again, now=make.NOW)
    assert Lead.objects.get().erased_at
    assert not Assignment.objects.with_a_result().exists()


def test_two_results_at_once_are_one_offer(house):
    make.submit(make.TO_INDIVIDUAL)
    make.submit(make.TO_INDIVIDUAL)
    make.work_through("pipeline")
    assert Assignment.objects.count() == 1
    assert Decision.objects.filter(continues=None).count() == 1
