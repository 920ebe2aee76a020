"""What is measured. The rubrics and rules are the same in every run."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from assessment.domain.answers import parse_answers
from assessment.domain.rubric import Rubric
from assessment.domain.scoring import score
from leads.domain.conditions import from_document
from leads.domain.coverage import coverage
from leads.domain.facts import Facts
from leads.domain.flips import flips
from leads.domain.routing import Rule, RuleSet, explain, match
from tests.bench.harness import Figure, Work
from tests.leads.domain.large import CONDITIONS, large_rubric, rule_set

MICRO = 1e-6


def figures() -> Iterator[Figure]:
    yield from _scoring()
    yield from _matching()
    yield from _flipping()
    yield from _coverage()


def _scoring() -> Iterator[Figure]:
    twelve, twenty = large_rubric(questions=12), large_rubric(questions=20)
    raw = _raw(twenty)
    yield _scored("Scoring 12 answers on 3 dimensions", twelve, goal=5 * MICRO)
    yield _scored("Scoring 20 answers on 3 dimensions", twenty, goal=10 * MICRO)
    yield Figure("Parsing 20 answers", lambda: parse_answers(twenty, raw))


def _scored(name: str, rubric: Rubric, *, goal: float) -> Figure:
    answers = parse_answers(rubric, _raw(rubric))
    return Figure(name, lambda: score(rubric, answers), goal, _adding_up(rubric))


def _adding_up(rubric: Rubric) -> Work:
    """The floor: one look-up an answer and three sums, with nothing around them."""
    raw = _raw(rubric)
    rows = {
        question.key: {choice.key: (1, 2, 3) for choice in question.choices}
        for question in rubric.questions
    }

    def add_up() -> list[int]:
        found = [rows[key][answer] for key, answer in raw.items()]
        return [sum(column) for column in zip(*found, strict=True)]

    return add_up


def _raw(rubric: Rubric) -> dict[str, Any]:
    return {
        question.key: question.choices[at % len(question.choices)].key
        for at, question in enumerate(rubric.questions)
    }


def _matching() -> Iterator[Figure]:
    rubric = large_rubric()
    answers = parse_answers(rubric, _raw(rubric))
    points = {each.dimension: each.points for each in score(rubric, answers).dimensions}
    facts = Facts(points, answers, {"contact.email_domain": "example.com"})
    fifty = _fifty_rules()
    yield Figure(
        "Matching 50 rules of two comparisons",
        lambda: match(fifty, facts),
        3 * MICRO,
        lambda: [points["personal"] == at for at in range(50)],
    )
    yield Figure("The same with the explanation", lambda: explain(fifty, facts), 30 * MICRO)


def _flipping() -> Iterator[Figure]:
    rubric = large_rubric()
    answers = parse_answers(rubric, _raw(rubric))
    find = partial(flips, rubric, answers, rule_set=rule_set(), contact={}, attribution={})
    yield Figure("What would change a result: 20 questions, 80 other answers", find)


def _fifty_rules() -> RuleSet:
    """Each rule compares two scores. All verdicts are given, whichever rule decides."""
    dimensions = ("personal", "organizational", "debt")
    conditions = [
        {"all": [{"score": dimensions[at % 3], "operator": "above", "value": 50 + at},
                 {"score": dimensions[(at + 1) % 3], "operator": "below", "value": 50 - at}]}
        for at in range(50)
    ]  # fmt: skip
    rules = tuple(
        Rule(f"rule-{at}", f"Rule {at}", "Reason.", from_document(each), "lane")
        for at, each in enumerate(conditions)
    )
    return RuleSet(rules, "lane", "Else.")


def _coverage() -> Iterator[Figure]:
    rules = rule_set()
    shapes: dict[str, dict[str, int]] = {
        "each answer moves one dimension by 0 to 4": {"touched": 1, "most": 4},
        "each answer moves all three by 0 to 4": {"touched": 3, "most": 4},
        "each answer moves all three by 0 to 10": {"touched": 3, "most": 10},
    }
    for words, shape in shapes.items():
        rubric = large_rubric(**shape)
        yield Figure(
            f"Coverage, 20 questions × 5 choices, 3 dimensions, {len(CONDITIONS)} rules: {words}",
            partial(coverage, rubric, rules, seconds=60),
            2.0,
            rounds=3,
        )
