"""From facts to a lane, with what decided; and whether a rule set speaks of things that exist."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from leads.domain.conditions import AnswerCondition, Facts, choice_keys, leaves, references
from leads.domain.rule_sets import Rule, RuleSet, RuleSetInvalid
from leads.domain.verdicts import Check, Verdict

__all__ = [
    "Check",
    "Match",
    "Names",
    "Rule",
    "RuleSet",
    "RuleSetInvalid",
    "Verdict",
    "check_references",
    "explain",
    "match",
]


@dataclass(frozen=True, slots=True)
class Match:
    """Where one lead goes and why. `rule` is the key of the rule that decided, None: the fallback.

    `verdicts` has one for every rule, those after the deciding one included.
    """

    lane: str
    rule: str | None
    reason: str
    verdicts: tuple[Verdict, ...]

    def to_document(self) -> dict[str, Any]:
        """JSON-able, for a receipt. With checks it holds what the reader wrote."""
        return {
            "lane": self.lane,
            "rule": self.rule,
            "reason": self.reason,
            "verdicts": [verdict.to_document() for verdict in self.verdicts],
        }


def match(rule_set: RuleSet, facts: Facts) -> Match:
    """The lane of the first rule that holds, else of the fallback. Total."""
    return _decided(rule_set, rule_set.verdicts(facts))


def explain(rule_set: RuleSet, facts: Facts) -> Match:
    """The same match; each verdict also has its rule's comparisons and what they met."""
    return _decided(rule_set, rule_set.explanation(facts))


def _decided(rule_set: RuleSet, verdicts: tuple[Verdict, ...]) -> Match:
    first = next(filter(attrgetter("held"), verdicts), None)
    if first is None:
        return Match(rule_set.fallback, None, rule_set.fallback_reason, verdicts)
    rule = rule_set.by_key[first.rule]
    return Match(rule.lane, rule.key, rule.reason, verdicts)


@dataclass(frozen=True, slots=True)
class Names:
    """What a rule set may speak of. Of each question its choice keys, None where it offers none."""

    dimensions: Collection[str]
    questions: Mapping[str, Collection[str] | None]
    lanes: Collection[str]


def check_references(rule_set: RuleSet, names: Names) -> tuple[tuple[str | None, str], ...]:
    """Pairs of rule key, None for the fallback, and a sentence: what is missing or cannot hold."""
    found: list[tuple[str | None, str]] = []
    for rule in rule_set.rules:
        sentences = dict.fromkeys(_sentences(rule, names))  # each once, in order
        found += ((rule.key, sentence) for sentence in sentences)
    if rule_set.fallback not in names.lanes:
        found.append((None, f"There is no lane “{rule_set.fallback}”."))
    return tuple(found)


def _sentences(rule: Rule, names: Names) -> Iterator[str]:
    for dimension in sorted(references(rule.condition).dimensions - set(names.dimensions)):
        yield f"There is no dimension “{dimension}”."
    for leaf in leaves(rule.condition):
        if isinstance(leaf, AnswerCondition):
            yield from _answer_sentences(leaf, names)
    if rule.lane not in names.lanes:
        yield f"There is no lane “{rule.lane}”."


def _answer_sentences(condition: AnswerCondition, names: Names) -> Iterator[str]:
    question = condition.question
    if question not in names.questions:
        yield f"There is no question “{question}”."
        return
    choices = names.questions[question]
    if choices is None:
        return
    keys = choice_keys(condition)
    if not keys:
        yield f"The question “{question}” offers choices. Compare it with one of them."
    for key in keys:
        if key not in choices:
            yield f"The question “{question}” has no choice “{key}”."
