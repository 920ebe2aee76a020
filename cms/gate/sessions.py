"""Who a session stands for, asked once a request and only where somebody wants to know.

A session ends after settings.SESSION_COOKIE_AGE without a sign of its owner, and in any case after
settings.SESSION_LONGEST. Where settings.STAFF_SECOND_FACTOR holds, a session without a second
factor is nobody, on every address: there is no list of protected views that one could be missing
from. At the gate itself whoever has no factor yet is known, so that they can set one up.
"""

import time
from collections.abc import Callable
from typing import Any, Final

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

GATE: Final = "/staff/"
BEGAN, SEEN = "began", "seen"
A_MINUTE: Final = 60
# The editor's open tab asks there every few seconds whether or not somebody sits before it.
NO_SIGN_OF_LIFE: Final = ("/admin/editing-sessions/",)
FACTORS: Final = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffSessions:
    """Below Django's own authentication: request.user becomes whom the session may stand for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user

        def found() -> Any:
            return admitted(request, user, now=int(time.time()))

        request.user = SimpleLazyObject(found)  # type: ignore[assignment]
        request.auser = sync_to_async(found)
        return self.get_response(request)


def admitted(request: HttpRequest, user: Any, *, now: int) -> Any:
    """The user of this session, or nobody."""
    if not user.is_authenticated:
        return user
    if is_over(request.session.get(BEGAN, now), request.session.get(SEEN, now), now=now):
        request.session.flush()
        return AnonymousUser()
    _note_time(request, now=now)
    if not settings.STAFF_SECOND_FACTOR or has_proved(request, user):
        return user
    if request.path.startswith(GATE) and not has_factor(user):
        return user
    return AnonymousUser()


def begin(request: HttpRequest, **_: Any) -> None:
    """Its twelve hours count from the login, also where the browser brought one along."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def is_over(began: int, seen: int, *, now: int) -> bool:
    return now - seen >= settings.SESSION_COOKIE_AGE or now - began >= settings.SESSION_LONGEST


def has_factor(user: Any) -> bool:
    """Recovery codes are none: they stand in for one that was set up."""
    return is_mfa_enabled(user, FACTORS)


def has_proved(request: HttpRequest, user: Any) -> bool:
    """In this session, and with a factor that has not been taken away since."""
    records = get_authentication_records(request, user)
    return any(record["method"] == "mfa" for record in records) and has_factor(user)


def remember_proof(request: HttpRequest) -> None:
    """Whoever has just set up a factor has shown that they hold it. The session gets a new name."""
    record_authentication(request, request.user, "mfa", reauthenticated=True)
    request.session.cycle_key()


def _note_time(request: HttpRequest, *, now: int) -> None:
    """Once a minute; each writes a row."""
    session = request.session
    session.setdefault(BEGAN, now)
    if request.path.startswith(NO_SIGN_OF_LIFE) and SEEN in session:
        return
    if now - session.get(SEEN, 0) >= A_MINUTE:
        session[SEEN] = now
