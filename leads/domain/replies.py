"""What an advisor's mail says, in the few words that act; anything else is for a person.

Only the first line is a command. What follows it belongs to the reason or the note, and is never
lost. A date is read in the advisor's own time zone; “away until Monday” ends as Monday begins.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from mailparser_reply import EmailReplyParser

from leads.domain.dates import LANGUAGES, Moment, read_date

LONGEST: Final = 20_000  # characters that are looked at
LONGEST_REASON: Final = 2000


@dataclass(frozen=True, slots=True)
class Accept:
    more: str = ""


@dataclass(frozen=True, slots=True)
class Decline:
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotNow:
    until: Moment
    more: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    starts: datetime
    ends: datetime
    more: str = ""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """In the order they were said: “met, good fit” is both."""

    outcomes: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    text: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """For a person; `why` names nobody and quotes nothing."""

    why: str


type Said = Accept | Decline | NotNow | Away | Outcomes | Note | Unclear

_I: Final = re.IGNORECASE
_POLITE: Final = r"(?:[\s,]+(?:it|this|the lead|this lead|please|thanks|thank you|gladly))*[\s.!]*"
_ACCEPT: Final = re.compile(rf"(?:i )?accept(?:ed)?{_POLITE}", _I)
_DECLINE: Final = re.compile(rf"(?:i )?declined?(?:{_POLITE}|\s*(?:[:,;–—-]|because)\s*(.*))", _I)
_AWAY: Final = re.compile(
    r"(?:i am |i’m |i'm )?away(?:\s+from\s+(?P<start>.+?))?\s+"
    r"(?P<word>until|till|til|through|to)\s+(?P<end>.+)",
    _I,
)
_NOT_NOW: Final = re.compile(r"not now\b[\s,.:–—-]*(?:(?:until|till|before)\s+(.+))?", _I)
_OUTCOME: Final = r"(?:met|(?:a )?good fit|won|lost)"
_OUTCOMES: Final = re.compile(
    rf"({_OUTCOME}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_OUTCOME})*)"
    r"(?:[\s.!]*|\s*(?:[:;,–—-]|because)\s*(.+))",
    _I,
)
_NOTE: Final = re.compile(r"note\s*[:–—-]\s*(.*)", _I)
# A second line that takes back or narrows what the first one said.
_CONDITION: Final = re.compile(
    r"\s*(?:but|only|if|unless|however|provided|except|don’t|don't|do not)\b", _I
)
_NAMES: Final = {"met": "met", "good fit": "good_fit", "won": "won", "lost": "lost"}


def own_words(text: str) -> str:
    """What was written, without what was quoted below it."""
    parser = EmailReplyParser(languages=list(LANGUAGES))
    return str(parser.parse_reply(text[:LONGEST].replace("\r\n", "\n")) or "").strip()


def read_reply(text: str, *, now: datetime, zone: ZoneInfo) -> Said:
    """`text` is the writer's own. Reads the same whatever was asked before: pure."""
    line, _, rest = text.strip().partition("\n")
    line, rest = " ".join(line.split())[:LONGEST_REASON], rest.strip()
    if not line:
        return Unclear("It is empty.")
    if _CONDITION.match(rest):
        return Unclear("It sets a condition.")
    return _command(line, rest, now=now, zone=zone)


def _command(line: str, rest: str, *, now: datetime, zone: ZoneInfo) -> Said:
    if _ACCEPT.fullmatch(line):
        return Accept(rest)
    if found := _DECLINE.fullmatch(line):
        return Decline(_joined(found[1], rest))
    if found := _NOTE.fullmatch(line):
        text = _joined(found[1], rest)
        return Note(text) if text else Unclear("The note has no words.")
    if found := _OUTCOMES.fullmatch(line):
        return _outcomes(found[1], _joined(found[2], rest))
    if found := _NOT_NOW.fullmatch(line):
        until = read_date(found[1] or "", now=now, zone=zone)
        return NotNow(until, rest) if until else Unclear("It does not say until which day.")
    if found := _AWAY.fullmatch(line):
        return _away(found, rest, now=now, zone=zone)
    return Unclear("It begins with none of the words we know.")


def _outcomes(named: str, reason: str) -> Said:
    words = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", named.lower())
    said = tuple(dict.fromkeys(_NAMES[word.removeprefix("a ")] for word in words))
    if {"won", "lost"} <= set(said):
        return Unclear("It says both won and lost.")
    if "lost" in said and not reason:
        return Unclear("It does not say why the lead was lost.")
    return Outcomes(said, reason)


def _away(found: re.Match[str], rest: str, *, now: datetime, zone: ZoneInfo) -> Said:
    ends = read_date(found["end"], now=now, zone=zone)
    starts = read_date(found["start"], now=now, zone=zone) if found["start"] else None
    if ends is None or (found["start"] and starts is None):
        return Unclear("It does not say until which day.")
    end = ends.day_after if found["word"].lower() == "through" else ends.begins
    start = starts.begins if starts else now
    return Away(start, end, rest) if start < end else Unclear("It ends before it begins.")


def _joined(first: str | None, rest: str) -> str:
    return "\n".join(filter(None, ((first or "").strip(), rest)))[:LONGEST_REASON]
