"""What a mail service's HTTP answer means, through Anymail and a real connection."""

from collections.abc import Iterator
from typing import Any

import pytest
from anymail.exceptions import AnymailCancelSend
from anymail.signals import pre_send

from cms.demo.processes import free_port
from leads.domain.statuses import Outcome
from leads.mail.send import Withheld, send, service_name
from tests.leads.mail.service import Service, open_service
from tests.leads.mail.test_smtp import message

pytestmark = pytest.mark.django_db

KEYS = {"postmark": "server_token", "resend": "api_key", "brevo": "api_key"}


def use(settings: Any, name: str, url: str) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": f"anymail.backends.{name}.EmailBackend",
            "OPTIONS": {KEYS[name]: "secret", "api_url": url},
        }
    }
    settings.ANYMAIL = {"REQUESTS_TIMEOUT": 0.3}


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    with open_service() as service:
        use(settings, "postmark", service.url)
        yield service


def test_a_yes_is_sent_and_brings_the_services_own_id(service, settings):
    use(settings, "resend", service.url)
    result = send(message())
    assert (result.outcome, result.service_message_id) == (Outcome.SENT, "service-1")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Outcome.REFUSED),
        (413, Outcome.REFUSED),
        (401, Outcome.REFUSED_FOR_NOW),  # an account that is not in order loses no mail
        (403, Outcome.REFUSED_FOR_NOW),
        (429, Outcome.REFUSED_FOR_NOW),
        (500, Outcome.REFUSED_FOR_NOW),
        (503, Outcome.REFUSED_FOR_NOW),
        (502, Outcome.AMBIGUOUS),  # a gateway that does not know
        (504, Outcome.AMBIGUOUS),
        (524, Outcome.AMBIGUOUS),
    ],
)
def test_each_status_has_its_outcome(service, settings, status, outcome):
    use(settings, "resend", service.url)
    service.status = status
    result = send(message())
    assert (result.outcome, result.detail) == (outcome, f"HTTP {status}")


def test_a_yes_that_cannot_be_read_is_ambiguous(service, settings):
    use(settings, "resend", service.url)
    service.body = {"surprise": True}
    assert send(message()).outcome is Outcome.AMBIGUOUS


@pytest.mark.parametrize("mode", ["silent", "drop"])
def test_an_answer_that_never_comes_is_ambiguous(service, mode):
    service.mode = mode
    result = send(message())
    assert result.outcome is Outcome.AMBIGUOUS
    assert not result.answered
    assert len(service.requests) == 1


def test_a_service_that_cannot_be_reached_is_refused_for_now(settings):
    use(settings, "postmark", f"http://127.0.0.1:{free_port()}/")
    result = send(message())
    assert result.outcome is Outcome.REFUSED_FOR_NOW
    assert not result.answered


@pytest.mark.parametrize(
    "said",
    [
        "You tried to send to a recipient that has been marked as inactive.\n"
        "Found inactive addresses: rosa@example.com.\nInactive recipients are ones that bounced.",
        "Something new about rosa@example.com that Anymail does not know",
    ],
)
def test_a_recipient_the_service_does_not_take_is_refused(service, said):
    service.status = 422
    service.body = {"ErrorCode": 406, "Message": said}
    result = send(message())
    assert result.outcome is Outcome.REFUSED
    assert "@" not in result.detail


def test_what_this_service_cannot_do_is_refused_before_anything_is_sent(service):
    mail = message()
    mail.tags = ["result", "more than Postmark takes"]
    assert send(mail).outcome is Outcome.REFUSED
    assert service.requests == []


def test_resend_gets_our_idempotency_key_with_every_attempt(service, settings):
    use(settings, "resend", service.url)
    for _ in range(2):
        send(message())
    assert [headers["Idempotency-Key"] for headers, _ in service.requests] == ["0b5e", "0b5e"]


def test_brevo_gets_our_idempotency_key_and_a_repetition_of_it_means_sent(service, settings):
    use(settings, "brevo", service.url)
    service.status, service.body = 400, {"code": "duplicate_parameter", "message": "known"}
    assert send(message()).outcome is Outcome.SENT
    assert service.requests[0][1]["headers"]["idempotencyKey"] == "0b5e"


def test_postmark_keeps_our_message_id(service):
    send(message())
    headers = {each["Name"]: each["Value"] for each in service.requests[0][1]["Headers"]}
    assert headers["X-PM-KeepID"] == "true"


def test_a_message_withheld_at_the_last_moment_is_not_sent(service):
    def withhold(**_: Any) -> None:
        raise AnymailCancelSend

    pre_send.connect(withhold)
    try:
        with pytest.raises(Withheld):
            send(message())
    finally:
        pre_send.disconnect(withhold)
    assert service.requests == []


def test_the_circuit_is_named_after_the_service(service, settings):
    assert service_name() == "postmark"
    options = {"host": "mail.example.com", "port": 587}
    settings.MAILERS = {
        "default": {"BACKEND": "leads.mail.smtp.DotLatchBackend", "OPTIONS": options}
    }
    assert service_name() == "smtp mail.example.com:587"
