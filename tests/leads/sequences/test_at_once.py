"""Several steps of one person due in the same moment, and several workers to take them."""

from typing import Any

import pytest

from leads import outbox
from leads.handlers import HANDLERS
from leads.models import Delivery, Enrolment, StepRecord
from tests import make
from tests.leads.mail.test_at_once import at_once
from tests.leads.sequences.conftest import all_due, limit, mailed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def take_all() -> None:
    """One claim a step, so that every worker gets some."""
    while claimed := outbox.claim("pipeline", limit=1):
        outbox.run(claimed[0], HANDLERS)


def test_the_caps_are_exact_and_the_most_important_goes(house: Any) -> None:
    for priority in (1, 2, 3, 4):
        make.make_sequence(
            {"key": f"of-{priority}"},
            lane="executive-advisory",
            title=f"Priority {priority}",
            priority=priority,
        )
    make.route(make.TO_EXECUTIVE, follow_up=True)
    limit(per_day=1, per_week=30)
    Enrolment.objects.update(step_due=make.NOW, next_at=make.NOW)
    all_due()
    at_once(take_all)
    assert mailed() == ["of-1"]
    assert StepRecord.objects.count() == 1
    assert Enrolment.objects.running().count() == 4  # the house's own sequence is there too
    assert Delivery.objects.filter(kind="follow_up").count() == 1


def test_entering_at_once_is_entering_once(house: Any) -> None:
    for _ in range(6):
        make.submit(make.TO_EXECUTIVE, follow_up=True)
    at_once(take_all)
    assert Enrolment.objects.count() == 1
