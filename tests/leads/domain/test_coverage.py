"""Coverage where nobody can count by hand: sampling, invariants, examples, limits."""

import random
import time
from collections import Counter
from dataclasses import replace
from itertools import product
from math import prod, sqrt
from typing import Any

import pytest

from assessment.domain.answers import parse_answers
from assessment.domain.parts import Slope
from assessment.domain.questions import Question, QuestionKind, Requirement, RequirementOperator
from assessment.domain.rubric import Choice, ContactPolicy, Rubric
from assessment.domain.scoring import score
from leads.domain.conditions import Facts
from leads.domain.coverage import Coverage, Seen, TooLarge, coverage, weighed
from leads.domain.routing import Match, RuleSet, match
from tests.leads.domain.large import CONDITIONS, large_rubric, rule_set

ALL_RULES = rule_set()
NAMED = {"question-3", "question-7"}


def routed(rubric: Rubric, rules: RuleSet, raw: dict[str, Any], fields: Any = ()) -> Match:
    answers = parse_answers(rubric, raw)
    points = {each.dimension: each.points for each in score(rubric, answers).dimensions}
    return match(rules, Facts(points, answers, dict(fields)))


def counts(counted: Coverage) -> dict[str | None, int]:
    return {None: counted.fallback} | {each.rule.key: each.decides for each in counted.rules}


def check_examples(rubric: Rubric, rules: RuleSet, counted: Coverage) -> None:
    for each in counted.rules:
        if each.example:
            document = each.example.to_document()
            found = routed(rubric, rules, document["answers"], document["reader"])
            assert each.rule.key in {verdict.rule for verdict in found.verdicts if verdict.held}
            assert each.is_hidden or found.rule == each.rule.key
    for lane in counted.lanes:
        if lane.example:
            document = lane.example.to_document()
            assert routed(rubric, rules, document["answers"], document["reader"]).lane == lane.lane


@pytest.mark.parametrize(
    "shape",
    [{}, {"touched": 1, "most": 60}, {"touched": 2, "most": 6}, {"optional": 2, "most": 3}],
    ids=str,
)
def test_a_sample_of_a_large_assessment_goes_where_it_was_counted(shape: dict[str, int]) -> None:
    rubric = large_rubric(**shape)
    counted = coverage(rubric, ALL_RULES, seconds=60)
    assert sum(counts(counted).values()) == counted.total
    assert sum(lane.completions for lane in counted.lanes) == counted.total
    assert counted.total == 5 ** (20 - shape.get("optional", 0)) * 6 ** shape.get("optional", 0)
    dice, drawn = random.Random(1), 4_000
    sample: Counter[str | None] = Counter()
    for _ in range(drawn):
        raw = {
            question.key: dice.choice(
                [choice.key for choice in question.choices] + [None] * (not question.required)
            )
            for question in rubric.questions
        }
        sample[routed(rubric, ALL_RULES, raw).rule] += 1
    for rule, count in counts(counted).items():
        share = count / counted.total
        spread = sqrt(drawn * share * (1 - share))
        assert abs(sample[rule] - drawn * share) <= 4.5 * spread + 1
    check_examples(rubric, ALL_RULES, counted)


@pytest.mark.parametrize("named", [False, True])
def test_one_question_in_fine_steps_does_not_make_the_others_dear(named: bool) -> None:
    slopes = (Slope("personal", 0, 7), Slope("debt", 5, 0))
    hours = Question("hours", QuestionKind.NUMBER, "?", minimum=0, maximum=60, slopes=slopes)
    small = large_rubric(questions=14, most=6)
    rubric = replace(small, questions=(*small.questions, hours))
    hard = {"answer": "hours", "operator": "at_least", "value": 45}
    rules = rule_set((*CONDITIONS[:3], {"all": [hard, CONDITIONS[3]]} if named else CONDITIONS[3]))
    counted = coverage(rubric, rules)
    assert counted.total == 61 * 5**14 == sum(counts(counted).values())
    dice, drawn = random.Random(2), 3_000
    sample: Counter[str | None] = Counter()
    for _ in range(drawn):
        raw: dict[str, Any] = {
            question.key: dice.choice(question.choices).key for question in small.questions
        }
        sample[routed(rubric, rules, raw | {"hours": dice.randint(0, 60)}).rule] += 1
    for rule, count in counts(counted).items():
        share = count / counted.total
        assert abs(sample[rule] - drawn * share) <= 4.5 * sqrt(drawn * share * (1 - share)) + 1
    check_examples(rubric, rules, counted)


