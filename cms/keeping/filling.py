"""Filling an empty database from elsewhere, and looking whether all of it arrived."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from cms.keeping.tables import Digest, Row, Table, digest_of, tables

# Rows that no migration writes: where one of these has some, somebody works with this database.
IN_USE: Final = ("auth_user", "leads_submission", "leads_lead", "leads_lane", "pages_homepage")

type Source = Callable[[Table], Iterable[Row]]


class NotEmpty(Exception):
    """The database is in use: nothing was written."""


class Differs(Exception):
    """Not all arrived as it was: nothing was kept."""


@dataclass(frozen=True, slots=True)
class Arrived:
    table: str
    rows: int
    digest: str


def prepare() -> list[str]:
    """An empty database gets its tables; one that is in use raises NotEmpty. Its migrations."""
    there = set(connection.introspection.table_names())
    used = [each.name for each in tables() if each.name in IN_USE and each.name in there]
    held = [each.name for each in tables() if each.name in used and each.count("default")]
    if held or (there and "django_migrations" not in there):
        raise NotEmpty(
            f"This database is in use ({', '.join(held or sorted(there)[:3])}). Nothing was "
            "written: let DATABASE_URL name an empty one."
        )
    call_command("migrate", interactive=False, verbosity=0)
    return applied("default")


def applied(using: str) -> list[str]:
    rows = MigrationRecorder.Migration.objects.using(using).values_list("app", "name")
    return sorted(f"{app}.{name}" for app, name in rows)


@transaction.atomic
def fill(source: Source, *, expected: dict[str, str] | None = None) -> list[Arrived]:
    """Every table from its source, in one transaction; read back and compared row by row.

    `expected` are the digests that the tables must have; without it, those of what was read. Raises
    Differs, and then nothing is kept.
    """
    read = {}
    for table in reversed(tables()):
        table.empty("default")
    for table in tables():
        table.empty("default")  # what triggers noted meanwhile
        digest = Digest()
        table.write(digest.over(source(table)), using="default")
        read[table.name] = str(digest)
    arrived = list(_compared(read | (expected or {})))
    _go_on_counting()
    return arrived


def _compared(expected: dict[str, str]) -> Iterator[Arrived]:
    for table in tables():
        there = digest_of(table, "default")
        if str(there) != expected[table.name]:
            raise Differs(f"{table.name} is not what it was. Nothing was kept.")
        yield Arrived(table.name, there.rows, str(there))


def _go_on_counting() -> None:
    """Postgres counts ids beside the tables: the next row must not get one that is taken."""
    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def make_searchable() -> None:
    """The index of the search, which is each engine's own."""
    call_command("update_index", verbosity=0)
