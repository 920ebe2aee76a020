"""`manage.py export_article PATH`: an article as Markdown."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Site

from pages.importing.exporting import as_it_stands, export_article
from pages.importing.references import References
from pages.models import ArticlePage


class Command(BaseCommand):
    help = (
        "Writes an article as Markdown to standard output. import_article makes the same article "
        "of it again. What is published, or the newest draft where nothing is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="the article's path, such as /career/two-jobs/, or its id")
        parser.add_argument("--draft", action="store_true", help="the newest draft")

    def handle(self, *args: Any, **options: Any) -> None:
        article = _find(options["path"])
        self.stdout.write(export_article(as_it_stands(article, draft=options["draft"])), ending="")


def _find(path: str) -> ArticlePage:
    if path.isdecimal():
        key: int | None = int(path) if len(path) < 18 else None
    else:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        page = References(site).page_at(path if "://" in path or path[:1] == "/" else f"/{path}")
        key = page and page.pk
    article = ArticlePage.objects.filter(pk=key).first() if key else None
    if article is None:
        raise CommandError(f"There is no article at {path}.")
    return article
