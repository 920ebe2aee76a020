"""From a SQLite file to this deployment's database, compared row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import connections
from django.utils import timezone

from cms.keeping.filling import Arrived, applied, fill, make_searchable, prepare
from cms.keeping.snapshots import one_moment
from leads.models import Heartbeat

SOURCE: Final = "moved_from"
RECENT: Final = timedelta(seconds=30)


class NotTheSame(Exception):
    """The two are not of one release: nothing was written."""


class Busy(Exception):
    """Somebody still works with the source: what they write now would be lost."""


def move_from(file: Path) -> list[Arrived]:
    """Raises NotEmpty, NotTheSame, Busy or Differs, and then nothing was moved."""
    with _opened(file), one_moment(SOURCE):
        _refuse_other_releases()
        _refuse_while_busy()
        arrived = fill(lambda table: table.rows(SOURCE))
    make_searchable()
    return arrived


@contextmanager
def _opened(file: Path) -> Iterator[None]:
    """The file under a name of its own. It is only read."""
    address = {"ENGINE": "django.db.backends.sqlite3", "NAME": f"file:{file}?mode=ro"}
    whole = connections.configure_settings({"default": address | {"OPTIONS": {"uri": True}}})
    connections.databases[SOURCE] = whole["default"]
    try:
        yield
    finally:
        connections[SOURCE].close()
        del connections[SOURCE]
        del connections.databases[SOURCE]


def _refuse_other_releases() -> None:
    if "django_migrations" not in connections[SOURCE].introspection.table_names():
        raise NotTheSame("The SQLite file holds no Lanewise. Name another one with --from.")
    here = set(applied(SOURCE))
    odd = sorted(here ^ set(prepare()))
    if odd:
        raise NotTheSame(
            f"The two differ in their migrations, first in {odd[0]}. Run manage.py migrate on the "
            "SQLite database with this release, then this again."
        )


def _refuse_while_busy() -> None:
    alive = Heartbeat.objects.using(SOURCE).filter(seen_at__gte=timezone.now() - RECENT).first()
    if alive:
        raise Busy(f"{alive.name} was seen moments ago. Stop all processes, wait, run this again.")
