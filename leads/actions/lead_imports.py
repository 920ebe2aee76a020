"""Leads of another system come in: looked at first, written only on a word."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from django.db import transaction
from openpyxl import load_workbook

from leads.domain.lead_rows import (
    MOST_ROWS,
    Cells,
    HeadInvalid,
    LeadRow,
    check_head,
    read_rows,
)
from leads.domain.organizations import organization_of
from leads.models import Lead

LARGEST: Final = 5_000_000  # bytes
LARGEST_UNPACKED: Final = 100_000_000  # a small archive can unpack to any size
WORKBOOK: Final = b"PK\x03\x04"  # how every .xlsx begins, whatever its name
CHUNK: Final = 500


class FileInvalid(ValueError):
    """Nothing can be read from the file; the message is a sentence for whoever brought it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What becomes of one row: "new", "known" (left as it is) or "wrong"; why, in a sentence."""

    number: int
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    rows: tuple[Found, ...]
    written: int

    def of(self, what: str) -> tuple[Found, ...]:
        return tuple(row for row in self.rows if row.what == what)


def import_leads(content: bytes, *, write: bool, now: datetime) -> Report:
    """Look at every row; with `write`, make a lead of each that is new, all in one transaction.

    Nobody is mailed: an import is no consent. Somebody who is known stays as they described
    themselves. Raises FileInvalid where it is no CSV in UTF-8 and no .xlsx, or too large.
    """
    read = list(read_rows(_rows(content)))
    known = _known(each.lead.email for each in read if each.lead)
    found, new = [], []
    for each in read:
        if each.lead is None:
            found.append(Found(each.number, "wrong", each.fault))
        elif each.lead.email in known:
            found.append(Found(each.number, "known", "This lead is here already."))
        else:
            found.append(Found(each.number, "new"))
            new.append(each.lead)
    return Report(tuple(found), _write(new, now=now) if write else 0)


@transaction.atomic
def _write(new: list[LeadRow], *, now: datetime) -> int:
    """Somebody who came in meanwhile is left as they are."""
    before = Lead.objects.count()
    leads = [
        Lead(
            email=each.email,
            organization=organization_of(each.email),
            name=each.name,
            company=each.company,
            role=each.role,
            created_at=each.first_seen or now,
        )
        for each in new
    ]
    Lead.objects.bulk_create(leads, batch_size=CHUNK, ignore_conflicts=True)
    return Lead.objects.count() - before


def _known(addresses: Iterable[str]) -> set[str]:
    asked, known = list(addresses), set()
    for start in range(0, len(asked), CHUNK):
        some = Lead.objects.filter(email__in=asked[start : start + CHUNK])
        known |= set(some.values_list("email", flat=True))
    return known


def _rows(content: bytes) -> Iterator[Cells]:
    if len(content) > LARGEST:
        raise FileInvalid(f"The file is larger than {LARGEST // 1_000_000} MB. Split it.")
    rows = _workbook(content) if content.startswith(WORKBOOK) else _csv(content)
    try:
        head = check_head(next(rows, ()))
    except HeadInvalid as error:
        raise FileInvalid(str(error)) from None
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise FileInvalid(f"There are more than {MOST_ROWS:,} rows. Split the file.")
        yield dict(zip(head, row, strict=False))


def _csv(content: bytes) -> Iterator[Any]:
    """Separated by commas or semicolons, as spreadsheets of different countries do."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileInvalid("This is no text in UTF-8 and no workbook (.xlsx).") from None
    if "\x00" in text:
        raise FileInvalid("This is no text in UTF-8 and no workbook (.xlsx).")
    head = text.partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    try:
        yield from csv.reader(StringIO(text), delimiter=separator)
    except csv.Error:
        raise FileInvalid("A cell is too long, or a quotation mark is never closed.") from None


def _workbook(content: bytes) -> Iterator[Any]:
    """The first sheet; what formulas gave when it was saved, never formulas."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise FileInvalid("This workbook holds too much. Save only the leads as .xlsx.")
        workbook = load_workbook(BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, KeyError, OSError):
        raise FileInvalid("This workbook cannot be read. Save it again as .xlsx.") from None
    try:
        yield from workbook.worksheets[0].iter_rows(values_only=True)
    finally:
        workbook.close()
