"""Settings of the bare floors: no middleware, one table. `cms.settings` for the database's sake."""

from cms.settings import *  # noqa: F403

INSTALLED_APPS = ["tests.bench.floors"]
MIDDLEWARE = []
ROOT_URLCONF = "tests.bench.floors.bare_urls"
WSGI_APPLICATION = "cms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
    }
]
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {}
