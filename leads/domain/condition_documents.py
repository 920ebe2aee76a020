"""The JSON form of a condition, as policies are stored, exported and imported.

{"score": dimension, "operator": …, "value": 60}
{"difference": [minuend, subtrahend], "operator": …, "value": 20}
{"answer": question, "operator": …, "value": key, [keys], number or words}
{"field": name, "operator": …, "value": words, left out where the operator takes none}
{"all": […]}, {"any": […]}, {"not": {…}}
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from assessment.domain.documents import Fault, step
from leads.domain.terms import (
    DEEPEST,
    All,
    AnswerCondition,
    AnswerOperator,
    AnyOf,
    Condition,
    ConditionInvalid,
    DifferenceCondition,
    FieldCondition,
    FieldOperator,
    Not,
    ScoreCondition,
    ScoreOperator,
)

type Document = dict[str, Any]


def to_document(condition: Condition) -> Document:
    """JSON-able; `from_document` makes an equal condition of it."""
    match condition:
        case All(conditions):
            return {"all": [to_document(each) for each in conditions]}
        case AnyOf(conditions):
            return {"any": [to_document(each) for each in conditions]}
        case Not(inner):
            return {"not": to_document(inner)}
        case ScoreCondition(dimension, operator, value):
            return {"score": dimension, **_comparison(operator, value)}
        case DifferenceCondition(minuend, subtrahend, operator, value):
            return {"difference": [minuend, subtrahend], **_comparison(operator, value)}
        case AnswerCondition(question, operator, value):
            return {"answer": question, **_comparison(operator, value)}
        case FieldCondition(field, operator, value):
            return {"field": field, **_comparison(operator, value)}


def from_document(document: object) -> Condition:
    """Total over anything JSON can say; raises ConditionInvalid with every fault found."""
    return _read(document, depth=1)


def _comparison(operator: StrEnum, value: object) -> Document:
    if value == "":
        return {"operator": operator.value}
    return {"operator": operator.value, "value": list(value) if isinstance(value, tuple) else value}


def _read(document: object, *, depth: int) -> Condition:
    if depth > DEEPEST:
        raise _refused("", f"Conditions may stand at most {DEEPEST} deep inside one another.")
    if not isinstance(document, Mapping):
        raise _refused("", "A condition must be an object.")
    kind = next((name for name in _FIELDS if name in document), None)
    if kind is None:
        raise _refused("", f"A condition has one of: {', '.join(_FIELDS)}.")
    if unknown := [str(name) for name in document if name not in _FIELDS[kind]]:
        sentence = f"Beside “{kind}” there is no field of this name."
        raise ConditionInvalid(Fault(f"/{step(name)}", sentence) for name in unknown)
    if kind in _LEAVES:
        return _LEAVES[kind](document)
    return _read_group(kind, document[kind], depth=depth)


def _read_group(kind: str, inner: object, *, depth: int) -> Condition:
    if kind == "not":
        return Not(*_read_each({"/not": inner}, depth=depth + 1))
    if not isinstance(inner, list | tuple):
        raise _refused(f"/{kind}", "This must be a list of conditions.")
    places = {f"/{kind}/{at}": member for at, member in enumerate(inner)}
    return _GROUPS[kind](_read_each(places, depth=depth + 1))


def _read_each(places: Mapping[str, object], *, depth: int) -> tuple[Condition, ...]:
    conditions: list[Condition] = []
    faults: list[Fault] = []
    for path, document in places.items():
        try:
            conditions.append(_read(document, depth=depth))
        except ConditionInvalid as invalid:
            faults += (fault.inside(path) for fault in invalid.errors)
    if faults:
        raise ConditionInvalid(faults)
    return tuple(conditions)


def _refused(path: str, sentence: str) -> ConditionInvalid:
    return ConditionInvalid([Fault(path, sentence)])


def _score(document: Mapping[str, Any]) -> Condition:
    return ScoreCondition(document["score"], _operator(ScoreOperator, document), _value(document))


def _difference(document: Mapping[str, Any]) -> Condition:
    match document["difference"]:
        case [minuend, subtrahend]:
            operator = _operator(ScoreOperator, document)
            return DifferenceCondition(minuend, subtrahend, operator, _value(document))
        case _:
            raise _refused("/difference", "This must be a list of two dimensions.")


def _answer(document: Mapping[str, Any]) -> Condition:
    return AnswerCondition(
        document["answer"], _operator(AnswerOperator, document), _value(document)
    )


def _field(document: Mapping[str, Any]) -> Condition:
    operator = _operator(FieldOperator, document)
    return FieldCondition(document["field"], operator, _value({"value": "", **document}))


# What these two return is what stands in the document, right or wrong: the condition judges it.


def _operator(known: type[StrEnum], document: Mapping[str, Any]) -> Any:
    name = document.get("operator")
    return known(name) if isinstance(name, str) and name in known else name


def _value(document: Mapping[str, Any]) -> Any:
    value = document.get("value")
    return tuple(value) if isinstance(value, list) else value


_LEAVES: Mapping[str, Callable[[Mapping[str, Any]], Condition]] = {
    "score": _score,
    "difference": _difference,
    "answer": _answer,
    "field": _field,
}
_GROUPS: Mapping[str, type[All | AnyOf]] = {"all": All, "any": AnyOf}
_FIELDS: Mapping[str, frozenset[str]] = {
    **{kind: frozenset({kind, "operator", "value"}) for kind in _LEAVES},
    **{kind: frozenset({kind}) for kind in (*_GROUPS, "not")},
}