def test_the_order_of_questions_changes_nothing() -> None:
    rubric = large_rubric(questions=12)
    turned = replace(rubric, questions=rubric.questions[::-1])
    assert counts(coverage(rubric, ALL_RULES)) == counts(coverage(turned, ALL_RULES))


def test_a_rule_that_is_moved_up_holds_as_often_and_hides_the_others() -> None:
    rubric = large_rubric(questions=10)
    wide = {"score": "debt", "operator": "at_least", "value": 0}
    first = coverage(rubric, rule_set((wide, *CONDITIONS)))
    last = coverage(rubric, rule_set((*CONDITIONS, wide)))
    assert [each.holds for each in first.rules[1:]] == [each.holds for each in last.rules[:-1]]
    assert first.rules[0].decides == first.total
    live = [each for each in first.rules[1:] if each.holds]
    assert list(first.hidden) == live
    assert all(each.hidden_by == ("rule-0",) for each in live)


def test_an_impossible_rule_is_dead_and_has_no_example() -> None:
    never = {"all": [{"score": "debt", "operator": "above", "value": 60},
                     {"score": "debt", "operator": "below", "value": 60}]}  # fmt: skip
    counted = coverage(large_rubric(questions=8), rule_set((never,)))
    assert [each.rule.key for each in counted.dead] == ["rule-0"]
    assert counted.rules[0].example is None


def extra(*questions: Question) -> Rubric:
    small = large_rubric(questions=2, choices=2, touched=3)
    return replace(small, questions=(*small.questions, *questions))


PLAIN = (Choice("one", "One"), Choice("two", "Two"), Choice("three", "Three"))


