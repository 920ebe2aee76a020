"""`manage.py export_assessment SLUG`: an assessment and its routing policy as one document."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessment.models import Assessment
from leads.actions.importing import NotComplete, export_assessment
from leads.domain.document_schema import document_schema


class Command(BaseCommand):
    help = (
        "Writes an assessment and its routing policy, weights and rules included, as one JSON "
        "document on standard output: what is published or, where nothing is, the draft."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="of the assessment")
        parser.add_argument("--draft", action="store_true", help="the newest revisions instead")
        parser.add_argument(
            "--schema", action="store_true", help="write the JSON Schema of such documents instead"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            document = document_schema()
        elif options["slug"]:
            document = _exported(options["slug"], draft=options["draft"])
        else:
            raise CommandError("Name an assessment by its slug, or ask for the --schema.")
        self.stdout.write(json.dumps(document, indent=2, ensure_ascii=False))


def _exported(slug: str, *, draft: bool) -> dict[str, Any]:
    assessment = Assessment.objects.called(slug).first()
    if assessment is None:
        known = ", ".join(Assessment.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no assessment “{slug}”. There are: {known}.")
    try:
        return export_assessment(assessment, draft=draft)
    except NotComplete as error:
        raise CommandError(str(error)) from None
