"""One moment of a database: everything read inside was true at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction


@contextmanager
def one_moment(using: str = "default") -> Iterator[None]:
    """Readers and writers go on meanwhile; nothing they do is seen."""
    connection = connections[using]
    if connection.in_atomic_block:  # whoever opened it has a moment already
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        yield from _of_sqlite(using)


def _of_sqlite(using: str) -> Iterator[None]:
    """Our own transactions there take the writers' lock at once; this one only reads."""
    with connections[using].cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the moment is now
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
