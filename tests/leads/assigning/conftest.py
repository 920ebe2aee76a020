"""Rosa's lead, offered to Ada; Ben is the next of the lane."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from leads.domain.actors import Actor
from leads.domain.assignment import LEAD
from leads.models import Advisor, Assignment, Membership
from tests import make


@pytest.fixture
def offer(house: Any) -> Assignment:
    owe("Ada", 1)  # whatever their ids are, it is Ada's turn
    owe("Ben", -1)
    make.route(make.TO_INDIVIDUAL)
    assignment: Assignment = Assignment.objects.with_parties().get()
    assert assignment.advisor.name == "Ada"
    return assignment


@pytest.fixture
def otto(db: None) -> Actor:
    return Actor.staff(User.objects.create(username="otto").pk)


def owe(name: str, balance: int) -> None:
    Membership.objects.filter(advisor__name=name).update(balance=balance)


def owed() -> dict[str, float]:
    """In leads; who is level is owed nothing."""
    rows = Membership.objects.values_list("advisor__name", "balance")
    return {name: round(balance / LEAD, 3) for name, balance in rows}


def by(name: str) -> Actor:
    return Actor.advisor(Advisor.objects.get(name=name).pk)
