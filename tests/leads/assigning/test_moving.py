"""What a person does with a lead: it moves once, with its reason, and the lanes stay settled."""

from datetime import timedelta
from uuid import uuid4

import pytest

from leads.actions.assignments import accept_assignment, decline_assignment, expire_assignment
from leads.actions.holding import StaleLead
from leads.actions.leads import add_note, record_booking, record_outcome, snooze_lead
from leads.actions.moving import change_lane, merge_leads, reassign_lead
from leads.models import (
    Advisor,
    Assignment,
    AssignmentEvent,
    Delivery,
    Lane,
    Lead,
    LeadEvent,
    OutboxMessage,
)
from tests import make
from tests.leads.assigning.conftest import by, owed

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = make.NOW
SOON = NOW + timedelta(days=3)


def turns() -> list[tuple[str, str]]:
    rows = Assignment.objects.order_by("pk").select_related("advisor")
    return [(each.advisor.name, each.state) for each in rows]


def advisor(name: str) -> Advisor:
    return Advisor.objects.get(name=name)


def lines(kind: str) -> list[LeadEvent]:
    return list(LeadEvent.objects.filter(kind=kind).order_by("pk"))


def test_a_reassigned_lead_is_the_others_who_pays_for_the_turn(offer, otto):
    for _ in range(2):
        reassign_lead(offer.lead, to=advisor("Ben"), reason="She knows Ben.", by=otto, now=NOW)
    assert turns() == [("Ada", "reassigned"), ("Ben", "offered")]
    assert (owed()["Ada"], owed()["Ben"]) == (0.5, -0.5)
    event = AssignmentEvent.objects.get(event="reassigned")
    assert (event.reason, event.by_name) == ("She knows Ben.", "otto")
    told = Delivery.objects.get(kind="returned")
    assert (told.to_address, told.lead_event.text) == ("ada@example.com", "She knows Ben.")


def test_a_reassigned_lead_that_is_then_declined_is_settled_as_any(offer, otto):
    turn = reassign_lead(offer.lead, to=advisor("Ben"), reason="", by=otto, now=NOW)
    decline_assignment(turn, reason="", by=by("Ben"), now=NOW)
    assert turns()[2:] == [("Ada", "offered")]
    assert sum(owed().values()) == owed()["Ben"] == 0


def test_somebody_of_another_lane_takes_it_and_nobody_pays(offer, otto):
    reassign_lead(offer.lead, to=advisor("Cleo"), reason="", by=otto, now=NOW)
    assert set(owed().values()) == {0}
    assert Assignment.objects.get(number=2).lane.key == "individual-advisory"


def test_what_nobody_could_take_is_given_to_somebody(offer, otto):
    for number, name in ((1, "Ada"), (2, "Ben")):
        decline_assignment(Assignment.objects.get(number=number), reason="", by=by(name), now=NOW)
    reassign_lead(offer.lead, to=advisor("Cleo"), reason="", by=otto, now=NOW)
    assert turns()[-1] == ("Cleo", "offered")


def test_who_left_is_given_nothing(offer, otto):
    Advisor.objects.filter(name="Ben").update(active=False)
    with pytest.raises(StaleLead, match="Ben no longer takes leads"):
        reassign_lead(offer.lead, to=advisor("Ben"), reason="", by=otto, now=NOW)


def test_another_lane_draws_and_the_first_forgets(offer, otto):
    executive = Lane.objects.get(key="executive-advisory")
    for _ in range(2):
        change_lane(offer.lead, to=executive, reason="She leads 300.", by=otto, now=NOW)
    assert turns() == [("Ada", "rerouted"), ("Cleo", "offered")]
    assert set(owed().values()) == {0}
    turn = Assignment.objects.get(number=2)
    assert turn.lane == executive
    [line] = lines("rerouted")
    assert line.text == "She leads 300."


def test_a_lead_without_advisor_moves_to_a_lane_with_one(offer, otto):
    Advisor.objects.filter(name="Ben").update(active=False)
    expire_assignment(offer, now=offer.due_at)
    executive = Lane.objects.get(key="executive-advisory")
    change_lane(offer.lead, to=executive, reason="", by=otto, now=NOW)
    assert turns() == [("Ada", "expired"), ("Cleo", "offered")]
    decline_assignment(Assignment.objects.get(number=2), reason="", by=by("Cleo"), now=NOW)
    with pytest.raises(StaleLead, match="in the lane"):
        change_lane(offer.lead, to=executive, reason="", by=otto, now=NOW)


def other_address() -> Lead:
    make.route(make.TO_EXECUTIVE, contact=make.ROSA | {"email": "rosa@private.example"})
    return Lead.objects.get(email="rosa@private.example")


def test_two_rows_of_one_person_have_the_advisor_of_the_kept_one(offer, otto):
    duplicate = other_address()
    for _ in range(2):
        merge_leads(offer.lead, duplicate, reason="Her private address.", by=otto, now=NOW)
    assert turns() == [("Ada", "offered"), ("Cleo", "merged")]
    duplicate.refresh_from_db()
    assert duplicate.person == offer.lead
    assert [each.text for each in lines("merged") if each.assignment is None] == [
        "Her private address."
    ] * 2
    assert owed()["Cleo"] == 0


