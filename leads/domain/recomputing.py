"""A receipt run again: what it says, beside what its rubric, its answers and its rule set say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from assessment.domain.answers import Answers, AnswersInvalid, parse_answers
from assessment.domain.rubric import Rubric
from assessment.domain.scoring import Score, score
from leads.domain.assignment import Candidate, Choice, choose
from leads.domain.facts import Facts
from leads.domain.routing import Match, RuleSet, match

UNREADABLE: Final = "unreadable"  # stands for a stored part that nothing can be computed from


@dataclass(frozen=True, slots=True)
class Receipt:
    """One stored decision as it lies there; nothing of it is trusted.

    `rule` is "" for the fallback. `offered` is the id of the advisor who was offered the lead
    first, None where nobody was.
    """

    rubric: Rubric
    rule_set: RuleSet
    answers: Any
    contact: Mapping[str, str]
    attribution: Any
    score: Any
    lane: str
    rule: str
    reason: str
    verdicts: Any
    considered: Any
    offered: int | None


class Difference(NamedTuple):
    """One part of a receipt that does not follow from the rest. Both sides are JSON-able."""

    part: str
    stored: Any
    recomputed: Any


def differences(receipt: Receipt) -> tuple[Difference, ...]:
    """Empty for a true receipt. Total: what cannot be read is a difference."""
    return (*_decision_differences(receipt), *_draw_differences(receipt))


def _decision_differences(receipt: Receipt) -> Iterator[Difference]:
    try:
        answers = parse_answers(receipt.rubric, receipt.answers)
        contact, attribution = receipt.contact, receipt.attribution
        scored = score(receipt.rubric, answers)
        matched = match(receipt.rule_set, _facts(scored, answers, contact, attribution))
    except AnswersInvalid as invalid:
        questions = [error.question for error in invalid.errors]
        yield Difference("answers", UNREADABLE, {"refused": questions})
        return
    except (AttributeError, TypeError):  # JSON of another shape altogether
        yield Difference("answers", UNREADABLE, None)
        return
    found = _decision_parts(scored, matched)
    stored = {
        "score": receipt.score,
        "lane": receipt.lane,
        "rule": receipt.rule,
        "reason": receipt.reason,
        "verdicts": receipt.verdicts,
    }
    for part, recomputed in found.items():
        if stored[part] != recomputed:
            yield Difference(part, stored[part], recomputed)


def _facts(scored: Score, answers: Answers, contact: Any, attribution: Any) -> Facts:
    points = {each.dimension: each.points for each in scored.dimensions}
    return Facts.of(scores=points, answers=answers, contact=contact, attribution=attribution)


def _decision_parts(scored: Score, matched: Match) -> dict[str, Any]:
    return {
        "score": scored.to_document(),
        "lane": matched.lane,
        "rule": matched.rule or "",
        "reason": matched.reason,
        "verdicts": [{"rule": each.rule, "held": each.held} for each in matched.verdicts],
    }


def _draw_differences(receipt: Receipt) -> Iterator[Difference]:
    """The draw again from the balances and the exclusions the receipt says it began with."""
    try:
        choice = choose(map(_candidate, receipt.considered))
        drawn = None if choice.chosen is None else int(choice.chosen)
        stored = {str(each["advisor"]): (each["owed"], each["due"]) for each in receipt.considered}
    except (ArithmeticError, KeyError, TypeError, ValueError):
        yield Difference("considered", UNREADABLE, None)
        return
    if receipt.offered != drawn:
        yield Difference("advisor", receipt.offered, drawn)
    if stored != (owed := _owed(choice)):
        yield Difference("owed", _listed(stored), _listed(owed))


def _candidate(considered: Mapping[str, Any]) -> Candidate:
    return Candidate(
        key=str(considered["advisor"]),
        weight=considered["weight"],
        balance=considered["balance"],
        excluded=considered["excluded"],
        known=considered.get("known", ""),  # older receipts know of no acquaintance
    )


def _owed(choice: Choice) -> dict[str, tuple[int, int | None]]:
    return {each.key: (each.owed, each.due) for each in choice.considered}


def _listed(owed: Mapping[str, tuple[Any, Any]]) -> list[dict[str, Any]]:
    return [{"advisor": key, "owed": each, "due": due} for key, (each, due) in owed.items()]
