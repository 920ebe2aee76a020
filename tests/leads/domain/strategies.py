"""Conditions, facts and rule sets of every shape, over one small assessment's names."""

from fractions import Fraction

from hypothesis import strategies as st

from leads.domain.conditions import (
    FIELDS,
    All,
    AnswerCondition,
    AnswerOperator,
    AnyOf,
    Condition,
    DifferenceCondition,
    Facts,
    FieldCondition,
    FieldOperator,
    Not,
    ScoreCondition,
    ScoreOperator,
)
from leads.domain.routing import Rule, RuleSet
from leads.domain.terms import DEEPEST, VALUELESS, depth

DIMENSIONS = ["personal", "organizational", "debt"]
QUESTIONS = ["team-waits", "levers", "hours", "words"]
CHOICES = ["never", "often", "always"]
LANES = ["book", "individual-advisory", "executive-advisory"]
WORDS = ["Board", "board", " drift ", "ß", "SS", "0"]

points = st.integers(0, 100)
words = st.sampled_from(WORDS)
numbers = st.integers(-5, 5) | st.floats(-5, 5).map(lambda number: round(number, 2))

score_conditions = st.builds(
    ScoreCondition, st.sampled_from(DIMENSIONS), st.sampled_from(ScoreOperator), points
)
difference_conditions = st.builds(
    lambda names, operator, value: DifferenceCondition(names[0], names[1], operator, value),
    st.permutations(DIMENSIONS),
    st.sampled_from(ScoreOperator),
    st.integers(-100, 100),
)


@st.composite
def answer_conditions(draw: st.DrawFn) -> AnswerCondition:
    operator = draw(st.sampled_from(AnswerOperator))
    keys = st.sampled_from(CHOICES) | words
    values = {
        AnswerOperator.IS: keys | numbers,
        AnswerOperator.IS_NOT: keys | numbers,
        AnswerOperator.IS_ANY_OF: st.lists(keys, min_size=1, max_size=3).map(tuple),
        AnswerOperator.AT_LEAST: numbers,
        AnswerOperator.AT_MOST: numbers,
    }
    return AnswerCondition(
        draw(st.sampled_from(QUESTIONS)), operator, draw(values.get(operator, keys))
    )


@st.composite
def field_conditions(draw: st.DrawFn) -> FieldCondition:
    operator = draw(st.sampled_from(FieldOperator))
    value = "" if operator in VALUELESS else draw(words)
    return FieldCondition(draw(st.sampled_from(FIELDS)), operator, value)


leaves = score_conditions | difference_conditions | answer_conditions() | field_conditions()


def _joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.builds(All, several) | st.builds(AnyOf, several) | st.builds(Not, inner)


# Two levels are left for a test to wrap them in.
conditions = st.recursive(
    leaves,
    lambda inner: _joined(inner.filter(lambda each: depth(each) < DEEPEST - 2)),
    max_leaves=8,
)

answers = st.one_of(
    st.sampled_from(CHOICES),
    st.lists(st.sampled_from(CHOICES), unique=True).map(tuple),
    st.integers(-5, 5),
    st.fractions(-5, 5, max_denominator=100),
    words,
    st.text(max_size=5),
    # Nothing an assessment gives; facts must be read whatever they are.
    st.none() | st.booleans() | st.floats() | st.lists(st.integers(), max_size=2),
)
facts = st.builds(
    Facts,
    scores=st.dictionaries(st.sampled_from(DIMENSIONS), st.none() | points),
    answers=st.dictionaries(st.sampled_from(QUESTIONS), answers),
    fields=st.dictionaries(st.sampled_from(FIELDS), words | st.text(max_size=5)),
)
NOTHING_KNOWN = Facts(scores={}, answers={}, fields={})
SOMEBODY = Facts(
    scores={"personal": 71, "organizational": 38, "debt": None},
    answers={
        "team-waits": "often",
        "levers": ("often", "always"),
        "hours": Fraction(13, 2),
        "words": " The Board misreads risk ",
    },
    fields={"contact.email_domain": "Portfolio.Example.com", "contact.company": "  "},
)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    drawn = draw(st.lists(st.tuples(conditions, st.sampled_from(LANES)), max_size=5))
    rules = tuple(
        Rule(f"rule-{at}", f"Rule {at}", f"Because of {at}.", condition, lane)
        for at, (condition, lane) in enumerate(drawn)
    )
    return RuleSet(rules, draw(st.sampled_from(LANES)), "Nothing else fits better.")
