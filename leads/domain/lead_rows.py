"""Leads of another system, row by row: what each says, or what is wrong with it, in a sentence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from leads.domain.intake import LONGEST_CONTACT, normal_email

COLUMNS: Final = ("email", "name", "company", "role", "first_seen")
REQUIRED: Final = "email"
MOST_ROWS: Final = 50_000

type Cells = Mapping[str, object]


class HeadInvalid(ValueError):
    """The first row does not name the columns; the message says what it should look like."""


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One person. `first_seen` is None where the file does not say."""

    email: str
    name: str = ""
    company: str = ""
    role: str = ""
    first_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Row `number` as a spreadsheet counts, the head being 1. Exactly one of the other two is."""

    number: int
    lead: LeadRow | None = None
    fault: str = ""


def check_head(names: Iterable[object]) -> tuple[str, ...]:
    """The columns in the file's order. Raises HeadInvalid for one that is unknown or missing."""
    given = tuple(str(name or "").strip().lower().replace(" ", "_") for name in names)
    unknown = [name or "(empty)" for name in given if name not in COLUMNS]
    if unknown:
        raise HeadInvalid(
            f"There is no column “{unknown[0][:40]}”. There are: {', '.join(COLUMNS)}."
        )
    if REQUIRED not in given or len(set(given)) < len(given):
        raise HeadInvalid("The first row must name each column once, and “email” among them.")
    return given


def read_rows(rows: Iterable[Cells]) -> Iterator[Read]:
    """One for each row that is not empty. An address that stood above is refused where it comes
    again: which of the two is right, nobody can say."""
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        if not any(_text(value) for value in cells.values()):
            continue
        try:
            lead = _lead(cells)
        except ValueError as error:
            yield Read(number, fault=str(error))
            continue
        if lead.email in seen:
            yield Read(number, fault=f"Row {seen[lead.email]} has the same address.")
            continue
        seen[lead.email] = number
        yield Read(number, lead)


def _lead(cells: Cells) -> LeadRow:
    words = {name: _text(cells.get(name)) for name in ("name", "company", "role")}
    for name, text in words.items():
        if len(text) > LONGEST_CONTACT:
            raise ValueError(f"{name}: at most {LONGEST_CONTACT} characters.")
        if not text.isprintable():
            raise ValueError(f"{name}: there are characters in it that cannot be printed.")
    return LeadRow(
        email=normal_email(_text(cells.get(REQUIRED))),
        first_seen=_day(cells.get("first_seen")),
        **words,
    )


def _text(value: object) -> str:
    """As it was before an export kept a spreadsheet from taking it for a formula."""
    text = str(value if value is not None else "").strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def _day(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not (text := _text(value)):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("first_seen: write the day as 2026-11-24.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