@pytest.mark.parametrize(
    ("question", "ways"),
    [
        (Question("extra", QuestionKind.SINGLE, "?", choices=PLAIN), 3),
        (Question("extra", QuestionKind.SINGLE, "?", choices=PLAIN, required=False), 4),
        (Question("extra", QuestionKind.MULTIPLE, "?", choices=PLAIN), 7),
        (Question("extra", QuestionKind.MULTIPLE, "?", choices=PLAIN, required=False), 8),
        (Question("extra", QuestionKind.SCALE, "?", minimum=1, maximum=7), 7),
        (Question("extra", QuestionKind.NUMBER, "?", minimum=0, maximum=10**9), 10**9 + 1),
        (Question("extra", QuestionKind.SPLIT, "?", choices=PLAIN, total=40), 42 * 41 // 2),
        (Question("extra", QuestionKind.TEXT, "?"), 1),
        (Question("extra", QuestionKind.TEXT, "?", required=False), 2),
    ],
    ids=lambda value: str(getattr(value, "kind", value)),
)  # fmt: skip
def test_each_kind_of_question_has_its_number_of_answers(question: Question, ways: int) -> None:
    assert coverage(extra(question), rule_set(())).completions == 4 * ways


def test_a_hidden_question_is_not_answered() -> None:
    shown_if = (Requirement("question-0", RequirementOperator.IS_ANY_OF, ("choice-1",)),)
    branch = Question("extra", QuestionKind.SINGLE, "?", choices=PLAIN, show_if=shown_if)
    assert coverage(extra(branch), rule_set(())).completions == 2 * (3 + 1)


def test_words_that_rules_ask_for_part_a_text() -> None:
    text = Question("extra", QuestionKind.TEXT, "?")
    rules = rule_set(
        ({"answer": "extra", "operator": "contains", "value": "board"},
         {"answer": "extra", "operator": "contains", "value": "boardroom"})
    )  # fmt: skip
    counted = coverage(extra(text), rules)
    # Neither word, the shorter alone, both; never the longer alone.
    assert (counted.completions, counted.rules[0].holds) == (4 * 3, 4 * 2)
    assert (counted.rules[1].holds, counted.rules[1].hidden_by) == (4, ("rule-0",))
    check_examples(extra(text), rules, counted)


FIELDS = (
    {"field": "contact.email_domain", "operator": "is", "value": "acme.com"},
    {"field": "contact.email", "operator": "ends_with", "value": "@acme.com"},
    {"field": "contact.company", "operator": "is_present"},
    {"field": "attribution.utm_source", "operator": "contains", "value": "news"},
)


def test_readers_are_of_as_many_kinds_as_can_be() -> None:
    rubric = large_rubric(questions=2)
    counted = coverage(rubric, rule_set(FIELDS))
    # An address of the domain, another or none; with a company or without; with a source or not.
    # No address and another one are the same to these rules.
    assert counted.readers == 2 * 2 * 2
    assert counted.total == 25 * 8
    assert counted.rules[1].hidden_by == ("rule-0",)
    check_examples(rubric, rule_set(FIELDS), counted)


@pytest.mark.parametrize(
    ("policy", "kinds"),
    [(ContactPolicy.REQUIRED, 1), (ContactPolicy.OPTIONAL, 2), (ContactPolicy.NONE, 1)],
)
def test_who_must_or_cannot_leave_an_address_is_of_one_kind(
    policy: ContactPolicy, kinds: int
) -> None:
    rubric = replace(large_rubric(questions=2), contact=policy)
    present = {"field": "contact.email", "operator": "is_present"}
    counted = coverage(rubric, rule_set((present,)))
    assert counted.readers == kinds
    assert bool(counted.rules[0].holds) is (policy is not ContactPolicy.NONE)


def test_shares_weigh_answers_as_they_were_given() -> None:
    rubric = large_rubric(questions=4, choices=3)
    dice = random.Random(3)
    seen = {
        question.key: {choice.key: dice.randint(0, 9) for choice in question.choices}
        for question in rubric.questions
    }
    expected: Counter[str | None] = Counter()
    for keys in product(*(list(seen[question.key]) for question in rubric.questions)):
        raw = dict(zip(seen, keys, strict=True))
        weight = prod(seen[question][key] for question, key in raw.items())
        expected[routed(rubric, ALL_RULES_BUT_NAMED, raw).rule] += weight
    shares = weighed(rubric, ALL_RULES_BUT_NAMED, Seen(seen, {(): 5}))
    total = expected.total()
    assert shares.fallback == pytest.approx(expected[None] / total)
    for rule, share in shares.rules.items():
        assert share == pytest.approx(expected[rule] / total)


ALL_RULES_BUT_NAMED = rule_set([each for each in CONDITIONS if "answer" not in str(each)])

SLOPED = (Slope("personal", 0, 10),)


@pytest.mark.parametrize(
    "rubric",
    [
        extra(Question("extra", QuestionKind.NUMBER, "?", minimum=0, maximum=10**6, slopes=SLOPED)),
        large_rubric(most=999),
        large_rubric(questions=100, most=40),
        large_rubric(optional=20, most=50),
    ],
    ids=["a number", "a range", "questions", "optional"],
)
def test_what_is_too_large_is_refused_at_once_with_a_sentence(rubric: Rubric) -> None:
    began = time.monotonic()
    with pytest.raises(TooLarge, match=r"^(Counting|“).*\.$"):
        coverage(rubric, ALL_RULES_BUT_NAMED)
    assert time.monotonic() - began < 5
