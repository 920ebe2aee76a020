"""`manage.py import_leads FILE`: leads of another system, looked at first, then written."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leads.actions.lead_imports import FileInvalid, Report, import_leads


class Command(BaseCommand):
    help = (
        "Reads leads from a CSV or .xlsx with the columns email, name, company, role, first_seen, "
        "and says of each row what would become of it. Writes only with --write. Exits 1 if a row "
        "is wrong; the right ones are written all the same."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--write", action="store_true", help="write what is new")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
            report = import_leads(content, write=options["write"], now=timezone.now())
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from None
        except FileInvalid as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_as_json(report) if options["json"] else _as_text(report))
        if wrong := report.of("wrong"):
            raise CommandError(f"{len(wrong):,} rows are wrong. Mend them and import them again.")


def _as_json(report: Report) -> str:
    wrong = [{"row": each.number, "why": each.why} for each in report.of("wrong")]
    return json.dumps(_counts(report) | {"wrong": wrong})


def _as_text(report: Report) -> str:
    lines = [f"row {each.number}: {each.why}" for each in report.of("wrong")]
    return "\n".join([*lines, *(f"{name}: {count:,}" for name, count in _counts(report).items())])


def _counts(report: Report) -> dict[str, int]:
    counts = {name: len(report.of(name)) for name in ("new", "known")}
    return {**counts, "written": report.written}
