"""A person moves a lead to another lane: out of its sequences, into those of the other."""

from typing import Any

import pytest
from django.utils import timezone

from leads.actions.moving import change_lane
from leads.actions.suppressions import suppress
from leads.domain.actors import SYSTEM
from leads.models import ConsentEvent, Enrolment, FollowUpSettings, Lane, Lead
from leads.models.enrolments import Entered, Left
from tests import make
from tests.leads.sequences.conftest import mailed, pass_days

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def move(to: str) -> None:
    lane = Lane.objects.get(key=to)
    change_lane(Lead.objects.get(), to=lane, reason="Why.", by=SYSTEM, now=timezone.now())


def stays() -> list[tuple[str, str, str]]:
    found = Enrolment.objects.order_by("pk").select_related("sequence")
    return [(e.sequence.title, e.entered_because, e.left_because) for e in found]


@pytest.mark.parametrize("to", ["individual-advisory", "book"])  # the book has no advisors
def test_the_old_sequence_ends_and_the_new_one_begins_and_is_sent(to: str, house: Any):
    make.route(make.TO_EXECUTIVE, follow_up=True)
    move(to)
    assert stays() == [
        ("After executive-advisory", Entered.ROUTED, Left.LANE_CHANGED),
        (f"After {to}", Entered.MOVED, ""),
    ]
    pass_days(1)
    assert mailed() == ["first"]
    assert stays()[1] == (f"After {to}", Entered.MOVED, Left.FINISHED)


@pytest.mark.parametrize("again", [False, True])
def test_back_in_a_lane_they_enter_again_only_where_the_sequence_says_so(again, house):
    steps = [{"key": "one"}, {"key": "two"}]
    make.make_sequence(*steps, lane="executive-advisory", again=again)
    make.route(make.TO_EXECUTIVE, follow_up=True)
    move("individual-advisory")
    move("executive-advisory")
    back = ("After executive-advisory", Entered.MOVED, "")
    assert (back in stays()) is again


@pytest.mark.parametrize("because", ["never agreed", "unsubscribed", "not confirmed"])
def test_who_did_not_agree_to_mail_enters_nothing(because, house):
    if because == "not confirmed":
        FollowUpSettings.objects.update(double_opt_in=True)
    make.route(make.TO_EXECUTIVE, follow_up=because != "never agreed")
    if because == "unsubscribed":
        suppress(make.ROSA["email"], reason="unsubscribe")
    move("individual-advisory")
    assert not Enrolment.objects.running().exists()
    assert ConsentEvent.objects.exists() is (because != "never agreed")
