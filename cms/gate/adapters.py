"""What allauth asks of a project: who may come in, whose request it is, how secrets are kept."""

import logging
import secrets
from base64 import b32encode, urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest

from cms.gate.sessions import FACTORS, has_factor

logger = logging.getLogger(__name__)


class StaffAdapter(DefaultAccountAdapter):
    """Nobody signs up; an account that was switched off is answered as one that never was."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "This name and this password do not go together.",
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None and user.is_active:
            return user
        logger.warning("A login failed.")
        return None

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> Any:
        logger.info("Account %s logged in.", user.pk)
        return super().post_login(request, user, **how)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As settings.TRUSTED_PROXIES say it: cms.middleware has settled it before."""
        return request.META.get("REMOTE_ADDR") or "unknown"

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Before anything about factors is changed; the first is set up right after a login."""
        return has_factor(context.request.user)


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are stored encrypted; the last factor stays where one is asked for."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "These digits are not the right ones, or were used already.",
    }

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def encrypt(self, text: str) -> str:
        return (
            _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
            .encrypt(text.encode())
            .decode()
        )

    def decrypt(self, encrypted_text: str) -> str:
        """Under another SECRET_KEY: a secret that nothing matches, so the factor opens nothing."""
        cipher = _cipher(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        try:
            return cipher.decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not settings.STAFF_SECOND_FACTOR:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        return others.exclude(pk=authenticator.pk).exists()


@lru_cache
def _cipher(*keys: str) -> MultiFernet:
    return MultiFernet(
        [
            Fernet(urlsafe_b64encode(sha256(f"lanewise.factor:{key}".encode()).digest()))
            for key in keys
        ]
    )
