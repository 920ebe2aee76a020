"""Tables as plain columns, the same on SQLite and Postgres, and what tells that two are equal."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.apps.registry import Apps
from django.db import models

CHUNK: Final = 1000  # rows read and written at a time
# The index of the search is each engine's own: it is made again, not copied.
LEFT_OUT: Final = ("wagtailsearch_indexentry", "wagtailsearch_indexentry_fts")
# The database notes here what is written to other tables: its own rows come last.
LAST: Final = "pages_change"
TEXTS: Final = ("CharField", "FileField", "SlugField", "TextField")
NUMBERS: Final = (
    "AutoField", "BigAutoField", "BigIntegerField", "IntegerField", "PositiveBigIntegerField",
    "PositiveIntegerField", "PositiveSmallIntegerField", "SmallAutoField", "SmallIntegerField",
)  # fmt: skip

type Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table, seen without what its model does when it is read or saved."""

    name: str
    columns: tuple[str, ...]
    plain: Any  # a model of the same table with Django's own fields only

    def rows(self, using: str) -> Iterator[Row]:
        found = self.plain.objects.using(using).order_by("pk").values_list(*self.columns)
        return found.iterator(chunk_size=CHUNK)

    def count(self, using: str) -> int:
        return int(self.plain.objects.using(using).count())

    def empty(self, using: str) -> None:
        self.plain.objects.using(using)._raw_delete(using)

    def write(self, rows: Iterable[Row], *, using: str) -> None:
        for chunk in batched(rows, CHUNK, strict=False):
            made = [self.plain(**dict(zip(self.columns, row, strict=True))) for row in chunk]
            self.plain.objects.using(using).bulk_create(made)

    def read_back(self, line: str) -> Row:
        """A row from its line of an archive."""
        fields = [self.plain._meta.get_field(name) for name in self.columns]
        return tuple(
            value if isinstance(field, models.JSONField) else field.to_python(value)
            for field, value in zip(fields, json.loads(line), strict=True)
        )


def tables() -> list[Table]:
    """Every table of ours and of what we use, in an order that is always the same."""
    known = apps.get_models(include_auto_created=True)
    kept = (_table(model) for model in known if model._meta.db_table not in LEFT_OUT)
    return sorted(kept, key=lambda each: (each.name == LAST, each.name))


def line_of(row: Row) -> str:
    """One row as one line of JSON."""
    return json.dumps(row, default=_spelled, ensure_ascii=False)


class Digest:
    """Of a table's rows, in whatever order they come: engines sort texts in different ways."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: Row) -> None:
        line = json.dumps(row, default=_spelled, sort_keys=True)
        self._sum += int.from_bytes(hashlib.sha256(line.encode()).digest())
        self.rows += 1

    def over(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, each counted on its way."""
        for row in rows:
            self.add(row)
            yield row

    def __str__(self) -> str:
        return f"{self._sum % 2**256:064x}"


def digest_of(table: Table, using: str) -> Digest:
    digest = Digest()
    for row in table.rows(using):
        digest.add(row)
    return digest


def _table(model: type[models.Model]) -> Table:
    fields = {field.attname: _plain(field) for field in model._meta.local_concrete_fields}
    columns = tuple(fields)
    meta = type(
        "Meta", (), {"apps": Apps(), "app_label": "keeping", "db_table": model._meta.db_table}
    )
    body = fields | {"__module__": __name__, "Meta": meta}
    return Table(model._meta.db_table, columns, type(model.__name__, (models.Model,), body))


def _plain(field: Any) -> models.Field[Any, Any]:
    """Django's own field for the same column."""
    source = field
    while source.remote_field:
        source = source.target_field
    kind = source.get_internal_type()
    how = {"db_column": field.column, "null": field.null, "primary_key": field.primary_key}
    if kind in TEXTS:
        return models.TextField(**how)
    if kind in NUMBERS:
        return models.BigIntegerField(**how)
    if kind == "DecimalField":
        how |= {"max_digits": source.max_digits, "decimal_places": source.decimal_places}
    return getattr(models, kind)(**how)


def _spelled(value: Any) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case timedelta():
            return f"{value.days} {value.seconds}.{value.microseconds:06}"
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"no way to write a {type(value).__name__} down")
