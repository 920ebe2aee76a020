"""The JSON Schema of an assessment's document, read off the classes that read the document.

It refuses nothing that would be read. What it cannot say, such as that a dimension which is named
exists, is refused with its path when the document is read.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from assessment.domain.covers import FEWEST_COMPARED, LONGEST_MINUTES, Cover
from assessment.domain.parts import (
    LARGEST_NUMBER,
    LARGEST_TOTAL,
    LARGEST_WEIGHT,
    LONGEST_KEY,
    LONGEST_TEXT_ANSWER,
    MOST_POINTS,
    SLUG,
)
from assessment.domain.rubric import Rubric

type Schema = dict[str, Any]


def _range(least: int, most: int) -> Schema:
    return {"minimum": least, "maximum": most}


_NOT_BLANK: Final[Schema] = {"pattern": r"\S"}
_POINTS: Final = _range(-MOST_POINTS, MOST_POINTS)
_WEIGHT: Final = _range(1, LARGEST_WEIGHT)
# What holds of a field beyond its type, by its name: each name means one thing everywhere.
_LIMITS: Final[Mapping[str, Schema]] = {
    "at_least": _range(0, 100),
    "at_maximum": _POINTS,
    "at_minimum": _POINTS,
    "bands": {"minItems": 1},
    "comparison_minimum": {"minimum": FEWEST_COMPARED},
    "dimensions": {"minItems": 1},
    "key": {"pattern": f"^{SLUG.pattern}$", "maxLength": LONGEST_KEY},
    "label": _NOT_BLANK,
    "max_length": _range(1, LONGEST_TEXT_ANSWER),
    "maximum": _range(-LARGEST_NUMBER, LARGEST_NUMBER),
    "minimum": _range(-LARGEST_NUMBER, LARGEST_NUMBER),
    "minutes": _range(1, LONGEST_MINUTES),
    "questions": {"minItems": 1},
    "slug": {"pattern": f"^{SLUG.pattern}$", "maxLength": 60},
    "text": _NOT_BLANK,
    "total": _range(1, LARGEST_TOTAL),
    "weight": _WEIGHT,
}
# The same of the numbers that stand by name: points and weights by dimension.
_BY_NAME: Final[Mapping[str, Schema]] = {"composed_of": _WEIGHT, "points": _POINTS}


def assessment_definitions() -> dict[str, Schema]:
    """Schemas by name; `Assessment` is the whole document: the rubric and what stands around it."""
    found: dict[str, Schema] = {}
    _object(Cover, found)
    _object(Rubric, found)
    cover, rubric = found.pop("Cover"), found.pop("Rubric")
    found["Assessment"] = rubric | {
        "properties": rubric["properties"] | cover["properties"],
        "description": "What is asked, what it counts, and what readers see before they begin.",
    }
    found["Assessment"]["properties"]["title"] |= _NOT_BLANK | {"maxLength": 255}
    return found


def _object(kind: Any, found: dict[str, Schema]) -> Schema:
    """A reference to the schema of a dataclass, put into `found` with all that it refers to."""
    if kind.__name__ not in found:
        hints, written = get_type_hints(kind), [field for field in fields(kind) if field.init]
        found[kind.__name__] = {
            "type": "object",
            "description": " ".join((kind.__doc__ or "").split("\n\n")[0].split()),
            "properties": {each.name: _field(hints[each.name], each, found) for each in written},
            "required": [each.name for each in written if each.default is MISSING],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _field(hint: Any, field: Any, found: dict[str, Schema]) -> Schema:
    schema = _value(hint, field.name, found)
    if field.default not in (MISSING, None, ()):
        schema["default"] = field.default
    return schema


def _value(hint: Any, name: str, found: dict[str, Schema]) -> Schema:
    if get_origin(hint) is UnionType:
        whole = _value(get_args(hint)[0], name, found)
        return whole | {"type": [whole["type"], "null"]}
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        if get_origin(item) is tuple:
            number = {"type": "integer"} | _BY_NAME[name]
            return {"type": "object", "additionalProperties": number}
        return {"type": "array", "items": _value(item, "", found)} | _LIMITS.get(name, {})
    if is_dataclass(hint):
        return _object(hint, found)
    if issubclass(hint, StrEnum):
        return {"enum": [each.value for each in hint]}
    return {"type": _TYPES[hint]} | _LIMITS.get(name, {})


_TYPES: Final = {str: "string", int: "integer", bool: "boolean"}
