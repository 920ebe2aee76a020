"""`manage.py erase_person EMAIL`: nothing that says who they were is kept any more."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from leads.actions.people import erase_person


class Command(BaseCommand):
    help = (
        "Erases the person with this address everywhere: submissions, drafts, messages, queued "
        "work. Receipts stay and name nobody. It cannot be undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="of the person")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        erased = erase_person(options["email"], now=timezone.now())
        if not erased.anything:
            raise CommandError(
                "Nothing was erased: no reader is known by this address. Is it spelt right?"
            )
        if options["json"]:
            self.stdout.write(json.dumps(asdict(erased)))
            return
        for name, count in asdict(erased).items():
            self.stdout.write(f"{name}: {count:,}")
