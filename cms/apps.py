from importlib import import_module

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        """Make our Celery the current one in every process, so that kicks know the broker."""
        import_module("cms.celery")
