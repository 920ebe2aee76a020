"""What a valid set of answers looks like, said so that other programs can check theirs first."""

from collections.abc import Sequence
from typing import Any

from assessment.domain.rubric import Question, QuestionKind, Rubric

# All but documents.UNSTORABLE, in a notation that every dialect of JSON Schema reads. Lone halves
# of surrogate pairs pass: they are not JSON text, and without Unicode mode an emoji holds two.
_WRITTEN = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
_WRITTEN_AND_NOT_BLANK = r"^(?=\s*\S)" + _WRITTEN


def answers_schema(rubric: Rubric) -> dict[str, Any]:
    """A JSON Schema (2020-12). What it accepts, `parse_answers` accepts. Says nothing of points."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": rubric.title,
        "type": "object",
        "properties": {question.key: _schema(question) for question in rubric.questions},
        "required": [question.key for question in rubric.questions if question.required],
        "additionalProperties": False,
    }


def _schema(question: Question) -> dict[str, Any]:
    return {"title": question.text} | _answer(question)


def _answer(question: Question) -> dict[str, Any]:
    least = int(question.required)
    match question.kind:
        case QuestionKind.SINGLE:
            return {"type": "string", "enum": _keys(question)}
        case QuestionKind.MULTIPLE:
            items = {"type": "string", "enum": _keys(question)}
            return {"type": "array", "items": items, "uniqueItems": True, "minItems": least}
        case QuestionKind.TEXT:
            pattern = _WRITTEN_AND_NOT_BLANK if question.required else "^" + _WRITTEN
            return {"type": "string", "maxLength": question.max_length, "pattern": pattern}
        case QuestionKind.SCALE | QuestionKind.NUMBER:
            minimum, maximum = question.bounds
            kind = "integer" if question.kind is QuestionKind.SCALE else "number"
            return {"type": kind, "minimum": minimum, "maximum": maximum}


def _keys(question: Question) -> Sequence[str]:
    return [choice.key for choice in question.choices]
