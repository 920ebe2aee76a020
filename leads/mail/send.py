"""Handing one message to the mail service, and saying what came of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from anymail.exceptions import AnymailError
from anymail.message import AnymailMessage
from django.conf import settings
from django.core.mail import mailers
from email_validator import EmailNotValidError, validate_email

from leads.domain.statuses import Outcome
from leads.mail.replies import Result, for_now, refused, result_of

_this_thread = threading.local()


class Withheld(Exception):
    """Nothing was sent: at the last moment the address turned out to be suppressed."""


def send(message: AnymailMessage) -> Result:
    """Hand over one message to one address. No transaction may be open.

    Raises Withheld. Whatever else it raises is a fault of ours that leaves the outcome unknown.
    """
    address = _one_mailbox(message)
    if address is None:
        return refused("the address is not one mailbox")
    message.to = [address]
    with _mailer() as mailer:
        return _hand_over(message, mailer)


@contextmanager
def one_connection() -> Iterator[None]:
    """Messages that this thread sends inside share one connection, where the service has such."""
    mailer = _this_thread.mailer = mailers["default"]
    try:
        yield
    finally:
        _this_thread.mailer = None
        mailer.close()


def service_name() -> str:
    """What the circuit is for: `postmark`, `smtp mail.example.com:587`. At most 80 characters."""
    mailer = settings.MAILERS["default"]
    name = mailer["BACKEND"].split(".")[-2]
    options = mailer.get("OPTIONS", {})
    if host := options.get("host"):
        name = f"{name} {host}:{options.get('port')}"
    return name[-80:]


@contextmanager
def _mailer() -> Iterator[Any]:
    kept = getattr(_this_thread, "mailer", None)
    mailer = kept or mailers["default"]
    try:
        yield mailer
    finally:
        if kept is None:
            mailer.close()


def _hand_over(message: AnymailMessage, mailer: Any) -> Result:
    try:
        mailer.open()
    except OSError as error:
        return for_now(f"no connection: {type(error).__name__}", answered=False)
    _mark(message, mailer)
    try:
        handed_over = mailer.send_messages([message])
    except (OSError, AnymailError) as error:
        mailer.close()  # whatever state the connection is in, the next message gets a new one
        return result_of(error)
    if not handed_over:
        raise Withheld
    return _accepted(message.anymail_status)


def _accepted(status: Any) -> Result:
    """`status` is empty unless Anymail sent it. A no it could not read in detail is still a no."""
    http_status = getattr(status.esp_response, "status_code", 200)
    if http_status >= 400:
        return refused(f"HTTP {http_status}")
    return Result(Outcome.SENT, service_message_id=status.message_id or "")


def _mark(message: AnymailMessage, mailer: Any) -> None:
    """What a service needs to know a second copy by: the same key for every attempt."""
    key = message.metadata["delivery"]
    match getattr(mailer, "esp_name", ""):
        case "Resend":
            mailer.session.headers["Idempotency-Key"] = key
        case "Brevo":
            message.extra_headers["idempotencyKey"] = key
        case "Postmark":
            message.extra_headers["X-PM-KeepID"] = "true"  # else it makes a Message-ID of its own


def _one_mailbox(message: AnymailMessage) -> str | None:
    """The address as the wire needs it (punycode); None unless it is one mailbox, and alone."""
    if len(message.recipients()) != 1:
        return None
    try:
        valid = validate_email(
            message.to[0], check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError:
        return None
    return valid.ascii_email
