"""Who gets a lead: who knows the reader, whom the reader fits, and who has room for one more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from leads import outbox, recomputations
from leads.actions.assignments import accept_assignment, decline_assignment
from leads.actions.leads import record_outcome
from leads.domain.actors import Actor
from leads.handlers import HANDLERS
from leads.models import Absence, Advisor, Assignment, Delivery, Lane, Lead, Membership
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def reader(name: str) -> dict[str, str]:
    return make.ROSA | {"email": f"{name}@northquay.com", "name": name.title()}


def drawn(contact: dict[str, str], answers=make.TO_INDIVIDUAL, **more) -> Assignment | None:
    submission = make.route(answers, contact=contact, **more)
    return submission.decision.owner


def advisor(name: str) -> Advisor:
    return Advisor.objects.get(name=name)


def decline(turn: Assignment) -> None:
    by = Actor.advisor(turn.advisor_id)
    decline_assignment(turn, reason="No time.", by=by, now=make.NOW)


def lose(turn: Assignment) -> None:
    by = Actor.advisor(turn.advisor_id)
    record_outcome(turn.lead, outcome="lost", reason="No budget.", by=by, now=make.NOW)


def test_a_returning_reader_goes_to_the_same_advisor_however_often(house):
    turns = [drawn(make.ROSA)]
    for _ in range(3):
        lose(turns[-1])
        Lead.objects.update(outcome="lost")  # the same outcome twice is once
        turns.append(drawn(make.ROSA))
    assert len({turn.advisor for turn in turns}) == 1
    assert f"{turns[0].advisor.name} has this reader already." in turns[1].reason


def test_a_second_leader_of_the_organization_does_too_and_the_brief_says_so(house):
    first = drawn(reader("rosa"))
    second = drawn(reader("max"))
    assert second.advisor == first.advisor
    make.work_through("mail")
    brief = Delivery.objects.get(kind="lead_brief", assignment=second)
    assert "somebody of the same organization already" in brief.text


def test_a_mailbox_for_everybody_ties_nobody_together(house):
    first, second = (drawn(make.ROSA | {"email": f"{name}@gmail.com"}) for name in "ab")
    assert first.advisor != second.advisor


@pytest.mark.parametrize("cause", ["declined", "away", "inactive", "capped", "left the lane"])
def test_unless_they_cannot_take_it(cause, house):
    first = drawn(reader("rosa"))
    if cause == "declined":
        decline(first)
    elif cause == "away":
        Absence.objects.create(
            advisor=first.advisor,
            starts_at=make.NOW - timedelta(days=1),
            ends_at=make.NOW + timedelta(days=1),
        )
    elif cause == "inactive":
        Advisor.objects.filter(pk=first.advisor_id).update(active=False)
    elif cause == "capped":
        Advisor.objects.filter(pk=first.advisor_id).update(daily_cap=1)
    else:
        Membership.objects.filter(advisor=first.advisor).delete()
    again = "rosa" if cause in ("declined", "away", "inactive") else "max"
    assert drawn(reader(again)).advisor != first.advisor


def test_the_others_catch_up_with_whoever_knew_the_reader(house):
    known = drawn(reader("rosa"))
    for name in ("max", "eva", "tom"):
        drawn(reader(name))
    strangers = [drawn(make.SAM | {"email": f"sam{n}@example.com"}) for n in range(4)]
    others = [turn for turn in strangers if turn.advisor != known.advisor]
    assert len(others) >= 3
    assert abs(sum(Membership.objects.values_list("balance", flat=True))) <= 8


def test_a_receipt_with_an_acquaintance_can_be_run_again(house):
    drawn(reader("rosa"))
    drawn(reader("max"))
    assert [each.differences for chunk in recomputations.recomputed() for each in chunk] == [(), ()]


def test_what_a_reader_says_is_matched_with_what_advisors_offer(house):
    Lane.objects.filter(key="individual-advisory").update(sector_from="forum")
    Advisor.objects.filter(name="Ada").update(sectors="Banks, Made")
    Advisor.objects.filter(name="Ben").update(sectors="banks")
    turns = [drawn(make.SAM | {"email": f"sam{n}@example.com"}) for n in range(3)]
    assert {turn.advisor.name for turn in turns} == {"Ada"}
    assert "Ben was passed over: takes other sectors." in turns[0].reason
    Lane.objects.update(sector_from="")
    later = [drawn(make.SAM | {"email": f"max{n}@example.com"}) for n in range(2)]
    assert {turn.advisor.name for turn in later} == {"Ada", "Ben"}  # passed over, he built no debt


@pytest.mark.parametrize(
    ("of", "field", "days"),
    [
        ("advisor", "daily_cap", 1),
        ("advisor", "weekly_cap", 7),
        ("lane", "daily_cap", 1),
        ("lane", "weekly_cap", 7),
    ],
)
def test_nobody_gets_more_than_their_caps_until_time_has_passed(of, field, days, house):
    Advisor.objects.filter(name="Ben").update(active=False)
    rows = Advisor.objects if of == "advisor" else Membership.objects
    rows.filter(**{"name" if of == "advisor" else "advisor__name": "Ada"}).update(**{field: 2})
    turns = [drawn(make.SAM | {"email": f"sam{n}@example.com"}) for n in range(3)]
    assert [turn and turn.advisor.name for turn in turns] == ["Ada", "Ada", None]
    connection.cursor().execute(
        "UPDATE leads_assignment SET created_at = %s", [make.NOW - timedelta(days=days, hours=1)]
    )
    assert drawn(make.SAM | {"email": "sam9@example.com"}).advisor.name == "Ada"


def test_a_cap_of_one_lane_leaves_the_others_open(house):
    executive = Lane.objects.get(key="executive-advisory")
    Membership.objects.create(advisor=advisor("Ada"), lane=executive)
    Membership.objects.filter(advisor__name="Cleo").delete()
    Membership.objects.filter(advisor__name="Ada", lane=executive).update(daily_cap=1)
    assert drawn(make.SAM, make.TO_EXECUTIVE).advisor.name == "Ada"
    assert drawn(make.SAM | {"email": "b@example.com"}, make.TO_EXECUTIVE) is None
    Advisor.objects.filter(name="Ben").update(active=False)
    assert drawn(make.SAM | {"email": "c@example.com"}).advisor.name == "Ada"


def test_an_accepted_lead_stays_with_its_advisor_after_an_accept_too(house):
    first = drawn(reader("rosa"))
    accept_assignment(first, by=Actor.advisor(first.advisor_id), now=make.NOW)
    assert drawn(reader("rosa")).advisor == first.advisor


def test_an_erased_reader_ties_nobody_to_anybody(house):
    first = drawn(reader("rosa"))
    Lead.objects.get().forget(now=make.NOW)
    assert Lead.objects.get().organization == ""
    assert drawn(reader("max")).advisor != first.advisor


@pytest.mark.django_db(transaction=True)
def test_two_lanes_that_draw_at_once_never_pass_a_cap_of_one_person(house):
    executive = Lane.objects.get(key="executive-advisory")
    Membership.objects.create(advisor=advisor("Ada"), lane=executive)
    Advisor.objects.exclude(name="Ada").update(active=False)
    Advisor.objects.filter(name="Ada").update(daily_cap=5)
    for number in range(16):
        answers = make.TO_EXECUTIVE if number % 2 else make.TO_INDIVIDUAL
        make.submit(answers, contact=make.SAM | {"email": f"sam{number}@example.com"})

    def work(_: int) -> None:
        try:
            while outbox.drain("pipeline", HANDLERS):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert Assignment.objects.count() == 5
