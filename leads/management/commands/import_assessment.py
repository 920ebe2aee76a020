"""`manage.py import_assessment FILE`: an assessment and its routing policy from one document."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessment.domain.documents import DocumentInvalid, Fault
from leads.actions.importing import Imported, import_assessment


class Command(BaseCommand):
    help = (
        "Makes drafts of an assessment and its routing policy from a document as export_assessment "
        "writes it. What is already there of the same slug gets a new revision. A document with "
        "any fault is refused whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a JSON file, or - for standard input")
        parser.add_argument("--publish", action="store_true", help="publish both at once")
        parser.add_argument("--json", action="store_true", help="report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            imported = import_assessment(_read(options["file"]), publish=options["publish"])
        except DocumentInvalid as invalid:
            self._refuse(invalid, as_json=options["json"])
        report = _report(imported, published=options["publish"])
        self.stdout.write(json.dumps(report) if options["json"] else _sentence(report))

    def _refuse(self, invalid: DocumentInvalid, *, as_json: bool) -> NoReturn:
        if as_json:
            errors = [{"path": path, "reason": sentence} for path, sentence in invalid.errors]
            self.stdout.write(json.dumps({"errors": errors}, ensure_ascii=False))
        raise CommandError(f"Nothing was imported.\n{invalid}")


def _read(file: str) -> Any:
    try:
        content = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from None
    try:
        return json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise DocumentInvalid([Fault("", f"This is not JSON: {error}.")]) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _report(imported: Imported, *, published: bool) -> dict[str, Any]:
    rubric = imported.assessment.current_rubric
    return {
        "assessment": imported.assessment.slug
        if published
        else imported.assessment.get_latest_revision_as_object().slug,
        "policy": imported.policy is not None,
        "published": published,
        "version": rubric.version if published and rubric else None,
    }


def _sentence(report: dict[str, Any]) -> str:
    what = f"“{report['assessment']}”" + (" and its routing policy" if report["policy"] else "")
    if report["published"]:
        return f"Published {what}, version {report['version']}."
    return f"Imported {what} as a draft. Look at it in the admin, then publish."
