"""Two things happen to one lead in the same moment: one of them is what happened."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from leads.actions.assignments import accept_assignment, decline_assignment, expire_assignment
from leads.actions.holding import StaleLead
from leads.actions.leads import add_note
from leads.actions.moving import change_lane, merge_leads, reassign_lead
from leads.domain.actors import SYSTEM
from leads.domain.assignments_life import OPEN
from leads.models import Advisor, Assignment, AssignmentEvent, Lane, Lead, Membership
from tests import make
from tests.leads.assigning.conftest import by, owe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

NOW = make.NOW


def together(*acts: Callable[[], object]) -> list[object]:
    """What each of these came to, begun in the same moment, each on its own connection."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait()
            return act()
        except StaleLead as stale:
            return stale
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def offer(house: object) -> Assignment:
    owe("Ada", 1)
    owe("Ben", -1)
    make.route(make.TO_INDIVIDUAL)
    return Assignment.objects.with_parties().get()


def events(name: str) -> int:
    return AssignmentEvent.objects.filter(event=name).count()


def assert_sound() -> None:
    """One holder at most, the state is what the ledger last said, and nothing was lost."""
    assert len([each for each in Assignment.objects.all() if each.state in OPEN]) <= 1
    for turn in Assignment.objects.all():
        assert AssignmentEvent.objects.filter(assignment=turn).last().event == turn.state
    assert sum(Membership.objects.values_list("balance", flat=True)) == 0


def test_eight_clicks_on_accept_are_one(offer):
    click = lambda: accept_assignment(offer, by=by("Ada"), now=NOW)  # noqa: E731
    assert not [each for each in together(*[click] * 8) if isinstance(each, StaleLead)]
    assert events("accepted") == 1
    assert_sound()


@pytest.mark.parametrize("_", range(3))
def test_accepted_in_the_moment_it_expires_is_one_of_the_two(offer, _):
    accepted, expired = together(
        lambda: accept_assignment(offer, by=by("Ada"), now=offer.due_at),
        lambda: expire_assignment(offer, now=offer.due_at),
    )
    assert isinstance(accepted, StaleLead) == (expired is True)
    assert (events("accepted"), events("expired")) == ((0, 1) if expired else (1, 0))
    assert_sound()


@pytest.mark.parametrize("_", range(3))
def test_reassigned_in_the_moment_it_is_accepted_is_the_others(offer, _):
    ben = Advisor.objects.get(name="Ben")
    together(
        lambda: accept_assignment(offer, by=by("Ada"), now=NOW),
        lambda: reassign_lead(offer.lead, to=ben, reason="", by=SYSTEM, now=NOW),
    )
    assert Assignment.objects.get(number=1).state == "reassigned"
    assert Assignment.objects.open().get().advisor == ben
    assert_sound()


def test_everything_at_once_leaves_one_holder_and_no_deadlock(offer):
    make.route(make.TO_EXECUTIVE, contact=make.SAM)
    sam = Lead.objects.get(email="sam@example.com")
    theirs = Assignment.objects.get(lead=sam)
    executive = Lane.objects.get(key="executive-advisory")
    individual = Lane.objects.get(key="individual-advisory")
    contact = make.ROSA | {"email": "another@example.com"}
    make.submit(make.TO_INDIVIDUAL, contact=contact)
    make.submit(make.TO_EXECUTIVE, contact=make.ROSA)
    together(
        lambda: decline_assignment(offer, reason="", by=by("Ada"), now=NOW),
        lambda: change_lane(offer.lead, to=executive, reason="", by=SYSTEM, now=NOW),
        lambda: change_lane(sam, to=individual, reason="", by=SYSTEM, now=NOW),
        lambda: accept_assignment(theirs, by=by("Cleo"), now=NOW),
        lambda: merge_leads(sam, offer.lead, reason="", by=SYSTEM, now=NOW),
        lambda: add_note(offer.lead, text="A note.", by=SYSTEM, now=NOW),
        lambda: make.work_through("pipeline"),
        lambda: make.work_through("pipeline"),
    )
    for turn in Assignment.objects.all():
        assert AssignmentEvent.objects.filter(assignment=turn).last().event == turn.state
    for decision in {each.decision for each in Assignment.objects.all()}:
        assert decision.assignments.open().count() <= 1
    assert sum(Membership.objects.values_list("balance", flat=True)) == 0
    assert Lead.objects.get(email="another@example.com").assignments.exists()
