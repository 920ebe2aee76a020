"""Between what editors edit and what readers answer: an Assessment's content, frozen and thawed."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail.blocks import Block, ListBlock, StreamValue, StructBlock, StructValue
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assessment.blocks import DimensionsBlock, QuestionsBlock
from assessment.domain.documents import Fault
from assessment.domain.rubric import (
    Band,
    Choice,
    ContactPolicy,
    Dimension,
    Pacing,
    Question,
    QuestionKind,
    Requirement,
    RequirementOperator,
    Rubric,
    RubricInvalid,
    Slope,
)
from assessment.notation import (
    NotationInvalid,
    format_keys,
    format_points,
    format_slopes,
    parse_keys,
    parse_points,
    parse_slopes,
    parse_weights,
)
from assessment.options import Contact

if TYPE_CHECKING:
    from assessment.models import Assessment

SECTION = "section"
OUT_OF_RANGE = -1
ONE_OF = {
    "dimensions": "dimension",
    "bands": "band",
    "questions": "question",
    "choices": "answer",
    "slopes": "slope",
    "show_if": "condition",
}


def freeze(assessment: "Assessment") -> Rubric:
    """The content as a rubric. Raises ValidationError at every field and block that is wrong."""
    try:
        return _rubric(assessment)
    except RubricInvalid as invalid:
        raise ValidationError(dict(_errors(assessment, invalid.errors))) from None


def missing(assessment: "Assessment") -> tuple[str, ...]:
    """What keeps the content from being published, in lines for the editor."""
    try:
        _rubric(assessment)
    except RubricInvalid as invalid:
        return tuple(f"{_place(fault.path)}: {fault.sentence}" for fault in invalid.errors)
    return ()


def thaw(rubric: Rubric) -> dict[str, Any]:
    """The fields of an Assessment that freezes to this rubric."""
    dimension = DimensionsBlock.base_blocks["dimension"]
    return {
        "slug": rubric.slug,
        "title": rubric.title,
        "pacing": rubric.pacing.value,
        "contact": Contact.BEFORE.value if rubric.contact_first else rubric.contact.value,
        "consent_text": rubric.consent_text,
        "dimensions": [("dimension", _editable(each, dimension)) for each in rubric.dimensions],
        "questions": list(_question_blocks(rubric.questions)),
    }


def _rubric(assessment: "Assessment") -> Rubric:
    return Rubric(
        slug=assessment.slug,
        title=assessment.title,
        contact=contact_policy(assessment.contact),
        contact_first=assessment.contact == Contact.BEFORE,
        pacing=Pacing(assessment.pacing),
        consent_text=assessment.consent_text,
        dimensions=tuple(Dimension(**_frozen(child.value)) for child in assessment.dimensions),
        questions=tuple(_questions(assessment.questions)),
    )


def contact_policy(contact: str) -> ContactPolicy:
    return ContactPolicy.REQUIRED if contact == Contact.BEFORE else ContactPolicy(contact)


def _place(path: str) -> str:
    """`/questions/2/choices/0/points/personal` as editors count: “Question 3, answer 1, points”."""
    counted = re.sub(
        r"/([a-z]+)/(\d+)", lambda found: f"/{ONE_OF[found[1]]} {int(found[2]) + 1}", path
    )
    place = re.sub(r"/(points|composed_of)/.*", r"/\1", counted)
    return place.removeprefix("/").replace("/", ", ").replace("_", " ").capitalize()


def _questions(stream: StreamValue) -> Iterator[Question]:
    section = ""
    for child in stream:
        if child.block_type == SECTION:
            section = child.value["title"] or ""
        else:
            kind = QuestionKind(child.block_type)
            yield Question(kind=kind, section=section, **_frozen(child.value))


def _question_blocks(questions: Iterable[Question]) -> Iterator[tuple[str, dict[str, Any]]]:
    section = ""
    for question in questions:
        if question.section != section:
            section = question.section
            yield SECTION, {"title": section}
        yield question.kind.value, _editable(question, QuestionsBlock.base_blocks[question.kind])


def _frozen(value: StructValue) -> dict[str, Any]:
    """The fields of a part. What a draft leaves empty becomes what the rubric finds wrong."""
    return {name: _frozen_field(name, held) for name, held in value.items()}


def _frozen_field(name: str, held: Any) -> Any:
    match name:
        case "bands":
            return tuple(Band(**_frozen(band)) for band in held)
        case "choices":
            return tuple(Choice(**_frozen(choice)) for choice in held)
        case "show_if":
            return tuple(Requirement(**_frozen(requirement)) for requirement in held)
        case "operator":
            return RequirementOperator(held or RequirementOperator.IS_ANY_OF)
        case "keys":
            return parse_keys(held or "")
        case "points":
            return _understood(parse_points, held or "", lambda text: (text, 0))
        case "composed_of":
            return _understood(parse_weights, held or "", lambda text: (text, 1))
        case "slopes":
            return _understood(parse_slopes, held or "", lambda text: Slope(text, 0, 0))
        case "at_least" | "max_length" | "weight":
            return OUT_OF_RANGE if held is None else held
        case "minimum" | "maximum" | "total" | "value":
            return held
        case _:
            return "" if held is None else held


def _understood(parse: Callable[[str], Any], text: str, unknown: Callable[[str], Any]) -> Any:
    """Words that are not understood name a dimension that there is not, and are refused as such."""
    try:
        return parse(text)
    except NotationInvalid:
        return (unknown(text),)


def _editable(part: Any, block: StructBlock) -> dict[str, Any]:
    return {
        name: _editable_field(name, getattr(part, name), child)
        for name, child in block.child_blocks.items()
    }


def _editable_field(name: str, held: Any, block: Block) -> Any:
    match name:
        case "bands" | "choices" | "show_if":
            return [_editable(each, block.child_block) for each in held]
        case "points" | "composed_of":
            return format_points(held)
        case "keys":
            return format_keys(held)
        case "slopes":
            return format_slopes(held)
        case _:
            return held


# A fault's steps from here on, and its sentence.
type Located = tuple[list[str], str]


def _errors(
    assessment: "Assessment", faults: Iterable[Fault]
) -> Iterator[tuple[str, ValidationError]]:
    located = [(fault.path.split("/")[1:], fault.sentence) for fault in faults]
    for field, inside in _by_step(located).items():
        if field in ("dimensions", "questions"):
            yield field, _stream_error(getattr(assessment, field), inside)
        else:
            yield field, ValidationError([sentence for _, sentence in inside])


def _stream_error(stream: StreamValue, located: list[Located]) -> ValidationError:
    parts = [at for at, child in enumerate(stream) if child.block_type != SECTION]
    return StreamBlockValidationError(
        block_errors={
            parts[int(step)]: _block_error(stream[parts[int(step)]].block, inside)
            for step, inside in _by_step(located).items()
        },
        non_block_errors=_here(located),
    )


def _block_error(block: Block, located: list[Located]) -> ValidationError:
    """What is wrong inside this block, in the shape that its form shows beside the field."""
    if isinstance(block, StructBlock):
        return StructBlockValidationError(
            block_errors={
                name: _block_error(block.child_blocks[name], inside)
                for name, inside in _by_step(located).items()
            },
            non_block_errors=_here(located),
        )
    if isinstance(block, ListBlock):
        return ListBlockValidationError(
            block_errors={
                int(step): _block_error(block.child_block, inside)
                for step, inside in _by_step(located).items()
            },
            non_block_errors=_here(located),
        )
    return ValidationError([sentence for _, sentence in located])


def _by_step(located: Iterable[Located]) -> dict[str, list[Located]]:
    found: dict[str, list[Located]] = {}
    for steps, sentence in located:
        if steps:
            found.setdefault(steps[0], []).append((steps[1:], sentence))
    return found


def _here(located: Iterable[Located]) -> list[ValidationError]:
    return [ValidationError(sentence) for steps, sentence in located if not steps]
