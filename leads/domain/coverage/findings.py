"""What was found, by rule and by lane."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from leads.domain.coverage.examples import Example, Examples
from leads.domain.coverage.plan import Plan
from leads.domain.coverage.tally import Tally
from leads.domain.rule_sets import Rule, RuleSet


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """`decides`: completions that it is the first to match; `holds`: all that it would match.

    `hidden_by` are the keys of the rules that decide where it holds; the example is one it decides,
    else one it holds, None where there is neither.
    """

    rule: Rule
    decides: int
    holds: int
    hidden_by: tuple[str, ...]
    example: Example | None

    @property
    def is_dead(self) -> bool:
        return not self.holds

    @property
    def is_hidden(self) -> bool:
        return bool(self.holds) and not self.decides

    def to_document(self) -> dict[str, Any]:
        return {
            "rule": self.rule.key,
            "lane": self.rule.lane,
            "decides": str(self.decides),
            "holds": str(self.holds),
            "hidden_by": list(self.hidden_by) if self.is_hidden else [],
            "example": self.example.to_document() if self.example else None,
        }


@dataclass(frozen=True, slots=True)
class LaneCoverage:
    lane: str
    completions: int
    example: Example | None

    def to_document(self) -> dict[str, Any]:
        return {
            "lane": self.lane,
            "completions": str(self.completions),
            "example": self.example.to_document() if self.example else None,
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """`total` is completions times kinds of `readers`; every count is of that total. `fallback` is
    what no rule decides. Lanes in the order in which
    rules, then the fallback, name them.
    """

    completions: int
    readers: int
    rules: tuple[RuleCoverage, ...]
    lanes: tuple[LaneCoverage, ...]
    fallback: int
    fallback_example: Example | None

    @property
    def total(self) -> int:
        return self.completions * self.readers

    @property
    def dead(self) -> tuple[RuleCoverage, ...]:
        """The rules that no completion matches."""
        return tuple(each for each in self.rules if each.is_dead)

    @property
    def hidden(self) -> tuple[RuleCoverage, ...]:
        """The rules that match, but always after another has decided."""
        return tuple(each for each in self.rules if each.is_hidden)

    def to_document(self) -> dict[str, Any]:
        """JSON-able; counts are strings, because they may be beyond what JSON readers keep."""
        return {
            "completions": str(self.completions),
            "readers": str(self.readers),
            "total": str(self.total),
            "rules": [each.to_document() for each in self.rules],
            "lanes": [each.to_document() for each in self.lanes],
            "fallback": str(self.fallback),
            "never_match": [each.rule.key for each in self.dead],
            "wholly_hidden": [each.rule.key for each in self.hidden],
        }


@dataclass(frozen=True, slots=True)
class Shares:
    """Of readers who answer as those before them did: from 0 to 1, by rule and by lane."""

    rules: Mapping[str, float]
    lanes: Mapping[str, float]
    fallback: float

    @classmethod
    def of(cls, rule_set: RuleSet, tally: Tally) -> Self:
        def share(count: int) -> float:
            return float(Fraction(count, tally.total)) if tally.total else 0.0

        counts = _lane_counts(rule_set, tally)
        return cls(
            rules={
                rule.key: share(count)
                for rule, count in zip(rule_set.rules, tally.decided, strict=True)
            },
            lanes={lane: share(count) for lane, count in counts.items()},
            fallback=share(tally.fallback),
        )


def findings(rule_set: RuleSet, plan: Plan, tally: Tally, examples: Examples) -> Coverage:
    made = {
        rule: examples.at(tally.deciding.get(rule) or tally.holding[rule])
        for rule in (*tally.holding, *([None] if None in tally.deciding else []))
        if rule is not None
    }
    fallback = examples.at(tally.deciding[None]) if None in tally.deciding else None
    keys = [rule.key for rule in rule_set.rules]
    rules = tuple(
        RuleCoverage(
            rule,
            decides=plan.factor * tally.decided[at],
            holds=plan.factor * tally.held[at],
            hidden_by=tuple(keys[each] for each in sorted(tally.shadows[at])),
            example=made.get(at),
        )
        for at, rule in enumerate(rule_set.rules)
    )
    readers = len(plan.readers)
    return Coverage(
        completions=plan.factor * tally.total // readers,
        readers=readers,
        rules=rules,
        lanes=_lanes(rule_set, plan, tally, rules=rules, fallback=fallback),
        fallback=plan.factor * tally.fallback,
        fallback_example=fallback,
    )


def _lanes(
    rule_set: RuleSet,
    plan: Plan,
    tally: Tally,
    *,
    rules: tuple[RuleCoverage, ...],
    fallback: Example | None,
) -> tuple[LaneCoverage, ...]:
    examples: dict[str, Example] = {}
    for each in rules:
        if each.decides and each.example:
            examples.setdefault(each.rule.lane, each.example)
    if fallback:
        examples.setdefault(rule_set.fallback, fallback)
    return tuple(
        LaneCoverage(lane, plan.factor * count, examples.get(lane))
        for lane, count in _lane_counts(rule_set, tally).items()
    )


def _lane_counts(rule_set: RuleSet, tally: Tally) -> dict[str, int]:
    counts: dict[str, int] = {}
    for rule, count in zip(rule_set.rules, tally.decided, strict=True):
        counts[rule.lane] = counts.get(rule.lane, 0) + count
    counts[rule_set.fallback] = counts.get(rule_set.fallback, 0) + tally.fallback
    return counts
