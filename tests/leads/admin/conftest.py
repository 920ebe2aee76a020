"""Who logs in, and one lead that has been all the way through the house."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from assessment.models import Assessment
from leads.models import (
    Advisor,
    Assignment,
    Decision,
    Delivery,
    InboundMessage,
    Lead,
    OutboxMessage,
    Submission,
    Suppression,
    TrackingEvent,
)
from leads.models.outbox import Topic
from leads.models.tokens import address_hash
from tests import make

type LogIn = Callable[[str], Client]

GROUPS = {"edith": "Editors", "ada": "Advisors", "otto": "Operators", "cleo": "Advisors"}


@pytest.fixture
def log_in(house: Assessment) -> LogIn:
    """A client of Edith (an editor), Ada or Cleo (advisors), Otto (an operator), or root."""

    def logged_in(name: str) -> Client:
        user, made = User.objects.get_or_create(username=name, is_superuser=name == "root")
        if made and name in GROUPS:
            user.groups.add(Group.objects.get(name=GROUPS[name]))
            Advisor.objects.filter(email=f"{name}@example.com").update(user=user)
        client = Client()
        client.force_login(user)
        return client

    return logged_in


@pytest.fixture
def otto(log_in: LogIn) -> Client:
    return log_in("otto")


@pytest.fixture
def receipts(house: Assessment) -> dict[str, Any]:
    """One row of everything, by the model's name: Rosa was routed to Cleo."""
    make.route(make.TO_EXECUTIVE, contact=make.ROSA, utm_source="newsletter")
    delivery = Delivery.objects.get(kind="result")
    TrackingEvent.objects.create(
        event_key="one", event_type="delivered", service="postmark", delivery=delivery
    )
    Suppression.objects.create(address_hash=address_hash("sam@example.com"), reason="complaint")
    return {
        "lead": Lead.objects.get(),
        "submission": Submission.objects.get(),
        "decision": Decision.objects.get(),
        "assignment": Assignment.objects.get(),
        "delivery": delivery,
        "trackingevent": TrackingEvent.objects.get(),
        "suppression": Suppression.objects.get(),
        "outboxmessage": dead_letter(),
        "inboundmessage": InboundMessage.objects.create(
            event_key="one", service="postmark", from_address="ada@example.com"
        ),
    }


def dead_letter(key: str = "00000000-0000-4000-8000-000000000001") -> OutboxMessage:
    return OutboxMessage.objects.create(
        topic=Topic.SUBMISSION_ACCEPTED,
        key=key,
        queue="pipeline",
        attempts=5,
        last_error="PolicyMissing at routing.py:46",
        dead_at=timezone.now(),
    )
