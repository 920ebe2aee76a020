"""Assessments as large as editors make them, the same in every run."""

import random
from collections.abc import Sequence

from assessment.domain.questions import Question, QuestionKind
from assessment.domain.rubric import Band, Choice, ContactPolicy, Dimension, Rubric
from leads.domain.conditions import from_document
from leads.domain.routing import Rule, RuleSet

DIMENSIONS = ("personal", "organizational", "debt")
CONDITIONS: tuple[dict[str, object], ...] = (
    {"difference": ["organizational", "personal"], "operator": "at_least", "value": 20},
    {"difference": ["debt", "organizational"], "operator": "at_least", "value": 15},
    {"all": [{"score": "personal", "operator": "at_least", "value": 60},
             {"score": "debt", "operator": "below", "value": 40}]},
    {"score": "organizational", "operator": "at_least", "value": 70},
    {"all": [{"answer": "question-3", "operator": "is", "value": "choice-4"},
             {"score": "personal", "operator": "above", "value": 50}]},
    {"all": [{"answer": "question-7", "operator": "is_any_of", "value": ["choice-1", "choice-2"]},
             {"difference": ["personal", "debt"], "operator": "above", "value": 5}]},
    {"any": [{"score": "debt", "operator": "at_least", "value": 66},
             {"score": "personal", "operator": "at_most", "value": 20}]},
    {"score": "debt", "operator": "at_least", "value": 90},
    {"not": {"score": "organizational", "operator": "at_least", "value": 45}},
    {"score": "personal", "operator": "at_least", "value": 55},
)  # fmt: skip


def large_rubric(
    *, questions: int = 20, choices: int = 5, most: int = 4, touched: int = 3, optional: int = 0
) -> Rubric:
    """Every answer gives 0 to `most` points in `touched` of the three dimensions."""
    dice = random.Random(4711)
    asked = [
        Question(
            key=f"question-{at}",
            kind=QuestionKind.SINGLE,
            text=f"Question {at}?",
            required=at >= optional,
            choices=_choices(dice, choices, most, dice.sample(DIMENSIONS, touched)),
        )
        for at in range(questions)
    ]
    dimensions = tuple(Dimension(key, key, bands=(Band("all", "All", 0),)) for key in DIMENSIONS)
    return Rubric(
        slug="large",
        title="Large",
        contact=ContactPolicy.OPTIONAL,
        dimensions=dimensions,
        questions=tuple(asked),
    )


def _choices(
    dice: random.Random, count: int, most: int, dimensions: Sequence[str]
) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            f"choice-{at}", f"Choice {at}", tuple((d, dice.randint(0, most)) for d in dimensions)
        )
        for at in range(count)
    )


def rule_set(conditions: Sequence[dict[str, object]] = CONDITIONS) -> RuleSet:
    rules = tuple(
        Rule(f"rule-{at}", f"Rule {at}", "Reason.", from_document(each), f"lane-{at % 3}")
        for at, each in enumerate(conditions)
    )
    return RuleSet(rules, "lane-0", "Else.")
