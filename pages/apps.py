from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        import_module("pages.checks")
        import_module("pages.writing").accept_markdown()
        watching = import_module("pages.watching")
        post_migrate.connect(watching.teach, sender=self, dispatch_uid="pages.teach")
