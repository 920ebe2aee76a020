"""Mail as files: whole, in order, and no names in names."""

import email.policy
import re
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from leads.domain.statuses import Outcome
from leads.mail.send import send
from tests.leads.mail.test_smtp import message


@pytest.fixture
def mail(settings: Any, tmp_path: Path) -> Path:
    """A directory that is not there yet."""
    directory = tmp_path / "var" / "mail"
    options = {"directory": str(directory)}
    settings.MAILERS = {
        "default": {"BACKEND": "leads.mail.files.EmlFileBackend", "OPTIONS": options}
    }
    return directory


def test_one_message_is_one_file_that_any_mail_program_opens(mail):
    assert send(message("Grüße, Rosa.\n")).outcome is Outcome.SENT
    [path] = mail.iterdir()
    content = path.read_bytes()
    assert b"\r\n" in content
    parsed = message_from_bytes(content, policy=email.policy.default)
    assert parsed["To"] == "rosa@example.com"
    assert parsed.get_content().splitlines() == ["Grüße, Rosa."]


def test_names_sort_by_time_and_tell_kind_and_delivery_but_no_person(mail):
    for _ in range(3):
        send(message())
    names = sorted(path.name for path in mail.iterdir())
    assert all(re.fullmatch(r"\d{8}T\d{6}\.\d{6}Z-result-0b5e\.eml", name) for name in names)
    assert names == [
        path.name for path in sorted(mail.iterdir(), key=lambda p: p.stat().st_mtime_ns)
    ]


def test_a_disk_that_takes_no_file_is_refused_for_now_and_leaves_nothing(mail):
    mail.parent.mkdir()
    mail.write_text("in the way")
    assert send(message()).outcome is Outcome.REFUSED_FOR_NOW
    assert mail.read_text() == "in the way"


def test_half_a_message_is_never_seen(mail, monkeypatch):
    def fail(descriptor: int) -> None:
        assert not list(mail.glob("*.eml"))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    assert send(message()).outcome is Outcome.REFUSED_FOR_NOW
    assert list(mail.iterdir()) == []
