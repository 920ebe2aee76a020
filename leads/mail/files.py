"""Mail as files, for a machine without a mail service: one RFC 5322 message each."""

import email.policy
import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmlFileBackend(BaseEmailBackend):
    """Writes each message whole or not at all. OPTIONS: `directory`, made when it is missing.

    Names sort by time and tell the kind and the delivery, never a person:
    20260304T080910.123456Z-result-0b5e….eml
    """

    def __init__(self, *, directory: str, **options: Any) -> None:
        super().__init__(**options)
        self.directory = Path(directory)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.directory.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(message)
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        content = message.message(policy=email.policy.SMTP).as_bytes()
        final = self.directory / f"{_name(message)}.eml"
        draft = final.with_suffix(".draft")  # whoever lists *.eml never sees half a message
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(final)
        finally:
            draft.unlink(missing_ok=True)


def _name(message: EmailMessage) -> str:
    kind = next(iter(getattr(message, "tags", [])), "message")
    delivery = getattr(message, "metadata", {}).get("delivery") or secrets.token_hex(8)
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{kind}-{delivery}"
