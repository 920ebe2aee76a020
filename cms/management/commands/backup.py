"""`manage.py backup`: everything in one file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.keeping.archive import make_archive


class Command(BaseCommand):
    help = (
        "Writes database and uploads into one file, as they were at one moment; work goes on "
        "meanwhile. SECRET_KEY is not in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a new file, such as lanewise-2027-01-31.zip")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} stands already. Nothing was written: name another file.")
        if not file.resolve().parent.is_dir():
            raise CommandError(f"{file.resolve().parent} is no directory.")
        manifest = make_archive(file)
        report = {
            "file": str(file),
            "bytes": file.stat().st_size,
            "tables": len(manifest["tables"]),
            "rows": sum(table["rows"] for table in manifest["tables"].values()),
            "uploads": len(manifest["media"]),
        }
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        self.stdout.write(
            f"{report['rows']:,} rows of {report['tables']} tables and {report['uploads']:,} "
            f"uploads are in {file} ({report['bytes'] / 1e6:,.1f} MB)."
        )
