"""Of all possible completions, the exact number that reaches each rule and each lane.

What a completion is: every question that is shown is answered, or left out where it is optional,
which is one answer more. A multiple choice has as many answers as there are sets of its choices,
a scale its steps, a split every way to divide its total in whole numbers. A number has every whole
number of its range, and those between that conditions tell from all of these (`numbers`); where it
gives points, the whole ones and those stand for all. A text is one answer; words that rules ask for
part it into those they tell apart.
Hidden questions are not answered. What rules ask of contact and origin parts readers into kinds:
`total` is completions times kinds of reader.

How it is counted: questions that rules or other questions name are walked through in classes of
answers that the rules cannot tell apart (`walk`). All others only add points: their joint
distribution is built question by question (`tables`), dimensions that no question moves together
apart (`components`). What is left of the rules is then read along one dimension at a time
(`points`, `tally`), and an example is found on the way back (`examples`).
"""

from assessment.domain.rubric import Rubric
from leads.domain.coverage.examples import Example, Examples
from leads.domain.coverage.findings import Coverage, LaneCoverage, RuleCoverage, Shares, findings
from leads.domain.coverage.limits import SECONDS, TooLarge
from leads.domain.coverage.plan import Seen, field_leaves, plan
from leads.domain.coverage.tally import Count
from leads.domain.rule_sets import RuleSet

__all__ = [
    "Coverage",
    "Example",
    "LaneCoverage",
    "RuleCoverage",
    "Seen",
    "Shares",
    "TooLarge",
    "coverage",
    "field_leaves",
    "weighed",
]


def coverage(rubric: Rubric, rule_set: RuleSet, *, seconds: float = SECONDS) -> Coverage:
    """The rules name only what the rubric has. Raises TooLarge at once where counting would take
    longer than `seconds` (an estimate) or too much memory.
    """
    planned = plan(rubric, rule_set)
    count = Count(planned, rules=len(rule_set.rules), most=seconds)
    tally = count.run()
    return findings(rule_set, planned, tally, Examples(planned, count.components))


def weighed(rubric: Rubric, rule_set: RuleSet, seen: Seen, *, seconds: float = SECONDS) -> Shares:
    """The share of each rule and lane, each answer weighing as often as it was given.

    Questions are taken to be independent: how one is answered says nothing of another. Raises
    TooLarge as `coverage` does.
    """
    planned = plan(rubric, rule_set, seen)
    tally = Count(planned, rules=len(rule_set.rules), most=seconds).run()
    return Shares.of(rule_set, tally)
