"""What a valid set of answers looks like, said so that other programs can check theirs first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from assessment.domain.questions import Requirement, RequirementOperator
from assessment.domain.rubric import Question, QuestionKind, Rubric

type Schema = dict[str, Any]

# All but documents.UNSTORABLE, in a notation that every dialect of JSON Schema reads. Lone halves
# of surrogate pairs pass: they are not JSON text, and without Unicode mode an emoji holds two.
_WRITTEN = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
_WRITTEN_AND_NOT_BLANK = r"^(?=\s*\S)" + _WRITTEN
_UNANSWERED: Final[Schema] = {
    "anyOf": [
        {"type": "null"},
        {"type": "string", "pattern": r"^\s*$"},
        {"type": "array", "maxItems": 0},
        {"type": "object", "maxProperties": 0},
    ],
    "description": "Leaves a question unanswered, like leaving it out.",
}
_NEVER: Final[Schema] = {"not": {}}
_REFERENCE = "#/$defs/unanswered"


def answers_schema(rubric: Rubric) -> Schema:
    """A JSON Schema (2020-12) that refuses no answers which `parse_answers` accepts.

    What it accepts may still be refused for what no schema can say: that a split comes to its
    total. Says nothing of points.
    """
    conditional = [question for question in rubric.questions if question.show_if]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": rubric.title,
        "type": "object",
        "properties": {question.key: _property(question) for question in rubric.questions},
        "required": [q.key for q in rubric.questions if q.required and not q.show_if],
        "additionalProperties": False,
        "$defs": {"unanswered": _UNANSWERED},
    }
    if conditional:
        schema["allOf"] = [_where_shown(question, rubric) for question in conditional]
    return schema


def _property(question: Question) -> Schema:
    """Of a question that may be hidden nothing is said here: where it is, anything may be sent."""
    titled = {"title": question.text}
    return titled if question.show_if else titled | _schema(question)


def _schema(question: Question) -> Schema:
    if question.required:
        return _answer(question)
    return {"anyOf": [_answer(question), {"$ref": _REFERENCE}]}


def _where_shown(question: Question, rubric: Rubric) -> Schema:
    then: Schema = {"properties": {question.key: _schema(question)}}
    if question.required:
        then["required"] = [question.key]
    return {"if": {"allOf": list(_all_required(question, rubric))}, "then": then}


def _all_required(question: Question, rubric: Rubric) -> Iterator[Schema]:
    """What must hold for a question to be shown, and those shown that it depends on."""
    for requirement in _chain(question, rubric):
        asked = rubric.question(requirement.question)
        yield {
            "properties": {asked.key: _holding(requirement, asked)},
            "required": [asked.key],
        }


def _chain(question: Question, rubric: Rubric) -> Iterable[Requirement]:
    found: dict[Requirement, None] = {}
    waiting = [*question.show_if]
    while waiting:
        requirement = waiting.pop()
        if requirement not in found:
            found[requirement] = None
            waiting += rubric.question(requirement.question).show_if
    return found


def _holding(requirement: Requirement, question: Question) -> Schema:
    match requirement.operator:
        case RequirementOperator.AT_LEAST:
            return {"type": "number", "minimum": requirement.value}
        case RequirementOperator.AT_MOST:
            return {"type": "number", "maximum": requirement.value}
    keys = [key for key in _keys(question) if key in requirement.keys]
    chosen = requirement.operator is RequirementOperator.IS_ANY_OF
    if question.kind is QuestionKind.SINGLE:
        others = [key for key in _keys(question) if key not in keys]
        return {"enum": keys if chosen else others} if chosen or others else _NEVER
    ticked: Schema = {"type": "array", "contains": {"enum": keys}}
    return ticked if chosen else {"type": "array", "minItems": 1, "not": ticked}


def _answer(question: Question) -> Schema:
    match question.kind:
        case QuestionKind.SINGLE:
            return {"type": "string", "enum": _keys(question)}
        case QuestionKind.MULTIPLE:
            items = {"type": "string", "enum": _keys(question)}
            return {"type": "array", "items": items, "uniqueItems": True, "minItems": 1}
        case QuestionKind.TEXT:
            return _text(question)
        case QuestionKind.SPLIT:
            return _split(question)
        case QuestionKind.SCALE | QuestionKind.NUMBER:
            minimum, maximum = question.bounds
            kind = "integer" if question.kind is QuestionKind.SCALE else "number"
            return {"type": kind, "minimum": minimum, "maximum": maximum}


def _text(question: Question) -> Schema:
    """A line break sent as two characters counts as one, so a text that has some may be longer."""
    longest = question.max_length
    pattern = _WRITTEN_AND_NOT_BLANK if question.required else "^" + _WRITTEN
    broken = {"pattern": r"\r\n", "maxLength": 2 * longest}
    return {
        "type": "string",
        "pattern": pattern,
        "anyOf": [{"maxLength": longest}, broken],
    }


def _split(question: Question) -> Schema:
    part = {"type": "integer", "minimum": 0, "maximum": question.whole}
    return {
        "type": "object",
        "properties": dict.fromkeys(_keys(question), part),
        "additionalProperties": False,
        "minProperties": 1,
        "description": f"Whole numbers that add up to {question.whole}. A part left out is 0.",
    }


def _keys(question: Question) -> Sequence[str]:
    return [choice.key for choice in question.choices]
