"""The dot latch: before it nothing was accepted, after it nobody knows."""

import pytest
from anymail.message import AnymailMessage

from leads.domain.statuses import Outcome
from leads.mail.send import one_connection, send

BIG = "What cannot be on its way before the other side hangs up.\n" * 400_000  # 23 MB


def message(body: str = "Hello.\n", to: str = "rosa@example.com") -> AnymailMessage:
    return AnymailMessage(
        subject="Your result",
        body=body,
        from_email="Lanewise <hello@example.com>",
        to=[to],
        metadata={"delivery": "0b5e"},
        tags=["result"],
    )


@pytest.mark.parametrize(
    ("mode", "outcome", "detail"),
    [
        ("ok", Outcome.SENT, ""),
        ("later", Outcome.REFUSED_FOR_NOW, "SMTP 451 4.3.0"),
        ("refuse", Outcome.REFUSED, "SMTP 550 5.1.1"),
        ("refuse_content", Outcome.REFUSED, "SMTP 554 5.7.1"),
        ("refuse_sender", Outcome.REFUSED_FOR_NOW, "SMTP 550 5.7.60"),
        ("drop_before_data", Outcome.REFUSED_FOR_NOW, "SMTPServerDisconnected"),
        ("drop_after_250", Outcome.SENT, ""),
        ("drop_after_dot", Outcome.AMBIGUOUS, None),
        ("silent_after_dot", Outcome.AMBIGUOUS, None),
        ("garbage_after_dot", Outcome.AMBIGUOUS, None),
    ],
)
def test_each_end_of_a_conversation_has_its_outcome(sink, mode, outcome, detail):
    sink.mode = mode
    result = send(message())
    assert result.outcome is outcome
    assert detail in (result.detail, None)


def test_a_line_cut_before_the_dot_is_written_leaves_no_doubt(sink):
    sink.mode = "drop_mid_data"
    result = send(message(BIG))
    assert result.outcome is Outcome.REFUSED_FOR_NOW
    assert not result.answered
    assert sink.accepted == []


def test_what_is_ambiguous_may_well_have_been_accepted(sink):
    sink.mode = "drop_after_dot"
    assert send(message()).outcome is Outcome.AMBIGUOUS
    assert len(sink.accepted) == 1


def test_a_server_nobody_answers_for_is_refused_for_now(sink, settings):
    settings.MAILERS["default"]["OPTIONS"]["port"] = 1  # nobody listens on it
    result = send(message())
    assert result.outcome is Outcome.REFUSED_FOR_NOW
    assert result.detail == "no connection: ConnectionRefusedError"
    assert not result.answered


def test_only_the_refusal_of_a_mailbox_says_that_it_does_not_exist(sink):
    sink.mode = "refuse"
    assert send(message()).no_such_mailbox
    sink.mode = "refuse_content"
    assert not send(message()).no_such_mailbox


def test_what_a_server_writes_never_gets_into_the_detail(sink):
    for mode in ("later", "refuse"):  # both name the recipient in their answers
        sink.mode = mode
        assert "@" not in send(message()).detail


@pytest.mark.parametrize(
    "address",
    [
        "rosa@example.com, sam@example.com",
        "rosa@example.com\r\nBcc: sam@example.com",
        "Rosa <rosa@example.com>",
        "rösa@example.com",
        "rosa",
        "",
    ],
)
def test_what_is_not_one_mailbox_reaches_no_server(sink, address):
    assert send(message(to=address)).outcome is Outcome.REFUSED
    assert sink.connections == 0


def test_a_second_recipient_is_refused(sink):
    mail = message()
    mail.bcc = ["sam@example.com"]
    assert send(mail).outcome is Outcome.REFUSED
    assert sink.connections == 0


def test_a_domain_beyond_ascii_goes_over_the_wire_as_punycode(sink):
    assert send(message(to="rosa@bücher.example")).outcome is Outcome.SENT
    assert sink.envelopes[0][1] == ["rosa@xn--bcher-kva.example"]


def test_a_batch_shares_one_connection(sink):
    with one_connection():
        for _ in range(3):
            assert send(message()).outcome is Outcome.SENT
    assert len(sink.accepted) == 3
    assert sink.connections == 1


def test_a_batch_goes_on_over_a_new_connection_when_the_old_one_is_cut(sink):
    with one_connection():
        for mode in ("drop_after_250", "ok", "drop_after_dot", "ok"):
            sink.mode = mode
            send(message())
    assert len(sink.accepted) == 4
    assert sink.connections == 3


def test_a_server_that_dawdles_is_left_when_the_budget_is_spent(sink, monkeypatch):
    monkeypatch.setattr("leads.mail.smtp.BUDGET", 0.3)
    sink.mode = "silent_after_dot"
    assert send(message()).outcome is Outcome.AMBIGUOUS
