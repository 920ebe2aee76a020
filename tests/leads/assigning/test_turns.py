"""What an advisor does with a lead: once, with its line, and nobody is owed more or less for it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leads.actions.assignments import (
    accept_assignment,
    decline_assignment,
    expire_assignment,
    postpone_assignment,
    return_lead,
)
from leads.actions.holding import LeadGone, StaleLead
from leads.actions.retention import erase_submission
from leads.domain.actors import SYSTEM
from leads.models import (
    Advisor,
    Alert,
    Assignment,
    AssignmentEvent,
    Delivery,
    Lane,
    LeadEvent,
    OutboxMessage,
)
from leads.models.appendonly import AppendOnlyError
from tests import make
from tests.leads.assigning.conftest import by, owed

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = make.NOW


def turns() -> list[tuple[str, str]]:
    rows = Assignment.objects.order_by("number").select_related("advisor")
    return [(each.advisor.name, each.state) for each in rows]


def ledger() -> list[str]:
    rows = AssignmentEvent.objects.order_by("pk").select_related("advisor")
    return [f"{each.advisor.name} {each.event}" for each in rows]


def mails(kind: str) -> list[str]:
    return list(Delivery.objects.filter(kind=kind).values_list("to_address", flat=True))


def test_an_accepted_lead_has_its_advisor_and_accepting_again_changes_nothing(offer):
    accept_assignment(offer, by=by("Ada"), now=NOW)
    accept_assignment(offer, by=by("Ada"), now=NOW + timedelta(hours=1))
    [turn] = Assignment.objects.all()
    assert (turn.state, turn.accepted_at, turn.ended_at) == ("accepted", NOW, None)
    assert ledger() == ["Ada offered", "Ada accepted"]
    line = LeadEvent.objects.get(kind="accepted")
    assert (line.by_name, line.at) == ("Ada, by mail", NOW)


def test_a_declined_lead_goes_to_the_next_advisor_with_its_brief(offer):
    decline_assignment(offer, reason="I know her.", by=by("Ada"), now=NOW)
    decline_assignment(offer, reason="I know her.", by=by("Ada"), now=NOW)
    assert turns() == [("Ada", "declined"), ("Ben", "offered")]
    assert ledger() == ["Ada offered", "Ada declined", "Ben offered"]
    assert mails("lead_brief") == ["ben@example.com", "ada@example.com"]
    second = Assignment.objects.get(number=2)
    assert "Ada was passed over: declined it." in second.reason
    assert AssignmentEvent.objects.get(event="declined").reason == "I know her."


def test_who_declines_neither_gains_nor_loses(offer):
    decline_assignment(offer, reason="", by=by("Ada"), now=NOW)
    assert owed() == {"Ada": 0, "Ben": 0, "Cleo": 0, "Dov": 0}


def test_who_accepts_and_gives_back_neither_gains_nor_loses(offer):
    accept_assignment(offer, by=by("Ada"), now=NOW)
    return_lead(offer, reason="A conflict after all.", by=by("Ada"), now=NOW)
    return_lead(offer, reason="A conflict after all.", by=by("Ada"), now=NOW)
    assert turns() == [("Ada", "returned"), ("Ben", "offered")]
    assert owed()["Ada"] == owed()["Ben"] == 0


def test_to_decline_what_was_accepted_is_to_give_it_back(offer):
    accept_assignment(offer, by=by("Ada"), now=NOW)
    decline_assignment(offer, reason="", by=by("Ada"), now=NOW)
    assert turns() == [("Ada", "returned"), ("Ben", "offered")]


def test_who_lets_it_expire_has_had_their_turn(offer):
    late = offer.due_at + timedelta(minutes=1)
    assert expire_assignment(offer, now=late)
    assert not expire_assignment(offer, now=late)
    assert turns() == [("Ada", "expired"), ("Ben", "offered")]
    assert owed()["Ada"] == -0.5
    assert mails("returned") == ["ada@example.com"]


def test_before_its_time_nothing_expires(offer):
    assert not expire_assignment(offer, now=offer.due_at - timedelta(minutes=1))
    assert turns() == [("Ada", "offered")]


def test_when_nobody_is_left_inbox_and_operator_get_it_and_the_line_says_why(offer, settings):
    settings.OPERATOR_EMAIL = "otto@example.com"
    Lane.objects.update(fallback_inbox="leads@example.com")
    decline_assignment(offer, reason="", by=by("Ada"), now=NOW)
    decline_assignment(Assignment.objects.get(number=2), reason="", by=by("Ben"), now=NOW)
    assert turns() == [("Ada", "declined"), ("Ben", "declined")]
    line = LeadEvent.objects.get(kind="unplaced")
    assert line.text == (
        "Nobody of the lane could take it. Ada was passed over: declined it. "
        "Ben was passed over: declined it. Dov was passed over: away."
    )
    assert "leads@example.com" in mails("lead_brief")
    assert mails("alert") == ["otto@example.com"]
    alert = Alert.objects.get()
    assert alert.subject == "A lead has no advisor (Individual advisory)"
    assert alert.path == reverse("leads_lead:inspect", args=[offer.lead_id])
    assert set(owed().values()) == {0}


def test_a_lane_without_an_inbox_leaves_it_to_the_operator(offer):
    Advisor.objects.filter(name="Ben").update(active=False)
    decline_assignment(offer, reason="", by=by("Ada"), now=NOW)
    assert "nobody has the brief" in Alert.objects.get().text


def test_after_the_second_silence_the_operator_hears_of_it_while_somebody_is_asked(house):
    make.make_advisor("Eve", lane="individual-advisory")
    make.route(make.TO_INDIVIDUAL)
    for number in (1, 2):
        turn = Assignment.objects.get(number=number)
        expire_assignment(turn, now=turn.due_at)
    assert [state for _, state in turns()] == ["expired", "expired", "offered"]
    assert LeadEvent.objects.get(kind="escalated").text == "2 advisors did not answer in time."
    assert Alert.objects.get().text == "2 advisors did not answer in time. Another is asked now."


def test_a_lead_that_moved_on_is_nobodys_to_accept(offer):
    decline_assignment(offer, reason="", by=by("Ada"), now=NOW)
    with pytest.raises(StaleLead, match="declined and has gone to the next"):
        accept_assignment(offer, by=by("Ada"), now=NOW)
    with pytest.raises(StaleLead, match="offered to somebody else"):
        accept_assignment(Assignment.objects.get(number=2), by=by("Ada"), now=NOW)


def test_an_erased_lead_is_nobodys_to_accept(offer):
    erase_submission(offer.decision.submission, now=NOW)
    with pytest.raises(LeadGone, match="erased"):
        accept_assignment(offer, by=by("Ada"), now=NOW)


def test_not_now_moves_the_answer_and_its_reminder(offer):
    until = offer.created_at + timedelta(days=6)
    postpone_assignment(offer, until=until, by=by("Ada"), now=NOW)
    postpone_assignment(offer, until=until, by=by("Ada"), now=NOW)
    turn = Assignment.objects.get()
    assert (turn.state, turn.due_at, turn.postponements) == ("offered", until, 1)
    keys = set(OutboxMessage.objects.filter(topic="assignment.due").values_list("key", flat=True))
    assert keys == {f"{turn.pk}.0", f"{turn.pk}.1"}
    assert LeadEvent.objects.get(kind="postponed").until == until


@pytest.mark.parametrize(("days", "said"), [(-1, "still to come"), (8, "a week at most")])
def test_not_now_is_neither_yesterday_nor_for_ever(offer, days, said):
    until = offer.created_at + timedelta(days=days)
    with pytest.raises(StaleLead, match=said):
        postpone_assignment(offer, until=until, by=by("Ada"), now=NOW)
    accept_assignment(offer, by=by("Ada"), now=NOW)
    with pytest.raises(StaleLead, match="accepted already"):
        postpone_assignment(offer, until=NOW + timedelta(days=1), by=by("Ada"), now=NOW)


def test_one_decision_has_one_holder_whatever_writes(offer):
    offer.pk, offer.number, offer._state.adding = None, 2, True
    with pytest.raises(IntegrityError), transaction.atomic():
        offer.save()


def test_a_state_that_contradicts_itself_cannot_be_written(offer):
    for wrong in ({"state": "declined"}, {"state": "accepted"}, {"ended_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            offer._write(**wrong)
        offer.refresh_from_db()


def test_the_ledger_and_the_timeline_are_written_once(offer):
    accept_assignment(offer, by=SYSTEM, now=NOW)
    for row in (AssignmentEvent.objects.first(), LeadEvent.objects.first(), offer):
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()
        with pytest.raises(AppendOnlyError):
            type(row).objects.update(at=NOW)
    twice = AssignmentEvent.objects.get(event="accepted")
    twice.pk, twice._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()


def test_what_was_written_about_the_reader_goes_with_the_reader(offer):
    decline_assignment(offer, reason="Rosa is my sister.", by=by("Ada"), now=NOW)
    erase_submission(offer.decision.submission, now=NOW)
    assert not LeadEvent.objects.exclude(text="").exists()
    assert not AssignmentEvent.objects.exclude(reason="").exists()
    assert ledger() == ["Ada offered", "Ada declined", "Ben offered"]
