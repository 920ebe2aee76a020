"""`manage.py move_to_postgres`: from the SQLite default to the Postgres of DATABASE_URL."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cms.keeping.filling import Differs, NotEmpty
from cms.keeping.moving import Busy, NotTheSame, move_from


class Command(BaseCommand):
    help = (
        "Copies everything from SQLite into the empty Postgres that DATABASE_URL names, and "
        "compares every table row by row. Stop all processes first; SQLite is only read."
    )
    requires_system_checks = ()  # some ask the database, and it may have no tables yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="file",
            type=Path,
            default=None,
            help="the SQLite file (default: lanewise.sqlite3 in DATA_DIR)",
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        file = file or Path(settings.DATA_DIR) / "lanewise.sqlite3"
        if connection.vendor != "postgresql":
            raise CommandError("DATABASE_URL names no Postgres. Set it, then run this again.")
        if not file.is_file():
            raise CommandError(f"{file} is no file. Name the SQLite database with --from.")
        try:
            arrived = move_from(file)
        except (NotEmpty, Differs, NotTheSame, Busy) as why:
            raise CommandError(str(why)) from why
        for table in arrived:
            self.stdout.write(f"{table.digest[:12]}  {table.rows:>9,}  {table.table}")
        rows = sum(table.rows for table in arrived)
        self.stdout.write(f"{rows:,} rows of {len(arrived)} tables are the same in both.")
