"""Between the rules editors write and the rules that decide: blocks, frozen and thawed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assessment.domain.documents import Fault
from leads.domain.conditions import (
    All,
    AnswerCondition,
    AnswerOperator,
    AnyOf,
    Condition,
    ConditionInvalid,
    DifferenceCondition,
    FieldCondition,
    Not,
    ScoreCondition,
    from_document,
)
from leads.domain.routing import Names, Rule, RuleSetInvalid
from leads.models.rule_blocks import Choice, Comparison

type Block = tuple[str, Any]  # a block's type and its value, as a stream takes them


class TooDeep(ValueError):
    """A condition that the editor's two levels cannot show."""


def freeze_rules(rules: StreamValue) -> tuple[Rule, ...]:
    """Raises StreamBlockValidationError with every fault at the field that is wrong."""
    return tuple(each_frozen(rules, lambda block: _freeze_rule(block.value)))


def thaw_rules(rules: Iterable[Rule], names: Names, lanes: Mapping[str, Any]) -> Iterator[Block]:
    """Blocks that freeze to these rules; `lanes` by key. Raises TooDeep."""
    for rule in rules:
        match, conditions = _levels(rule.condition)
        yield (
            "rule",
            {
                "key": rule.key,
                "label": rule.label,
                "lane": lanes[rule.lane],
                "reason": rule.reason,
                "match": match,
                "conditions": [_thaw(each, names) for each in conditions],
            },
        )


def thaw_comparison(condition: Condition) -> Block:
    """One comparison as its block, where no question is asked for its choices. Raises TooDeep."""
    return _thaw_comparison(condition, Names((), {}, ()))


def rules_error(sentences: Mapping[int, Mapping[str, list[str]]]) -> StreamBlockValidationError:
    """Errors at the named fields of the rules that stand at these places."""
    return StreamBlockValidationError(
        block_errors={at: struct_error(found) for at, found in sentences.items()}
    )


def conditions_error(sentences: Mapping[int, list[str]]) -> StreamBlockValidationError:
    """Errors above the conditions of the rules that stand at these places."""
    return StreamBlockValidationError(
        block_errors={
            at: StructBlockValidationError(
                block_errors={"conditions": StreamBlockValidationError(non_block_errors=found)}
            )
            for at, found in sentences.items()
        }
    )


def each_frozen[Frozen](stream: StreamValue, freeze: Callable[[Any], Frozen]) -> list[Frozen]:
    frozen, faults = [], {}
    for at, block in enumerate(stream):
        try:
            frozen.append(freeze(block))
        except ValidationError as fault:
            faults[at] = fault
    if faults:
        raise StreamBlockValidationError(block_errors=faults)
    return frozen


def _freeze_rule(value: StructValue) -> Rule:
    condition = _joined(value)
    try:
        return Rule(
            key=value["key"] or "",
            label=value["label"] or "",
            reason=value["reason"] or "",
            condition=condition,
            lane=value["lane"].key if value["lane"] else "",
        )
    except RuleSetInvalid as invalid:
        raise struct_error(by_place(invalid.errors, {})) from None


def _joined(value: StructValue) -> Condition:
    """One condition stands alone; several are joined as the rule or the group says."""
    try:
        conditions = tuple(each_frozen(value["conditions"], _freeze_condition))
        if not conditions:
            raise StreamBlockValidationError(non_block_errors=["Give at least one condition."])
    except ValidationError as fault:
        raise StructBlockValidationError(block_errors={"conditions": fault}) from None
    if len(conditions) == 1:
        condition = conditions[0]
    else:
        condition = All(conditions) if value["match"] == "all" else AnyOf(conditions)
    return Not(condition) if value["match"] == "none" else condition


def _freeze_condition(block: Any) -> Condition:
    if block.block_type == "group":
        return _joined(block.value)
    value: Comparison = block.value
    if isinstance(value, Choice) and (sentence := value.sentence()):
        raise struct_error({"choices": [sentence]})
    try:
        return from_document(value.document())
    except ConditionInvalid as invalid:
        raise struct_error(by_place(invalid.errors, value.places)) from None


def by_place(faults: Iterable[Fault], places: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, sentence in faults:
        _, name, *_ = path.split("/")
        found.setdefault(places.get(path) or places.get(f"/{name}", name), []).append(sentence)
    return found


def struct_error(sentences: Mapping[str, Iterable[str]]) -> StructBlockValidationError:
    return StructBlockValidationError(
        block_errors={name: ValidationError(list(found)) for name, found in sentences.items()}
    )


def _levels(condition: Condition) -> tuple[str, tuple[Condition, ...]]:
    match condition:
        case All(conditions):
            return "all", conditions
        case AnyOf(conditions):
            return "any", conditions
        case _:
            return "all", (condition,)


def _thaw(condition: Condition, names: Names) -> Block:
    match condition:
        case All(conditions):
            return _group("all", conditions, names)
        case AnyOf(conditions):
            return _group("any", conditions, names)
        case Not(AnyOf(conditions)):
            return _group("none", conditions, names)
        case Not(inner):
            return _group("none", (inner,), names)
        case _:
            return _thaw_comparison(condition, names)


def _group(match: str, conditions: Iterable[Condition], names: Names) -> Block:
    inner = [_thaw_comparison(each, names) for each in conditions]
    return "group", {"match": match, "conditions": inner}


def _thaw_comparison(condition: Condition, names: Names) -> Block:
    match condition:
        case ScoreCondition(dimension, operator, value):
            return "score", {"dimension": dimension, **_compared(operator, value)}
        case DifferenceCondition(minuend, subtrahend, operator, value):
            scores = {"minuend": minuend, "subtrahend": subtrahend}
            return "difference", scores | _compared(operator, value)
        case AnswerCondition():
            return _thaw_answer(condition, names)
        case FieldCondition(field, operator, value):
            return "field", {"field": field, **_compared(operator, value)}
        case _:
            raise TooDeep("Groups inside a group cannot be shown in the editor.")


def _thaw_answer(condition: AnswerCondition, names: Names) -> Block:
    compared = _compared(condition.operator, condition.value)
    match condition.value:
        case int() | float():
            return "number", {"question": condition.question, **compared}
        case str(text) if _is_words(condition, names):
            return "words", {"question": condition.question, **compared | {"value": text}}
        case str(key):
            keys: tuple[str, ...] = (key,)
        case tuple(several):
            keys = several
    choices = [f"{condition.question}/{key}" for key in keys]
    return "choice", {"operator": compared["operator"], "choices": choices}


def _is_words(condition: AnswerCondition, names: Names) -> bool:
    if condition.operator is AnswerOperator.CONTAINS:
        return True
    return names.questions.get(condition.question, ()) is None


def _compared(operator: Any, value: Any) -> dict[str, Any]:
    return {"operator": str(operator), "value": value}