def test_where_nobody_has_the_kept_one_the_duplicates_advisor_stays(offer, otto):
    Advisor.objects.filter(name="Ben").update(active=False)
    expire_assignment(offer, now=offer.due_at)
    merge_leads(offer.lead, other_address(), reason="", by=otto, now=NOW)
    assert turns() == [("Ada", "expired"), ("Cleo", "offered")]
    add_note(Lead.objects.get(email="rosa@private.example"), text="One.", by=otto, now=NOW)
    assert lines("noted")[0].lead == offer.lead


def test_a_lead_is_not_merged_into_itself_nor_in_a_ring(offer, otto):
    duplicate = other_address()
    with pytest.raises(StaleLead, match="into itself"):
        merge_leads(offer.lead, offer.lead, reason="", by=otto, now=NOW)
    merge_leads(offer.lead, duplicate, reason="", by=otto, now=NOW)
    with pytest.raises(StaleLead, match="into itself"):
        merge_leads(duplicate, offer.lead, reason="", by=otto, now=NOW)


def test_duplicates_of_a_duplicate_follow(offer, otto):
    first = other_address()
    make.route(make.TO_EXECUTIVE, contact=make.ROSA | {"email": "rosa@third.example"})
    second = Lead.objects.get(email="rosa@third.example")
    merge_leads(first, second, reason="", by=otto, now=NOW)
    merge_leads(offer.lead, first, reason="", by=otto, now=NOW)
    assert set(Lead.objects.of_person(second).values_list("pk", flat=True)) <= set(
        Lead.objects.of_person(offer.lead).values_list("pk", flat=True)
    )
    assert Lead.objects.of_person(offer.lead).count() == 3


def test_a_note_sent_twice_by_one_press_is_one_line(offer, otto):
    press = uuid4()
    for _ in range(2):
        add_note(offer.lead, text=" Rang back. ", by=otto, now=NOW, once=press)
    [line] = lines("noted")
    assert (line.text, line.by_name) == ("Rang back.", "otto")
    with pytest.raises(StaleLead, match="needs words"):
        add_note(offer.lead, text="  ", by=otto, now=NOW)


def test_a_snoozed_lead_wakes_once_and_its_advisor_is_reminded(offer, otto):
    accept_assignment(offer, by=by("Ada"), now=NOW)
    for _ in range(2):
        snooze_lead(offer.lead, until=SOON, reason="After the merger.", by=otto, now=NOW)
    assert Lead.objects.get().snoozed_until == SOON
    assert OutboxMessage.objects.filter(topic="lead.waking").count() == 1
    OutboxMessage.objects.filter(topic="lead.waking").update(available_at=NOW)
    make.work_through("pipeline")
    assert Lead.objects.get().snoozed_until is None
    assert [each.text for each in lines("woken")] == ["After the merger."]
    assert Delivery.objects.get(kind="reminder").to_address == "ada@example.com"


def test_an_older_snooze_wakes_nobody(offer, otto):
    snooze_lead(offer.lead, until=SOON, reason="", by=otto, now=NOW)
    snooze_lead(offer.lead, until=SOON + timedelta(days=9), reason="", by=otto, now=NOW)
    first = OutboxMessage.objects.filter(topic="lead.waking").order_by("pk")[0]
    OutboxMessage.objects.filter(pk=first.pk).update(available_at=NOW)
    make.work_through("pipeline")
    assert not lines("woken")


def test_an_offer_waits_as_long_as_its_lead(offer, otto):
    later = offer.due_at + timedelta(days=2)
    snooze_lead(offer.lead, until=later, reason="", by=otto, now=NOW)
    assert Assignment.objects.get().due_at == later
    with pytest.raises(StaleLead, match="still to come"):
        snooze_lead(offer.lead, until=NOW, reason="", by=otto, now=NOW)


def test_an_outcome_is_said_once_and_takes_the_lead(offer):
    for outcome in ("met", "met", "good_fit", "won"):
        record_outcome(offer.lead, outcome=outcome, reason="", by=by("Ada"), now=NOW)
    assert [each.outcome for each in lines("outcome")] == ["met", "good_fit", "won"]
    assert Lead.objects.get().outcome == "won"
    assert turns() == [("Ada", "accepted")]


def test_what_is_lost_says_why(offer):
    with pytest.raises(StaleLead, match="Say why"):
        record_outcome(offer.lead, outcome="lost", reason=" ", by=by("Ada"), now=NOW)
    record_outcome(offer.lead, outcome="lost", reason="No budget.", by=by("Ada"), now=NOW)
    assert lines("outcome")[0].text == "No budget."


def test_a_booking_has_one_line_for_each_time_it_is_booked_for(offer):
    for at in (SOON, SOON, SOON + timedelta(days=1)):
        record_booking(offer.lead, at=at, source="cal.com", reference="b-1", now=NOW)
    assert [each.until for each in lines("booked")] == [SOON, SOON + timedelta(days=1)]
    assert lines("booked")[0].by_name == "the reader"
    assert Lead.objects.get().booked_for == SOON + timedelta(days=1)
    assert turns() == [("Ada", "accepted")]
