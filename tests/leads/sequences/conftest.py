"""Readers in sequences, and the clock set on for them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from leads.models import Delivery, Enrolment, FollowUpSettings, OutboxMessage, Sequence, StepRecord
from leads.models.outbox import Topic
from tests import make

THREE: list[dict[str, Any]] = [
    {"key": "first", "subject": "One"},
    {"key": "second", "subject": "Two"},
    {"key": "third", "subject": "Three"},
]


@pytest.fixture
def three(house: Any) -> Sequence:
    """The executives' sequence has three steps, each a day after the one before."""
    return make.make_sequence(*THREE, lane="executive-advisory")


def became(**of: Any) -> list[tuple[str, str, str]]:
    """What became of each step so far: its key, sent or skipped, and why."""
    records = StepRecord.objects.filter(**of).order_by("pk")
    return [(each.step, each.outcome, each.reason) for each in records]


def mailed() -> list[str]:
    """The steps that were given to the ledger, in order."""
    found = Delivery.objects.filter(kind="follow_up").order_by("created_at", "step_record__pk")
    return [delivery.step_record.step for delivery in found]


def limit(**values: Any) -> None:
    FollowUpSettings.objects.update(**values)


def pass_days(days: float) -> None:
    """What is planned is that much nearer, and what was mailed that much longer ago."""
    ago = timedelta(days=days)
    for delivery in Delivery.objects.all():
        delivery.planned_for -= ago
        delivery.save(update_fields=["planned_for"])
    for enrolment in Enrolment.objects.running():
        enrolment.step_due -= ago
        enrolment.next_at -= ago
        enrolment.save()
    for message in OutboxMessage.objects.pending().filter(topic=Topic.STEP_DUE):
        message.available_at -= ago
        message.save(update_fields=["available_at"])
    make.work_through("pipeline")


def all_due() -> None:
    OutboxMessage.objects.pending().filter(topic=Topic.STEP_DUE).update(available_at=Now())
