"""Tokens of programs, which Wagtail lets live for ever: here they have a last day."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from wagtail.api.v3.auth import BearerTokenAuth


def limit_age() -> None:
    """Called once. Wagtail's routers each hold their own instance of this class, so it is the class
    that learns; a token past settings.API_TOKEN_LASTS is treated as one that was revoked."""
    original = BearerTokenAuth.authenticate

    @wraps(original)
    def authenticate(self: BearerTokenAuth, request: HttpRequest, token: str) -> Any:
        found = original(self, request, token)
        if found is None or timezone.now() - found.created < settings.API_TOKEN_LASTS:
            return found
        request.user = AnonymousUser()
        return None

    BearerTokenAuth.authenticate = authenticate
