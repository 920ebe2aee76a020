import functools
import itertools
from random import Random

import pytest
from anymail.message import ANYMAIL_STATUSES
from anymail.signals import EventType, RejectReason
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.statuses import (
    FINAL,
    Kind,
    Outcome,
    Status,
    SuppressionReason,
    may_resend,
    next_status,
    status_after,
    suppression_for,
)

EVENT_TYPES = [value for name, value in vars(EventType).items() if name.isupper()]
REJECT_REASONS = [value for name, value in vars(RejectReason).items() if name.isupper()]

statuses = st.sampled_from(Status)
event_types = st.sampled_from(EVENT_TYPES) | st.text(max_size=8)


def followed(current: Status, events: list[str]) -> Status:
    return functools.reduce(next_status, events, current)


@given(statuses, st.lists(event_types, max_size=8), st.randoms())
def test_the_order_of_events_is_irrelevant(
    current: Status, events: list[str], chance: Random
) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert followed(current, shuffled) is followed(current, events)


def test_any_two_events_may_change_places_and_either_may_come_twice() -> None:
    """All of them, tried one by one: with this, every sequence can be sorted and thinned out."""
    for current, one, other in itertools.product(Status, EVENT_TYPES, EVENT_TYPES):
        assert followed(current, [one, other]) is followed(current, [other, one])
        assert followed(current, [one, one]) is next_status(current, one)


@given(statuses, st.lists(event_types, max_size=8))
def test_events_that_all_come_twice_change_nothing(current: Status, events: list[str]) -> None:
    assert followed(current, events + events) is followed(current, events)


def test_an_event_never_moves_a_delivery_back() -> None:
    order = list(Status)
    for current, event_type in itertools.product(Status, [*EVENT_TYPES, "no such event"]):
        assert order.index(next_status(current, event_type)) >= order.index(current)


@pytest.mark.parametrize(
    ("current", "event_type", "expected"),
    [
        ("sending", "queued", "sent"),
        ("unknown", "queued", "sent"),
        ("unknown", "delivered", "delivered"),
        ("cancelled", "delivered", "delivered"),
        ("sent", "deferred", "deferred"),
        ("deferred", "rejected", "rejected"),
        ("deferred", "sent", "deferred"),
        ("deferred", "delivered", "delivered"),
        ("rejected", "delivered", "delivered"),
        ("delivered", "bounced", "bounced"),
        ("bounced", "delivered", "bounced"),
        ("bounced", "autoresponded", "autoresponded"),
        ("bounced", "opened", "opened"),
        ("clicked", "opened", "clicked"),
        ("clicked", "unsubscribed", "unsubscribed"),
        ("complained", "unsubscribed", "complained"),
        ("sending", "unknown", "sending"),
        ("sent", "subscribed", "sent"),
        ("sent", "inbound", "sent"),
        ("sent", "no such event", "sent"),
    ],
)
def test_an_event_leads_to_the_status_that_knows_more(
    current: str, event_type: str, expected: str
) -> None:
    assert next_status(Status(current), event_type) is Status(expected)


def test_our_words_are_anymails_and_three_of_our_own() -> None:
    ours = {"sending", "cancelled", "unknown"}
    assert set(Status) - ours <= {*EVENT_TYPES, *ANYMAIL_STATUSES}


@pytest.mark.parametrize(
    ("outcome", "current", "expected"),
    [
        ("sent", "sending", "sent"),
        ("refused_for_now", "sending", "queued"),
        ("refused", "sending", "rejected"),
        ("ambiguous", "sending", "unknown"),
        ("sent", "delivered", "delivered"),
        ("ambiguous", "opened", "opened"),
        ("refused_for_now", "delivered", "delivered"),
        ("refused_for_now", "unknown", "queued"),
        ("refused_for_now", "cancelled", "cancelled"),
        ("ambiguous", "cancelled", "cancelled"),
        ("sent", "cancelled", "sent"),
    ],
)
def test_an_outcome_leaves_a_status_behind(outcome: str, current: str, expected: str) -> None:
    assert status_after(Outcome(outcome), Status(current)) is Status(expected)


def test_an_outcome_is_of_a_delivery_being_sent_unless_said_otherwise() -> None:
    assert [status_after(outcome) for outcome in Outcome] == [
        Status.SENT,
        Status.QUEUED,
        Status.REJECTED,
        Status.UNKNOWN,
    ]


def test_all_is_final_but_what_is_still_ours_to_send() -> None:
    assert set(Status) - FINAL == {Status.QUEUED, Status.SENDING, Status.UNKNOWN}


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        (Kind.RESULT, [1, 2]),
        (Kind.LEAD_BRIEF, [1, 2]),
        (Kind.FOLLOW_UP, []),
        ("a kind of tomorrow", []),
    ],
)
def test_result_and_brief_may_be_sent_again_twice_and_a_follow_up_never(
    kind: str, allowed: list[int]
) -> None:
    assert [count for count in (1, 2, 3, 10**30) if may_resend(kind, count)] == allowed


HARD_BOUNCE = SuppressionReason.HARD_BOUNCE
COMPLAINT = SuppressionReason.COMPLAINT
UNSUBSCRIBE = SuppressionReason.UNSUBSCRIBE


@pytest.mark.parametrize(
    ("event_type", "reject_reason", "expected"),
    [
        ("bounced", "bounced", HARD_BOUNCE),
        ("bounced", "invalid", HARD_BOUNCE),
        ("bounced", None, HARD_BOUNCE),
        ("bounced", "timed_out", None),
        ("bounced", "blocked", None),
        ("bounced", "other", None),
        ("rejected", "bounced", HARD_BOUNCE),
        ("rejected", "invalid", HARD_BOUNCE),
        ("rejected", "spam", COMPLAINT),
        ("rejected", "unsubscribed", UNSUBSCRIBE),
        ("rejected", "blocked", None),
        ("rejected", None, None),
        ("complained", None, COMPLAINT),
        ("complained", "spam", COMPLAINT),
        ("unsubscribed", None, UNSUBSCRIBE),
        ("deferred", "bounced", None),
        ("failed", None, None),
        ("opened", None, None),
    ],
)
def test_hard_bounce_complaint_and_unsubscribe_suppress_the_address(
    event_type: str, reject_reason: str | None, expected: SuppressionReason | None
) -> None:
    assert suppression_for(event_type, reject_reason) is expected


@given(event_types, st.none() | st.sampled_from(REJECT_REASONS) | st.text(max_size=5))
def test_any_event_suppresses_or_does_not(event_type: str, reject_reason: str | None) -> None:
    assert suppression_for(event_type, reject_reason) in {None, *SuppressionReason}
