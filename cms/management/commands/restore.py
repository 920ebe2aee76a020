"""`manage.py restore`: a backup into an empty database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.keeping.archive import Refused, key_mark, restore_archive
from cms.keeping.filling import Differs, NotEmpty

OTHER_KEY = (
    "SECRET_KEY is not the one of the backup: links in mails already sent open nothing, and "
    "suppressed addresses are not recognised. Set the old one before anything is started."
)


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty database, all of it or nothing, and compares every table "
        "with what the backup says. Stop all processes first."
    )
    requires_system_checks = ()  # some ask the database, and it may have no tables yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest, arrived = restore_archive(file)
        except (Refused, NotEmpty, Differs) as why:
            raise CommandError(str(why)) from why
        rows = sum(table.rows for table in arrived)
        same_key = manifest["key"] == key_mark()
        if options["json"]:
            report = {"rows": rows, "tables": len(arrived), "uploads": len(manifest["media"])}
            self.stdout.write(json.dumps(report | {"same_key": same_key}))
        else:
            self.stdout.write(
                f"{rows:,} rows of {len(arrived)} tables and {len(manifest['media']):,} uploads of "
                f"{manifest['made_at'][:16]} are here, each table as it was."
            )
        if not same_key:
            self.stderr.write(OTHER_KEY)
