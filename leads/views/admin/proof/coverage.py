"""Of all possible completions, how many reach each rule and each lane."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from assessment.domain.rubric import Question, QuestionKind, Rubric
from leads.domain.coverage import Coverage, Example, Shares, TooLarge, coverage, weighed
from leads.domain.routing import RuleSet
from leads.models import Lane
from leads.proofs import Proof
from leads.seen import FEWEST, seen_by
from leads.views.admin.explaining import FIELD_NAMES, AnswerShown, answers_in_words
from leads.views.admin.proof.frame import ProofView

SECONDS: Final = 3.0  # estimated, which errs upward: two on an idle core
SECONDS_MORE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Share:
    """A part of all, 0 to 1: for a bar, and in words."""

    exact: float

    @property
    def bar(self) -> str:
        """As HTML writes a number, whatever language the admin speaks."""
        return f"{self.exact:.4f}"

    @property
    def percent(self) -> str:
        """Never rounded to none or to all of them."""
        if 0 < self.exact < 0.001:
            return "under 0.1%"
        if 0.999 < self.exact < 1:
            return "over 99.9%"
        return f"{100 * self.exact:.1f}%"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: what is reached, by how many, and by which answers for instance."""

    label: str
    completions: str
    share: Share  # of all completions
    readers: Share | None  # of readers who answer as those before them did
    example: tuple[AnswerShown, ...]
    lane: str = ""
    alone: str = ""  # how many the rule would match if it came first


class CoverageView(ProofView):
    label = "Coverage"
    name = "coverage"
    template_name = "leads/admin/proof/coverage.html"

    def shown(self, proof: Proof) -> dict[str, Any]:
        try:
            counted = _counted(proof.rubric, proof.rule_set)
        except TooLarge as refused:
            return {"missing": f"{refused} The command `manage.py coverage` may take longer."}
        lanes = dict(Lane.objects.values_list("key", "name"))
        submissions, shares = _shares(proof)
        return {
            "completions": _grouped(counted.completions),
            "kinds": _grouped(counted.readers) if counted.readers > 1 else "",
            "total": _grouped(counted.total),
            "rules": _rules(counted, proof=proof, shares=shares, lanes=lanes),
            "lanes": _lanes(counted, proof=proof, shares=shares, lanes=lanes),
            "findings": list(_findings(counted, lanes)),
            "has_scored_number": any(map(_is_scored_number, proof.rubric.questions)),
            "submissions": submissions,
            "seen": _grouped(submissions),
            "fewest": FEWEST,
            "weighed": shares is not None,
        }


def _is_scored_number(question: Question) -> bool:
    return question.kind is QuestionKind.NUMBER and bool(question.slopes)


@lru_cache(maxsize=16)
def _counted(rubric: Rubric, rule_set: RuleSet) -> Coverage:
    """Counted once: what is frozen has the same coverage tomorrow."""
    return coverage(rubric, rule_set, seconds=SECONDS)


def _shares(proof: Proof) -> tuple[int, Shares | None]:
    submissions, seen = seen_by(proof)
    if seen is None:
        return submissions, None
    try:
        return submissions, weighed(proof.rubric, proof.rule_set, seen, seconds=SECONDS_MORE)
    except TooLarge:
        return submissions, None


def _rules(
    counted: Coverage, *, proof: Proof, shares: Shares | None, lanes: Mapping[str, str]
) -> list[Line]:
    lines = [
        Line(
            label=each.rule.label,
            completions=_grouped(each.decides),
            share=Share(each.decides / counted.total),
            readers=Share(shares.rules[each.rule.key]) if shares else None,
            example=tuple(_in_words(proof.rubric, each.example)),
            lane=lanes.get(each.rule.lane, each.rule.lane),
            alone=_grouped(each.holds),
        )
        for each in counted.rules
    ]
    fallback = Line(
        label="No rule holds",
        completions=_grouped(counted.fallback),
        share=Share(counted.fallback / counted.total),
        readers=Share(shares.fallback) if shares else None,
        example=tuple(_in_words(proof.rubric, counted.fallback_example)),
        lane=lanes.get(proof.rule_set.fallback, proof.rule_set.fallback),
    )
    return [*lines, fallback]


def _lanes(
    counted: Coverage, *, proof: Proof, shares: Shares | None, lanes: Mapping[str, str]
) -> list[Line]:
    return [
        Line(
            label=lanes.get(each.lane, each.lane),
            completions=_grouped(each.completions),
            share=Share(each.completions / counted.total),
            readers=Share(shares.lanes[each.lane]) if shares else None,
            example=tuple(_in_words(proof.rubric, each.example)),
        )
        for each in counted.lanes
    ]


def _grouped(count: int) -> str:
    return f"{count:,}"


def _in_words(rubric: Rubric, example: Example | None) -> Iterable[AnswerShown]:
    if example:
        yield from answers_in_words(rubric, example.answers)
        for field, text in example.reader.items():
            yield AnswerShown(str(FIELD_NAMES[field]), (text,))


def _findings(counted: Coverage, lanes: Mapping[str, str]) -> Iterable[str]:
    """What is not well, in a sentence each."""
    labels = {each.rule.key: each.rule.label for each in counted.rules}
    for each in counted.dead:
        yield f"The rule “{each.rule.label}” can never match: no completion meets its conditions."
    for each in counted.hidden:
        others = ", ".join(f"“{labels[key]}”" for key in each.hidden_by)
        yield f"The rule “{each.rule.label}” never decides: wherever it holds, {others} came first."
    for lane in counted.lanes:
        if not lane.completions:
            yield f"No completion leads to the lane “{lanes.get(lane.lane, lane.lane)}”."
