"""What Wagtail wants done in the background, and at its time."""

import importlib
from typing import Any

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from cms.panels import SCHEDULE
from leads.models import Heartbeat
from pages.previewing import forget_old_previews
from pages.purging.purge import purge_changes
from pages.renditions.making import make_renditions
from pages.sharing.links import forget_old_links
from pages.trimming import trim_changes


@shared_task(name="cms.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and expire what is due; Wagtail's own command, safe to run twice. It leaves a
    heartbeat when it has come to its end."""
    call_command("publish_scheduled")
    Heartbeat.objects.record("publish scheduled", kind=SCHEDULE)


@shared_task(name="cms.purge_front_cache")
def purge_front_cache() -> None:
    """Tell the shared cache what has changed. The log of changes knows; this only looks."""
    purge_changes()


@shared_task(name="cms.make_renditions")
def make_pictures() -> None:
    """Make what sizes and formats of pictures are missing. The pictures tell; this only looks."""
    make_renditions()


@shared_task(name="cms.trim_changes")
def trim() -> None:
    """Keep the log of changes short, and no draft for longer than somebody can look at it."""
    trim_changes()
    forget_old_previews(timezone.now())
    forget_old_links(timezone.now())


@shared_task(name="cms.run_background_task")
def run_background_task(module_path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run one Django Task that `cms.tasks_backend` queued: Wagtail's index updates and purges."""
    module, _, name = module_path.rpartition(".")
    task = getattr(importlib.import_module(module), name)
    task.func(*args, **kwargs)
