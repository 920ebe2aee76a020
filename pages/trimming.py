"""Keeps the log of changes short: it is counted whenever a page is asked for."""

import logging
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now

from pages.models import Change
from pages.purging.purge import is_on

logger = logging.getLogger(__name__)

KEPT = timedelta(days=1)
FEW = 1_000  # fewer cost nothing to count, and a trim begins a new edition
PATIENCE = "2s"  # who publishes meanwhile waits no longer than this


def trim_changes(*, kept: timedelta = KEPT, few: int = FEW) -> int:
    """Deletes what is older than `kept` and owed to nobody; how many. 0 where there are but few.

    An edition is named after the newest number and the count. A trim lowers the count, so it also
    writes a row of its own: every name from now on has a greater number than any name before, and
    no two states share one. Nobody may write a change meanwhile, or a smaller number could still
    appear under a name that was used.
    """
    try:
        with transaction.atomic():
            _lock()
            old = Change.objects.filter(at__lt=Now() - kept)
            if is_on():
                old = old.filter(purged=True)
            if old.count() <= few:
                return 0
            deleted, _ = old.delete()
            Change.objects.create(table="", row=0, purged=True)
            return deleted
    except OperationalError as error:  # somebody has been publishing for longer than that
        logger.warning("changes were not trimmed (%s); tomorrow again", type(error).__name__)
        return 0


def _lock() -> None:
    """SQLite has one writer; the transaction began as one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute("LOCK TABLE pages_change IN SHARE ROW EXCLUSIVE MODE")
