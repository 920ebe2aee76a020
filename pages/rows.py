"""Rows of several kinds in one query: each row as one JSON object, in one union.

A page shows calls to action, articles, pictures, reusable blocks. Asked kind by kind that is a
query each; asked together it is one, and what comes back are ordinary instances.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from django.db.models import F, Field, IntegerField, JSONField, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.timezone import is_naive
from wagtail.fields import StreamField

MOST_PAIRS = 40  # of one JSON object: Postgres takes 100 arguments, SQLite 127


def fetch(*querysets: QuerySet) -> list[list[Any]]:
    """The instances of each queryset, unordered, all in one query; `only`, `defer`,
    `select_related` with names, and annotations are kept."""
    if not querysets:
        return []
    first, *others = [_as_json(queryset, number) for number, queryset in enumerate(querysets)]
    found: list[list[Any]] = [[] for _ in querysets]
    united = first.union(*others, all=True).order_by() if others else first
    for number, document in united:  # a union would take up the first model's own order again
        queryset = querysets[number]
        found[number].append(_instance(queryset, document))
    return found


def _as_json(queryset: QuerySet, number: int) -> QuerySet:
    """Rows of (number, everything as one JSON object)."""
    query = queryset.query
    parts = {"own": _object(queryset.model, loaded=_loaded(queryset))}
    for name in query.select_related or ():
        related = queryset.model._meta.get_field(name).related_model
        parts[name] = _object(related, prefix=f"{name}__")
    if query.annotations:
        parts["annotations"] = JSONObject(**{name: F(name) for name in query.annotations})
    number_of_kind = Value(number, output_field=IntegerField())
    return queryset.order_by().values_list(number_of_kind, JSONObject(**parts))


def _loaded(queryset: QuerySet) -> list[Field]:
    names, deferred = queryset.query.deferred_loading
    fields = queryset.model._meta.concrete_fields
    if not names:
        return list(fields)
    return [
        field
        for field in fields
        if field.primary_key or (field.name in names or field.attname in names) != deferred
    ]


def _object(
    model: type[Model], *, prefix: str = "", loaded: Sequence[Field] | None = None
) -> JSONObject:
    """The columns of a row; in pieces, because a function takes only so many arguments."""
    fields = model._meta.concrete_fields if loaded is None else loaded
    return JSONObject(
        **{
            str(number): JSONObject(**{field.attname: F(prefix + field.attname) for field in piece})
            for number, piece in enumerate(batched(fields, MOST_PAIRS))
        }
    )


def _instance(queryset: QuerySet, document: dict[str, Any]) -> Model:
    instance = _row(queryset.model, document["own"])
    for name in queryset.query.select_related or ():
        field = queryset.model._meta.get_field(name)
        related = None
        if getattr(instance, field.attname) is not None:
            related = _row(field.related_model, document[name])
        field.set_cached_value(instance, related)
    for name, value in document.get("annotations", {}).items():
        setattr(instance, name, value)
    return instance


def _row(model: type[Model], pieces: dict[str, dict[str, Any]]) -> Any:
    stored = {name: value for piece in pieces.values() for name, value in piece.items()}
    loaded = [field for field in model._meta.concrete_fields if field.attname in stored]
    values = [_python(field, stored[field.attname]) for field in loaded]
    return model.from_db("default", [field.attname for field in loaded], values)


def _python(field: Field, value: Any) -> Any:
    """A value as it stands in JSON, as the field has it."""
    if value is None or isinstance(field, StreamField):
        return value if value is None or isinstance(value, str) else json.dumps(value)
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    if field.is_relation:
        field = field.target_field
    value = field.to_python(value)
    if isinstance(value, datetime) and is_naive(value):
        return value.replace(tzinfo=UTC)
    return value


def keyed(instances: Sequence[Model]) -> dict[Any, Any]:
    """By primary key, as `in_bulk` has them."""
    return {instance.pk: instance for instance in instances}


def without_streams(model: type[Model]) -> Iterator[str]:
    """The names of the fields that hold a whole body."""
    return (field.name for field in model._meta.concrete_fields if isinstance(field, StreamField))
