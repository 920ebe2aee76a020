"""A receipt in the words of the assessment it came from: answers, scores, every rule's verdict."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from assessment.domain.answers import Answers, parse_answers
from assessment.domain.rubric import Rubric
from leads.domain.assignment import LEAD
from leads.domain.conditions import (
    All,
    AnswerCondition,
    AnyOf,
    Condition,
    DifferenceCondition,
    Facts,
    FieldCondition,
    Leaf,
    Not,
    ScoreCondition,
)
from leads.domain.routing import Check, Match, RuleSet, explain
from leads.domain.verdicts import plain
from leads.models import Decision, Submission
from leads.models.rule_options import (
    CHOICE_OPERATORS,
    FIELD_OPERATORS,
    FIELDS,
    NUMBER_OPERATORS,
    SCORE_OPERATORS,
    WORDS_OPERATORS,
)

FIELD_NAMES: Final = {name: label for _, group in FIELDS for name, label in group}
OPERATORS: Final = dict(
    [*WORDS_OPERATORS, *NUMBER_OPERATORS, *CHOICE_OPERATORS, *FIELD_OPERATORS, *SCORE_OPERATORS]
)


@dataclass(frozen=True, slots=True)
class AnswerShown:
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreShown:
    dimension: str
    points: int | None
    band: str


@dataclass(frozen=True, slots=True)
class CheckShown:
    """One comparison: what was compared, with what, and what the reader's submission had there."""

    subject: str
    operator: str
    value: str
    actual: str
    held: bool


@dataclass(frozen=True, slots=True)
class GroupShown:
    """Conditions that count as one: `match` is all, any or none."""

    match: str
    conditions: "tuple[ConditionShown, ...]"


type ConditionShown = CheckShown | GroupShown


@dataclass(frozen=True, slots=True)
class ConsideredShown:
    """An advisor as the draw saw them. `owed` is in leads; `excluded` says why, or is None; `known`
    says how they know the reader, or is ""."""

    name: str
    weight: int
    owed: float
    excluded: str | None
    known: str = ""


@dataclass(frozen=True, slots=True)
class RuleShown:
    """One rule of the rule set of that day. `decided`: it was the first to hold. `condition` is
    None once the reader, and with them what it compared, is erased."""

    label: str
    lane: str
    held: bool
    decided: bool
    condition: ConditionShown | None


def answers_shown(submission: Submission) -> list[AnswerShown]:
    """Every question that was answered, in the rubric's order; none once the reader is erased."""
    if submission.erased_at:
        return []
    rubric = submission.rubric.rubric
    return answers_in_words(rubric, parse_answers(rubric, submission.answers))


def answers_in_words(rubric: Rubric, answers: Answers) -> list[AnswerShown]:
    """Every question that was answered, in the rubric's order."""
    return [
        AnswerShown(question.text, tuple(_in_words(rubric, question.key, answers[question.key])))
        for question in rubric.questions
        if question.key in answers
    ]


def scores_shown(decision: Decision) -> list[ScoreShown]:
    """The scores on the receipt, with the labels of its rubric."""
    rubric = decision.submission.rubric.rubric
    return scores_in_words(rubric, decision.score)


def scores_in_words(rubric: Rubric, score: Mapping[str, Any]) -> list[ScoreShown]:
    """The document of a score, with the labels of its rubric."""
    shown = []
    for each in score["dimensions"]:
        dimension = rubric.dimension(each["dimension"])
        points = each["points"]
        band = "" if points is None else dimension.band(points).label
        shown.append(ScoreShown(dimension.label, points, band))
    return shown


def considered_shown(considered: Iterable[Mapping[str, Any]]) -> list[ConsideredShown]:
    """Everybody of the lane at that moment; empty where no advisor was to be drawn."""
    return [
        ConsideredShown(
            each["name"],
            each["weight"],
            each["owed"] / LEAD,
            each["excluded"],
            each.get("known", ""),
        )
        for each in considered
    ]


def rules_shown(decision: Decision, lanes: Mapping[str, str]) -> list[RuleShown]:
    """Every rule, in order: the verdicts of the receipt, each with its comparisons run again.

    `lanes` are names by key; a lane that is gone is shown by its key.
    """
    submission = decision.submission
    rubric = submission.rubric.rubric
    rule_set = decision.rule_set.rule_set
    held = {verdict["rule"]: verdict["held"] for verdict in decision.verdicts}
    conditions: dict[str, ConditionShown] = {}
    if not submission.erased_at:
        explained = explain(rule_set, _facts(decision, parse_answers(rubric, submission.answers)))
        conditions = _conditions(rule_set, explained, rubric)
    return [
        RuleShown(
            label=rule.label,
            lane=lanes.get(rule.lane, rule.lane),
            held=held.get(rule.key, False),
            decided=rule.key == decision.rule,
            condition=conditions.get(rule.key),
        )
        for rule in rule_set.rules
    ]


