"""allauth's views, where ours differ: they know who has yet to set up a factor, and remember it."""

from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cms.gate.sessions import has_proved, remember_proof


class Login(LoginView):
    """Whoever is known by a password alone is led to set up their second factor."""

    def get_authenticated_redirect_url(self) -> str:
        if settings.STAFF_SECOND_FACTOR and not has_proved(self.request, self.request.user):
            return reverse("mfa_index")
        return super().get_authenticated_redirect_url()


class Proving:
    """Of a form that sets up a factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)  # type: ignore[misc]
        remember_proof(self.request)  # type: ignore[attr-defined]
        return answer


class SetUpApp(Proving, ActivateTOTPView):
    """Six digits from an app."""


class AddKey(Proving, AddWebAuthnView):
    """A passkey, or a key to be plugged in."""


@require_safe
def to_login(request: HttpRequest) -> HttpResponse:
    """Wagtail's own login views take a password alone, so none can be reached: both lead here."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME)
    query = f"?{urlencode({REDIRECT_FIELD_NAME: wanted})}" if wanted else ""
    return redirect(resolve_url(settings.LOGIN_URL) + query)
