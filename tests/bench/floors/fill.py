"""`python -m tests.bench.floors.fill FILE`: the floors' tables and pages, from FILE's content.

Run with the settings of one of the floors. FILE is JSON: the article's paragraphs, the questions.
"""

import json
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, models


def make_tables(*kinds: type[models.Model]) -> None:
    with connection.schema_editor() as editor:
        for kind in kinds:
            editor.create_model(kind)


def fill_wagtail(content: dict[str, Any]) -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from wagtail.models import Page, Site

    call_command("migrate", verbosity=0, skip_checks=True)  # the checks would import our models

    from tests.bench.floors.wagtail_pages import ArticlePage, FormField, FormPage

    make_tables(ArticlePage, FormPage, FormField)
    ContentType.objects.clear_cache()
    home = Page.objects.get(depth=2)
    Site.objects.update(hostname="127.0.0.1", port=80)
    article = content["article"]
    pillar = home.add_child(instance=ArticlePage(title="Career", slug="career", show_in_menus=True))
    pillar.add_child(instance=ArticlePage(slug="article", **article))
    form = FormPage(title="The assessment", slug="form", from_address="site@example.com",
                    to_address="advisor@example.com", subject="A new submission")  # fmt: skip
    for field in content["fields"]:
        form.form_fields.add(FormField(**field))
    home.add_child(instance=form)


def main(path: str) -> None:
    django.setup()
    if "wagtail" in settings.INSTALLED_APPS:
        fill_wagtail(json.loads(Path(path).read_text()))
    else:
        from tests.bench.floors.rows import Row

        make_tables(Row)


if __name__ == "__main__":
    main(sys.argv[1])
