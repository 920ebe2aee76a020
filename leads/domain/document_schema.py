"""The JSON Schema of an assessment together with its routing policy, as it is exported."""

from enum import StrEnum
from typing import Any, Final

from assessment.domain.document_schema import assessment_definitions
from assessment.domain.parts import LARGEST_NUMBER, SLUG
from leads.domain.terms import FIELDS, VALUELESS, AnswerOperator, FieldOperator, ScoreOperator

type Schema = dict[str, Any]

LONGEST_TITLE: Final = 120
_KEY: Final[Schema] = {"type": "string", "pattern": f"^{SLUG.pattern}$"}
_WORDS: Final[Schema] = {"type": "string", "pattern": r"\S"}
_NUMBER: Final[Schema] = {
    "type": "number",
    "minimum": -LARGEST_NUMBER,
    "maximum": LARGEST_NUMBER,
}
_CONDITION: Final[Schema] = {"$ref": "#/$defs/Condition"}
_CONDITIONS: Final[Schema] = {"type": "array", "items": _CONDITION, "minItems": 1}


def document_schema() -> Schema:
    """JSON Schema (2020-12). It refuses nothing that can be imported."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An assessment and its routing policy",
        "description": "What export_assessment writes and import_assessment reads.",
        **_object(
            {"assessment": {"$ref": "#/$defs/Assessment"}}, policy={"$ref": "#/$defs/Policy"}
        ),
        "$defs": assessment_definitions() | _policy_definitions(),
    }


def _policy_definitions() -> dict[str, Schema]:
    title = _WORDS | {"maxLength": LONGEST_TITLE}
    rules = {"type": "array", "items": {"$ref": "#/$defs/Rule"}}
    said = {"fallback": _KEY, "fallback_reason": _WORDS}
    rule = {"key": _KEY, "label": _WORDS, "reason": _WORDS, "lane": _KEY, "condition": _CONDITION}
    return {
        "Policy": _object({"rules": rules, **said}, title=title)
        | {"description": "The first rule that holds decides; where none does, the fallback."},
        "Rule": _object(rule) | {"description": "Where the condition holds, the lane."},
        "Condition": {"anyOf": [*_comparisons(), *_groups()]},
    }


def _comparisons() -> list[Schema]:
    names = {"type": "array", "items": _KEY, "minItems": 2, "maxItems": 2}
    answer = {"anyOf": [_WORDS, _NUMBER, {"type": "array", "items": _WORDS, "minItems": 1}]}
    comparing = [operator for operator in FieldOperator if operator not in VALUELESS]
    return [
        _object({"score": _KEY, "operator": _one_of(*ScoreOperator), "value": _whole(0)}),
        _object({"difference": names, "operator": _one_of(*ScoreOperator), "value": _whole(-100)}),
        _object({"answer": _KEY, "operator": _one_of(*AnswerOperator), "value": answer}),
        _object({"field": {"enum": [*FIELDS]}, "operator": _one_of(*comparing), "value": _WORDS}),
        _object(
            {"field": {"enum": [*FIELDS]}, "operator": _one_of(*VALUELESS)}, value={"const": ""}
        ),
    ]


def _groups() -> list[Schema]:
    return [
        _object({"all": _CONDITIONS}),
        _object({"any": _CONDITIONS}),
        _object({"not": _CONDITION}),
    ]


def _object(required: dict[str, Schema], **optional: Schema) -> Schema:
    return {
        "type": "object",
        "properties": required | optional,
        "required": [*required],
        "additionalProperties": False,
    }


def _one_of(*operators: StrEnum) -> Schema:
    return {"enum": [operator.value for operator in operators]}


def _whole(least: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": 100}
