"""How frozen values become JSON documents and come back.

A field that stands at its default is left out of the document, so that a field added to a class
later changes no document, and no hash, written before it.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import lru_cache
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

# Control characters but tab and line breaks, and halves of surrogate pairs: no database keeps them.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Fault(NamedTuple):
    """What is wrong and where: a JSON Pointer (RFC 6901) into the document, and a sentence."""

    path: str
    sentence: str

    def inside(self, prefix: str) -> "Fault":
        return Fault(prefix + self.path, self.sentence)


class DocumentInvalid(ValueError):
    """A document was refused. `errors` holds every fault found, in the document's order."""

    def __init__(self, errors: Iterable[Fault]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(f"{path or '/'}: {sentence}" for path, sentence in self.errors))


def step(name: str) -> str:
    """A name as one step of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def content_hash(document: Mapping[str, object]) -> str:
    """SHA-256, in hex, of the document's canonical JSON: keys sorted, no spaces, ASCII."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def write(value: Any) -> dict[str, Any]:
    """A frozen dataclass as a JSON object of those of its fields that are not at their default."""
    kind: Any = type(value)
    return {
        field.name: _plain(getattr(value, field.name))
        for field in _written(kind)
        if getattr(value, field.name) != field.default
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return write(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        pairs = bool(value) and isinstance(value[0], tuple)
        return dict(value) if pairs else [_plain(item) for item in value]
    return value


class Reader:
    """Reads a document by the type hints of dataclasses. Gathers `faults` instead of raising them.

    Knows text, whole numbers, booleans, string enumerations, `… | None`, tuples of one kind, and
    pairs (`tuple[tuple[str, int], ...]`), which a document writes as an object.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def read(self, hint: Any, source: object, path: str = "") -> Any:
        """`source` as a value of type `hint`; None, and a fault noted, where it is not one."""
        if get_origin(hint) is UnionType:
            return None if source is None else self.read(get_args(hint)[0], source, path)
        if get_origin(hint) is tuple:
            item = get_args(hint)[0]
            return (self._pairs if get_origin(item) is tuple else self._items)(item, source, path)
        if is_dataclass(hint):
            return self._object(hint, source, path)
        return self._scalar(hint, source, path)

    def _object(self, kind: Any, source: object, path: str) -> Any:
        if not isinstance(source, Mapping):
            return self._refuse(path, "This must be an object.")
        before = len(self.faults)
        hints, known = _hints(kind), _written(kind)
        given = {
            field.name: self.read(hints[field.name], source[field.name], f"{path}/{field.name}")
            for field in known
            if field.name in source
        }
        for field in known:
            if field.name not in source and field.default is MISSING:
                self._refuse(f"{path}/{field.name}", "This is missing.")
        for name in sorted(str(name) for name in source if name not in hints):
            self._refuse(f"{path}/{step(name)}", "There is no field of this name.")
        return kind(**given) if len(self.faults) == before else None

    def _items(self, item: Any, source: object, path: str) -> Any:
        if not isinstance(source, list | tuple):
            return self._refuse(path, "This must be a list.")
        return tuple(self.read(item, entry, f"{path}/{at}") for at, entry in enumerate(source))

    def _pairs(self, item: Any, source: object, path: str) -> Any:
        if not isinstance(source, Mapping):
            return self._refuse(path, "This must be an object.")
        _, hint = get_args(item)
        return tuple(
            (str(key), self.read(hint, value, f"{path}/{step(str(key))}"))
            for key, value in source.items()
        )

    def _scalar(self, hint: Any, source: object, path: str) -> Any:
        if issubclass(hint, StrEnum):
            if isinstance(source, str) and source in hint:
                return hint(source)
            return self._refuse(path, f"This must be one of: {', '.join(hint)}.")
        if type(source) is not hint:
            return self._refuse(path, f"This must be {_NAMES[hint]}.")
        if isinstance(source, str) and UNSTORABLE.search(source):
            return self._refuse(path, "This holds characters that cannot be kept.")
        return source

    def _refuse(self, path: str, sentence: str) -> None:
        self.faults.append(Fault(path, sentence))


_NAMES = {str: "text", int: "a whole number", bool: "true or false"}


@lru_cache
def _written(kind: Any) -> tuple[Field[Any], ...]:
    """The fields a document holds: those the constructor takes."""
    return tuple(field for field in fields(kind) if field.init)


@lru_cache
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in _written(kind)}
