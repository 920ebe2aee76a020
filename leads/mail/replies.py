"""What the answer of a mail service means, whichever way it speaks.

`detail` is made of codes and of the names of errors, never of what the other side wrote: servers
quote addresses.
"""

import re
import smtplib
import ssl
from dataclasses import dataclass
from typing import Any, Final

import requests
import urllib3.exceptions
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
)
from requests.exceptions import ConnectTimeout, InvalidSchema, InvalidURL, MissingSchema, ProxyError

from leads.domain.statuses import Outcome
from leads.mail.smtp import AnswerLost

ENHANCED_CODE = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")
# RFC 3463: bad mailbox, bad system, bad syntax, moved, no mail accepted there at all.
NO_SUCH_MAILBOX: Final = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}
NO_SUCH_MAILBOX_BASIC: Final = {550, 551, 553}  # to RCPT, where no enhanced code says more

# 401 to 404 are about our account, not about this message: an operator can put that right, and
# until then the mail must not be lost. Other 5xx come from gateways that lost sight of the service.
HTTP_FOR_NOW: Final = {401, 402, 403, 404, 408, 409, 425, 429, 500, 501, 503}
NEVER_LEFT: Final = (ConnectTimeout, ProxyError, InvalidURL, InvalidSchema, MissingSchema)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one attempt to send.

    `answered` is False when the service gave no clear answer, whether or not that leaves a doubt.
    `no_such_mailbox`: the refusal says that the address does not exist.
    """

    outcome: Outcome
    service_message_id: str = ""
    detail: str = ""
    answered: bool = True
    no_such_mailbox: bool = False


def for_now(detail: str, *, answered: bool = True) -> Result:
    return Result(Outcome.REFUSED_FOR_NOW, detail=detail, answered=answered)


def refused(detail: str, *, no_such_mailbox: bool = False) -> Result:
    return Result(Outcome.REFUSED, detail=detail, no_such_mailbox=no_such_mailbox)


def ambiguous(detail: str) -> Result:
    return Result(Outcome.AMBIGUOUS, detail=detail, answered=False)


def result_of(error: OSError | AnymailError) -> Result:
    """What an error means that came while a message was handed over."""
    match error:
        case AnswerLost():
            return ambiguous(f"the answer to the final dot was lost ({error})")
        case smtplib.SMTPRecipientsRefused():
            [(code, reply)] = error.recipients.values()
            return _smtp_refusal(code, reply, basic=NO_SUCH_MAILBOX_BASIC)
        case smtplib.SMTPDataError():
            return _smtp_refusal(error.smtp_code, error.smtp_error)
        case smtplib.SMTPResponseException():  # greeting, login, sender: about us
            return for_now(_smtp_detail(error.smtp_code, error.smtp_error))
        case AnymailRecipientsRefused():
            return refused("the mail service does not take this recipient")
        case AnymailRequestsAPIError():
            return _http(error)
        case AnymailAPIError():
            return ambiguous(type(error).__name__)
        case AnymailError():
            return refused(f"it cannot be put to this mail service: {type(error).__name__}")
        case _:
            return for_now(type(error.__context__ or error).__name__, answered=False)


def _smtp_refusal(code: int, reply: bytes | str, *, basic: set[int] | None = None) -> Result:
    detail = _smtp_detail(code, reply)
    if code // 100 != 5:
        return for_now(detail)
    enhanced = detail.partition(" ")[2].partition(" ")[2]
    missing = enhanced in NO_SUCH_MAILBOX if enhanced else code in (basic or ())
    return refused(detail, no_such_mailbox=missing)


def _smtp_detail(code: int, reply: bytes | str) -> str:
    """`SMTP 550 5.1.1`."""
    said = reply.encode("ascii", "replace") if isinstance(reply, str) else reply
    enhanced = ENHANCED_CODE.match(said)
    return f"SMTP {code} {enhanced[0].decode()}" if enhanced else f"SMTP {code}"


def _http(error: Any) -> Result:
    """`error` is Anymail's, and at the same time the error of requests where there was one."""
    if error.status_code is None:
        detail = type(error.__cause__ or error).__name__
        return for_now(detail, answered=False) if _never_left(error) else ambiguous(detail)
    detail = f"HTTP {error.status_code}"
    if _is_repeated_key(error):
        return Result(Outcome.SENT, detail=f"{detail}: it has had this message before")
    if error.status_code in HTTP_FOR_NOW:
        return for_now(detail)
    return refused(detail) if 400 <= error.status_code < 500 else ambiguous(detail)


def _is_repeated_key(error: Any) -> bool:
    """Brevo refuses an idempotency key it knows: our first attempt, whose answer we lost."""
    try:
        return error.response.json()["code"] == "duplicate_parameter"
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _never_left(error: requests.RequestException) -> bool:
    """Whether the request certainly never reached the service: no connection, or no trust in it."""
    if isinstance(error, NEVER_LEFT):
        return True
    cause = error.__cause__.args[0] if error.__cause__ and error.__cause__.args else None
    reason = getattr(cause, "reason", None)
    if isinstance(reason, urllib3.exceptions.SSLError):
        return isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, urllib3.exceptions.NewConnectionError)
