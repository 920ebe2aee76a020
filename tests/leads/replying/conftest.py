"""Rosa's lead, offered to Ada; Ben is the next of the lane."""

from typing import Any

import pytest
from django.test import Client

from leads.mail.compose import Rendered, render
from leads.models import Assignment, Delivery
from tests import make
from tests.leads.admin.conftest import log_in  # noqa: F401
from tests.leads.assigning.conftest import owe


@pytest.fixture
def offer(house: Any) -> Assignment:
    owe("Ada", 1)
    owe("Ben", -1)
    make.route(make.TO_INDIVIDUAL | {"note": "The depots."})
    assignment: Assignment = Assignment.objects.with_parties().get()
    assert assignment.advisor.name == "Ada"
    return assignment


@pytest.fixture
def browser() -> Client:
    """One that is held to CSRF checks, as real ones are."""
    return Client(enforce_csrf_checks=True)


def mail(kind: str, **about: Any) -> Rendered:
    """The newest of its kind, in words."""
    return render(Delivery.objects.with_contents().filter(kind=kind, **about).first())
