"""Rosa's lead, offered to Ada; Ben is the next of the lane."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from leads.domain.actors import Actor
from leads.models import Advisor, Assignment
from tests import make


@pytest.fixture
def offer(house: Any) -> Assignment:
    make.route(make.TO_INDIVIDUAL)
    assignment: Assignment = Assignment.objects.with_parties().get()
    assert assignment.advisor.name == "Ada"
    return assignment


@pytest.fixture
def otto(db: None) -> Actor:
    return Actor.staff(User.objects.create(username="otto").pk)


def by(name: str) -> Actor:
    return Actor.advisor(Advisor.objects.get(name=name).pk)
