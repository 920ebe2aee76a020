"""What an error means, where a real conversation cannot easily be made to end that way."""

import smtplib
import ssl
from typing import Any

import pytest
import requests
import urllib3.exceptions as pool
from anymail.exceptions import (
    AnymailAPIError,
    AnymailRecipientsRefused,
    AnymailRequestsAPIError,
    AnymailUnsupportedFeature,
)

from leads.domain.statuses import Outcome
from leads.mail.replies import result_of


def refused_recipient(code: int, reply: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"rosa@example.com": (code, reply)})


def by_requests(cause: requests.RequestException) -> Exception:
    """As Anymail raises it: of its own kind and of the kind of requests, with a cause."""
    kind = type("Error", (AnymailRequestsAPIError, type(cause)), {})
    error: Exception = kind("Error posting")
    error.__cause__ = cause
    return error


def unreached(reason: Exception) -> pool.MaxRetryError:
    return pool.MaxRetryError(Any, "https://mail.example.com/", reason)


@pytest.mark.parametrize(
    ("code", "reply", "missing"),
    [
        (550, b"No such user here", True),
        (551, b"User not local", True),
        (553, b"Mailbox name not allowed", True),
        (550, b"5.1.1 <rosa@example.com>: unknown", True),
        (550, b"5.1.10 null MX", True),
        (550, b"5.7.1 blocked by policy", False),
        (550, b"5.2.1 mailbox disabled for now", False),
        (552, b"Mailbox full", False),
        (554, b"Transaction failed", False),
    ],
)
def test_which_refusals_say_that_a_mailbox_does_not_exist(code, reply, missing):
    result = result_of(refused_recipient(code, reply))
    assert (result.outcome, result.no_such_mailbox) == (Outcome.REFUSED, missing)
    assert "@" not in result.detail


@pytest.mark.parametrize(
    "error",
    [
        refused_recipient(421, b"too many connections"),
        refused_recipient(450, b"4.2.0 greylisted"),
        smtplib.SMTPSenderRefused(550, b"5.7.60 not you", "hello@example.com"),
        smtplib.SMTPAuthenticationError(535, b"5.7.8 wrong password"),
        smtplib.SMTPHeloError(554, b"5.3.2 go away"),
    ],
)
def test_what_is_about_the_moment_or_about_us_is_an_answer_for_now(error):
    result = result_of(error)
    assert (result.outcome, result.answered) == (Outcome.REFUSED_FOR_NOW, True)


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        ssl.SSLError("handshake"),
        smtplib.SMTPServerDisconnected("before the dot"),
        by_requests(requests.ConnectTimeout()),
        by_requests(requests.exceptions.ProxyError()),
        by_requests(
            requests.ConnectionError(unreached(pool.NewConnectionError(Any, "nobody listens")))
        ),
        by_requests(
            requests.exceptions.SSLError(unreached(pool.SSLError(ssl.SSLCertVerificationError())))
        ),
    ],
)
def test_what_certainly_never_left_is_refused_for_now_without_an_answer(error):
    result = result_of(error)
    assert (result.outcome, result.answered) == (Outcome.REFUSED_FOR_NOW, False)


@pytest.mark.parametrize(
    "error",
    [
        by_requests(requests.ReadTimeout()),
        by_requests(requests.ConnectionError(pool.ProtocolError("Connection aborted."))),
        by_requests(requests.exceptions.ChunkedEncodingError()),
        by_requests(requests.exceptions.SSLError(unreached(pool.SSLError(ssl.SSLEOFError())))),
        AnymailAPIError("of a service that does not speak through requests"),
    ],
)
def test_what_may_have_left_is_ambiguous(error):
    result = result_of(error)
    assert (result.outcome, result.answered) == (Outcome.AMBIGUOUS, False)


@pytest.mark.parametrize(
    "error", [AnymailRecipientsRefused(), AnymailUnsupportedFeature("metadata")]
)
def test_what_the_service_will_never_take_is_refused(error):
    assert result_of(error).outcome is Outcome.REFUSED
