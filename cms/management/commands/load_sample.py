"""`manage.py load_sample`: the sample site into an empty one; the demo's users; a token."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.sample.people import load_users, make_api_token
from cms.sample.site import ARTICLES, load_site, read, serve_at


class Command(BaseCommand):
    help = (
        "Loads the sample site where no home page stands; what an editor changed is never touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print what the demo needs, with passwords"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_site()
        if not options["json"]:
            done = "loaded" if loaded else "left as it is: this site has a home page already"
            self.stdout.write(f"Sample site {done}.")
            return
        serve_at(settings.BASE_URL)
        report = {
            "loaded": loaded,
            "article_path": f"/career/{ARTICLES[0]}/",
            "reader": read("reader"),
            "users": load_users(),
            "api_token": make_api_token(),
        }
        self.stdout.write(json.dumps(report, default=str))
