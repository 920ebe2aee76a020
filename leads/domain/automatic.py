"""Mail that no person wrote: absence notes, and everything else that must not be answered."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from leads.domain.dates import read_date


class Written(StrEnum):
    """By whom a mail was written."""

    PERSON = "person"
    ABSENCE = "absence"  # a mailbox says that its owner is away
    MACHINE = "machine"  # a bounce, a receipt, a list, a loop


_ABSENT: Final = re.compile(
    r"out of (?:the )?office|\booo\b|automatic reply|auto[- ]?reply|autoreply|on (?:annual )?leave"
    r"|on vacation|on holiday|away from (?:the office|my desk)|abwesen|automatische antwort"
    r"|absence|absent|réponse automatique|risposta automatica|fuori sede|respuesta automática"
    r"|fuera de la oficina",
    re.IGNORECASE,
)
_VACATION: Final = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-vacation")
_MACHINES: Final = re.compile(r"mailer-daemon|postmaster|no-?reply|bounce", re.IGNORECASE)
_RETURN: Final = re.compile(
    r"\b(?P<word>until and including|until|till|through|back(?: in the office| at work)?(?: on)?"
    r"|return(?:ing)?(?: to (?:the office|work))?(?: on)?|bis einschließlich|bis(?: zum)?"
    r"|wieder(?: ab| am| zurück am)|jusqu['’]au|de retour le|hasta el|fino al)\b\s*:?\s+",
    re.IGNORECASE,
)
_INCLUDED: Final = frozenset({"until and including", "through", "bis einschließlich"})
MOST_WORDS: Final = 6  # of a date


def written_by(headers: Mapping[str, str], *, subject: str, sender: str) -> Written:
    """By RFC 3834 and by what mailboxes really send. Names of headers are in lower case."""
    auto = headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    precedence = headers.get("precedence", "").strip().lower()
    vacation = any(name in headers for name in _VACATION)
    marked = auto != "no" or vacation or precedence == "auto_reply"
    if "list-id" in headers or _MACHINES.match(sender) or precedence in ("bulk", "list"):
        return Written.ABSENCE if vacation and _ABSENT.search(subject) else Written.MACHINE
    if headers.get("content-type", "").lower().startswith("multipart/report"):
        return Written.MACHINE
    if auto.startswith("auto-generated"):
        return Written.MACHINE
    if marked or _ABSENT.search(subject):
        return Written.ABSENCE
    return Written.PERSON


def back_at(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When an absence note says that its writer is back; None where no date is found in it."""
    for found in _RETURN.finditer(text[:5000]):
        words = text[found.end() : found.end() + 80].split("\n", maxsplit=1)[0].split()
        for count in range(min(MOST_WORDS, len(words)), 0, -1):
            moment = read_date(" ".join(words[:count]), now=now, zone=zone)
            if moment is not None:
                after = found["word"].lower() in _INCLUDED
                return moment.day_after if after else moment.begins
    return None
