"""`manage.py import_article FILE…`: texts as draft articles."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from wagtail.models import Site

from pages.importing.bringing_in import Imported, import_article, read_article
from pages.importing.found import Refused
from pages.importing.sniffing import ENDINGS, LARGEST
from pages.models import PillarPage


class Command(BaseCommand):
    help = (
        "Makes a draft article of each file: Markdown, HTML, plain text or Word (.docx), told by "
        "its content. Says line by line what it was unsure of. Of a folder, every such file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file or a folder")
        parser.add_argument(
            "--pillar",
            help="the slug of the pillar to put them under; else the one a file names, else the "
            "only one there is",
        )
        parser.add_argument(
            "--json", action="store_true", help="report as JSON, one object a line and file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for file in _files(options["files"]):
            try:
                imported = _bring_in(file, pillar=options["pillar"])
            except Refused as why:
                failed += 1
                self._refuse(file, str(why), as_json=options["json"])
            else:
                self._report(file, imported, as_json=options["json"])
        if failed:
            raise CommandError(f"{failed} of the files could not be imported.")

    def _refuse(self, file: Path, why: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"file": str(file), "error": why}, ensure_ascii=False))
        else:
            self.stderr.write(f"{file}: {why}")

    def _report(self, file: Path, imported: Imported, *, as_json: bool) -> None:
        address = reverse("wagtailadmin_pages:edit", args=[imported.page.pk])
        report = {
            "file": str(file),
            "page_id": imported.page.pk,
            "admin_url": settings.BASE_URL.rstrip("/") + address,
            "unsure": [doubt._asdict() for doubt in imported.unsure],
        }
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        self.stdout.write(f"{file}: “{imported.page.title}” is a draft at {report['admin_url']}")
        for doubt in imported.unsure:
            self.stdout.write(f"  line {doubt.line}: {doubt.why}")


def _files(given: list[str]) -> Iterator[Path]:
    for name in given:
        path = Path(name)
        if path.is_dir():
            yield from sorted(each for each in path.iterdir() if each.suffix.lower() in ENDINGS)
        else:
            yield path


def _bring_in(file: Path, *, pillar: str | None) -> Imported:
    """Raises Refused."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    found = read_article(_content(file), site=site)
    return import_article(found, pillar=_pillar(pillar or found.pillar))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"It cannot be read: {error.strerror or error}.") from error


def _pillar(slug: str) -> PillarPage:
    pillars = {pillar.slug: pillar for pillar in PillarPage.objects.order_by("path")}
    if slug in pillars:
        return pillars[slug]
    if not slug and len(pillars) == 1:
        return next(iter(pillars.values()))
    names = ", ".join(pillars) or "none: make one first"
    raise Refused(f"Say under which pillar with --pillar. There are: {names}.")
