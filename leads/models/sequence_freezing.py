"""Between the sequences editors write and the series that are sent: blocks, frozen and thawed."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assessment.domain.documents import Fault
from leads.domain.sequences import (
    Entry,
    Match,
    Passage,
    PassageKind,
    Series,
    SeriesInvalid,
    Step,
)
from leads.domain.step_conditions import (
    BandIs,
    Happened,
    LaneIs,
    StepCondition,
    StepConditionInvalid,
    read_condition,
)
from leads.domain.windows import MIDNIGHT, WEEK, Unit, Wait, Window
from leads.models.rule_blocks import Choice
from leads.models.rule_freezing import Block, by_place, each_frozen, struct_error, thaw_comparison
from leads.models.sequence_blocks import BandCondition

if TYPE_CHECKING:
    from leads.models.sequences import Sequence

STAYS = ("booked", "replied", "outcome")
# The fields of a step's block to which the parts of its frozen form belong.
PLACES = {"wait": "wait", "window": "closes"}


def freeze_sequence(sequence: "Sequence") -> Series:
    """Raises ValidationError at every field and block that is wrong."""
    steps = _steps(sequence.steps)
    try:
        return Series(
            lanes=tuple(lane.key for lane in sorted(sequence.lanes.all(), key=lambda it: it.pk)),
            steps=tuple(steps),
            entry=Entry(sequence.entry),
            again=sequence.again,
            priority=sequence.priority,
            stays_after=tuple(name for name in STAYS if getattr(sequence, f"stays_after_{name}")),
        )
    except SeriesInvalid as invalid:
        raise _located(invalid.errors) from None


def thaw_steps(
    series: Series, *, lanes: Mapping[str, Any], pages: Mapping[int, Any]
) -> list[Block]:
    """Blocks that freeze to these steps; `lanes` by key, `pages` by id."""
    return [("step", _thaw_step(step, lanes, pages)) for step in series.steps]


def _steps(stream: StreamValue) -> list[Step]:
    try:
        return each_frozen(stream, lambda block: _freeze_step(block.value))
    except ValidationError as fault:
        raise ValidationError({"steps": fault}) from None


def _freeze_step(value: StructValue) -> Step:
    try:
        conditions = tuple(each_frozen(value["conditions"], _freeze_condition))
    except ValidationError as fault:
        raise StructBlockValidationError(block_errors={"conditions": fault}) from None
    return Step(
        key=value["key"] or "",
        subject=value["subject"] or "",
        opening=value["opening"] or "",
        body=tuple(_freeze_passage(block) for block in value["body"]),
        wait=Wait(value["wait"] or 0, Unit(value["unit"])),
        window=Window(
            _minutes(value["opens"], 0),
            _minutes(value["closes"], MIDNIGHT) or MIDNIGHT,
            tuple(sorted(int(day) for day in value["days"])) or WEEK,
        ),
        match=Match(value["match"]),
        conditions=conditions,
    )


def _minutes(at: time | None, otherwise: int) -> int:
    return otherwise if at is None else at.hour * 60 + at.minute


def _freeze_condition(block: Any) -> StepCondition:
    value = block.value
    if isinstance(value, Choice) and (sentence := value.sentence()):
        raise struct_error({"choices": [sentence]})
    if isinstance(value, BandCondition) and (sentence := value.sentence()):
        raise struct_error({"bands": [sentence]})
    try:
        return read_condition(value.document())
    except StepConditionInvalid as invalid:
        raise struct_error(by_place(invalid.errors, value.places)) from None


def _freeze_passage(block: Any) -> Passage:
    kind, value = PassageKind(block.block_type), block.value
    match kind:
        case PassageKind.TEXT:
            return Passage(kind, value.source)
        case PassageKind.QUOTE:
            return Passage(kind, value["words"] or "", who=value["who"] or "")
        case PassageKind.BUTTON:
            return Passage(kind, value["words"] or "", to=_target(value))
        case _:
            return Passage(kind, value or "")


def _target(value: StructValue) -> str:
    match value["leads_to"]:
        case "page":
            return f"page:{value['page'].pk}" if value["page"] else ""
        case "address":
            return value["address"] or ""
        case named:
            return str(named)


def _located(faults: Iterable[Fault]) -> ValidationError:
    """Faults of the whole series at their fields, and at the fields of their steps."""
    errors: dict[str, Any] = {}
    in_steps: dict[int, dict[str, Any]] = {}
    for path, sentence in faults:
        match path.split("/")[1:]:
            case ["steps"]:
                errors.setdefault("steps", []).append(sentence)
            case ["steps", at, "body", number, name]:
                body = in_steps.setdefault(int(at), {}).setdefault("body", {})
                body.setdefault(int(number), {}).setdefault(name, []).append(sentence)
            case ["steps", at, name, *_]:
                place = PLACES.get(name, name)
                in_steps.setdefault(int(at), {}).setdefault(place, []).append(sentence)
            case [name, *_]:
                errors.setdefault(name, []).append(sentence)
    if in_steps:
        found = {at: _step_error(fields) for at, fields in in_steps.items()}
        errors["steps"] = StreamBlockValidationError(block_errors=found)
    return ValidationError(errors)


def _step_error(fields: Mapping[str, Any]) -> StructBlockValidationError:
    plain = {name: held for name, held in fields.items() if isinstance(held, list)}
    errors: dict[str, Any] = {name: ValidationError(found) for name, found in plain.items()}
    if isinstance(body := fields.get("body"), dict):
        errors["body"] = StreamBlockValidationError(
            block_errors={at: _passage_error(found) for at, found in body.items()}
        )
    return StructBlockValidationError(block_errors=errors)


def _passage_error(found: Mapping[str, list[str]]) -> ValidationError:
    """A block of one line has its faults on itself; one of several fields, on the field."""
    return ValidationError([sentence for sentences in found.values() for sentence in sentences])


def _thaw_step(step: Step, lanes: Mapping[str, Any], pages: Mapping[int, Any]) -> dict[str, Any]:
    window = step.window
    return {
        "key": step.key,
        "subject": step.subject,
        "opening": step.opening,
        "body": [_thaw_passage(each, pages) for each in step.body],
        "wait": step.wait.amount,
        "unit": step.wait.unit.value,
        "days": [] if window.days == WEEK else [str(day) for day in window.days],
        "opens": _time(window.opens) if window.opens else None,
        "closes": _time(window.closes) if window.closes < MIDNIGHT else None,
        "match": step.match.value,
        "conditions": [_thaw_condition(each, lanes) for each in step.conditions],
    }


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))


def _thaw_passage(passage: Passage, pages: Mapping[int, Any]) -> Block:
    match passage.kind:
        case PassageKind.QUOTE:
            return "quote", {"words": passage.words, "who": passage.who}
        case PassageKind.BUTTON:
            return "button", {"words": passage.words, **_thaw_target(passage.to, pages)}
        case kind:
            return kind.value, passage.words


def _thaw_target(to: str, pages: Mapping[int, Any]) -> dict[str, Any]:
    if to in ("offer", "booking"):
        return {"leads_to": to}
    if to.startswith("page:"):
        return {"leads_to": "page", "page": pages[int(to.removeprefix("page:"))]}
    return {"leads_to": "address", "address": to}


def _thaw_condition(condition: StepCondition, lanes: Mapping[str, Any]) -> Block:
    match condition:
        case LaneIs(keys, wanted):
            return "lane", {"lanes": [lanes[key] for key in keys], **_held(wanted)}
        case BandIs(dimension, keys, wanted):
            return "band", {"bands": [f"{dimension}/{key}" for key in keys], **_held(wanted)}
        case Happened(event, wanted):
            return "event", {"event": event.value, **_held(wanted)}
        case _:
            return thaw_comparison(condition)


def _held(wanted: bool) -> dict[str, str]:
    return {"holds": "yes" if wanted else "no"}
