"""Otto operates, and comes to the gate with nothing but his password."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user_model
from django.test import Client

PASSWORD = "four-green-kettles-sing"


@pytest.fixture
def second_factor_asked(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def otto(db: None) -> Any:
    return get_user_model().objects.create_superuser("otto", "otto@example.com", PASSWORD)


@pytest.fixture
def log_in(client: Client) -> Callable[..., Any]:
    """By password; `next` is where to go afterwards."""

    def post(password: str = PASSWORD, *, name: str = "otto", to: str = "/admin/") -> Any:
        return client.post("/staff/login/", {"login": name, "password": password, "next": to})

    return post


def set_up_app(user: Any) -> str:
    """The app's secret, as if it had been set up earlier."""
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return secret


def six_digits(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def factors(user: Any) -> list[str]:
    return sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
