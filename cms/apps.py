from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.signals import user_logged_in


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        """Our Celery is the current one in every process, so that kicks know the broker; no
        export lets a cell act; no API token and no session lives for ever."""
        import_module("cms.celery")
        import_module("cms.spreadsheets").neutralise_exports()
        import_module("cms.gate.tokens").limit_age()
        user_logged_in.connect(import_module("cms.gate.sessions").begin)
        if settings.SENTRY_DSN:
            import_module("cms.observing.faults").tell_sentry(settings.SENTRY_DSN)
