"""`manage.py export_person EMAIL`: everything that is kept about one person."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from leads.models.people import Person, person_with
from leads.records import record_of_person


class Command(BaseCommand):
    help = "Writes everything that is kept about the person with this address, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="of the person")
        parser.add_argument("--text", action="store_true", help="to be read by a person instead")
        parser.add_argument("--json", action="store_true", help="JSON, as without it")

    def handle(self, *args: Any, **options: Any) -> None:
        record = record_of_person(known_person(options["email"]))
        if options["text"]:
            text = render_to_string("leads/person/record.txt", {"record": record})
            self.stdout.write(text)
        else:
            self.stdout.write(
                json.dumps(record, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)
            )


def known_person(address: str) -> Person:
    """Raises CommandError where nothing is kept: a mistyped address must not pass for an answer."""
    person = person_with(address)
    if not person.is_known:
        raise CommandError("Nothing is kept about a reader with this address. Is it spelt right?")
    return person