def rules_explained(
    rule_set: RuleSet, explained: Match, rubric: Rubric, lanes: Mapping[str, str]
) -> list[RuleShown]:
    """Every rule, in order, as `explain` found it for a reader of this rubric."""
    conditions = _conditions(rule_set, explained, rubric)
    return [
        RuleShown(
            label=rule.label,
            lane=lanes.get(rule.lane, rule.lane),
            held=verdict.held,
            decided=rule.key == explained.rule,
            condition=conditions[rule.key],
        )
        for rule, verdict in zip(rule_set.rules, explained.verdicts, strict=True)
    ]


def _conditions(rule_set: RuleSet, explained: Match, rubric: Rubric) -> dict[str, ConditionShown]:
    return {
        rule.key: _condition(rule.condition, iter(verdict.checks), rubric)
        for rule, verdict in zip(rule_set.rules, explained.verdicts, strict=True)
    }


def _facts(decision: Decision, answers: Answers) -> Facts:
    submission = decision.submission
    return Facts.of(
        scores={each["dimension"]: each["points"] for each in decision.score["dimensions"]},
        answers=answers,
        contact=submission.contact,
        attribution=submission.attribution,
    )


def _condition(condition: Condition, checks: Iterator[Check], rubric: Rubric) -> ConditionShown:
    """The condition as it was written; `checks` are of its comparisons, in order."""
    match condition:
        case Not(AnyOf(conditions)):
            match = "none"
        case Not(inner):
            match, conditions = "none", (inner,)
        case All(conditions):
            match = "all"
        case AnyOf(conditions):
            match = "any"
        case _:
            return _check(next(checks), rubric)
    return GroupShown(match, tuple(_condition(each, checks, rubric) for each in conditions))


def _check(check: Check, rubric: Rubric) -> CheckShown:
    leaf = check.leaf
    return CheckShown(
        subject=_subject(leaf, rubric),
        operator=OPERATORS[leaf.operator],
        value=_value(leaf, rubric),
        actual=_actual(leaf, check.actual, rubric),
        held=check.held,
    )


def _subject(leaf: Leaf, rubric: Rubric) -> str:
    match leaf:
        case ScoreCondition(dimension):
            return _dimension(rubric, dimension)
        case DifferenceCondition(minuend, subtrahend):
            return f"{_dimension(rubric, minuend)} − {_dimension(rubric, subtrahend)}"
        case AnswerCondition(question):
            return _question(rubric, question)
        case FieldCondition(field):
            return str(FIELD_NAMES[field])


# The rules may be newer than the rubric and speak of what it does not have: that is shown by key.


def _dimension(rubric: Rubric, key: str) -> str:
    return next((each.label for each in rubric.dimensions if each.key == key), key)


def _question(rubric: Rubric, key: str) -> str:
    return next((each.text for each in rubric.questions if each.key == key), key)


def _value(leaf: Leaf, rubric: Rubric) -> str:
    if isinstance(leaf, AnswerCondition):
        return _quoted(_in_words(rubric, leaf.question, leaf.value))
    if isinstance(leaf, FieldCondition):
        return _quoted([leaf.value] if leaf.value else [])
    return str(leaf.value)


def _actual(leaf: Leaf, actual: Any, rubric: Rubric) -> str:
    if actual is None:
        return ""
    if isinstance(leaf, AnswerCondition):
        return _quoted(_in_words(rubric, leaf.question, actual))
    if isinstance(leaf, DifferenceCondition):
        return " − ".join("—" if score is None else str(score) for score in actual)
    return str(actual)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{each}”" for each in words)


def _in_words(rubric: Rubric, question: str, answer: Any) -> Iterator[str]:
    """Choice keys as the labels that the reader saw; all else as it was given."""
    labels = {
        choice.key: choice.label
        for each in rubric.questions
        if each.key == question
        for choice in each.choices
    }
    if isinstance(answer, Mapping):  # a split
        answer = tuple(answer.items())
    for each in answer if isinstance(answer, tuple) else (answer,):
        match each:
            case (key, part):
                yield f"{labels.get(key, key)}: {part}"
            case _:
                yield labels.get(each, str(plain(each)))
