"""A forgotten password: the same answer, and the same work, whether somebody is known or not."""

import logging
from collections.abc import Callable
from functools import wraps
from smtplib import SMTPException
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.tasks import task
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.admin.views.account import PasswordResetView

from leads.throttle import TooManyRequests, admit

logger = logging.getLogger(__name__)

RATE: Final = "10/hour"
NOBODY: Final = 0


class ResetForm(PasswordResetForm):
    """Hands the mail to a worker, and as much for an address that nobody has."""

    def save(self, **_: Any) -> None:
        known = [user.pk for user in self.get_users(self.cleaned_data["email"])]
        for account in known or [NOBODY]:
            send_reset.enqueue(account)


@task
def send_reset(account: int) -> None:
    """The link is made here, so no queue holds it; its host is ours, whatever host was asked."""
    user = get_user_model().objects.filter(pk=account, is_active=True).first()
    if user is None:
        return
    context = {
        "user": user,
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    subject = render_to_string(PasswordResetView.subject_template_name, context).strip()
    words = render_to_string(PasswordResetView.email_template_name, context)
    try:
        send_mail(subject, words, None, [user.email])
    except (SMTPException, OSError) as error:
        logger.error("The reset of account %s was not sent: %s.", account, type(error).__name__)


def rated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Resets are asked for ten times an hour from one network, and no more."""

    @wraps(view)
    def admitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            try:
                admit(request, what="reset", limit=RATE)
            except TooManyRequests as error:
                response = render(request, "429.html", status=429)
                response["Retry-After"] = str(error.wait)
                return response
        return view(request, *args, **kwargs)

    return admitted
