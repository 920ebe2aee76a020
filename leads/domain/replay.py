"""Past submissions under draft rules: which lane each would take now, and who would get them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from assessment.domain.answers import Answers, AnswersInvalid, parse_answers
from assessment.domain.rubric import Rubric
from assessment.domain.scoring import score
from leads.domain.conditions import references
from leads.domain.facts import Facts
from leads.domain.routing import RuleSet, match

type Load = dict[str | None, Fraction]


@dataclass(frozen=True, slots=True)
class Past:
    """One routed submission: `lane` is where it went, `answers` are as stored.

    `followed_up`: an advisor of the lane was to get it. Contact and attribution may be left empty
    where no rule asks for them.
    """

    lane: str
    followed_up: bool
    answers: Mapping[str, object]
    contact: Mapping[str, str]
    attribution: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where it would go now, by which rule (None: the fallback).

    `lane` is None where it cannot be replayed, and `obstacle` says in a sentence why.
    """

    lane: str | None
    rule: str | None = None
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be published.

    Answers are read and scored by its rubric. Under a rubric that differs in wording only they
    score what they scored; an answer to a question that is no longer asked is left aside.
    """

    rubric: Rubric
    rule_set: RuleSet

    @property
    def fields(self) -> frozenset[str]:
        """What the rules ask of contact and attribution, by the names of FIELDS."""
        named = (references(rule.condition).fields for rule in self.rule_set.rules)
        return frozenset[str]().union(*named)

    def replay(self, past: Past) -> Replayed:
        """Total: what does not fit is told, not raised."""
        try:
            answers = self._answers(past.answers)
        except AnswersInvalid as invalid:
            return Replayed(None, obstacle=self._obstacle(past.answers, invalid))
        scored = score(self.rubric, answers)
        facts = Facts.of(
            scores={each.dimension: each.points for each in scored.dimensions},
            answers=answers,
            contact=past.contact,
            attribution=past.attribution,
        )
        found = match(self.rule_set, facts)
        return Replayed(found.lane, found.rule)

    def _answers(self, stored: Mapping[str, object]) -> Answers:
        try:
            return parse_answers(self.rubric, stored)
        except AnswersInvalid:
            asked = {question.key for question in self.rubric.questions}
            return parse_answers(self.rubric, {key: stored[key] for key in stored if key in asked})

    def _obstacle(self, stored: Mapping[str, object], invalid: AnswersInvalid) -> str:
        """By the first answer that does not fit. Names the question, never what was answered."""
        question = self.rubric.question(invalid.errors[0].question)
        if question.key in stored:
            return f"The answer to “{question.text}” does not fit the draft."
        return f"The draft requires an answer to “{question.text}”, and there is none."


@dataclass(slots=True)
class Tally:
    """What was replayed so far, in counts alone: as small after a million as after one.

    `moves` and `followed_up` count pairs of the lane a submission took and the lane it would take;
    the second leaves out those no advisor would get. `obstacles` counts the sentences.
    """

    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    followed_up: Counter[tuple[str, str]] = field(default_factory=Counter)
    obstacles: Counter[str] = field(default_factory=Counter)

    def add(self, past: Past, replayed: Replayed) -> bool:
        """Whether this submission would change lane."""
        if replayed.lane is None:
            self.obstacles[replayed.obstacle] += 1
            return False
        move = (past.lane, replayed.lane)
        self.moves[move] += 1
        if past.followed_up:
            self.followed_up[move] += 1
        return past.lane != replayed.lane

    @property
    def replayed(self) -> int:
        return self.moves.total()

    @property
    def refused(self) -> int:
        return self.obstacles.total()

    @property
    def changed(self) -> int:
        return sum(count for (before, after), count in self.moves.items() if before != after)

    @property
    def leads_before(self) -> Counter[str]:
        """Leads to follow up, by the lane they took."""
        return _by_lane((before, count) for (before, _), count in self.followed_up.items())

    @property
    def leads_after(self) -> Counter[str]:
        return _by_lane((after, count) for (_, after), count in self.followed_up.items())


@dataclass(frozen=True, slots=True)
class Member:
    """An advisor who takes leads of one lane."""

    advisor: str
    lane: str
    weight: int


def expected_load(leads: Mapping[str, int], members: Iterable[Member]) -> Load:
    """How many of these leads, counted by lane, each advisor is to expect.

    A lane's draw gives each of its members a share by weight, and strays from it by less than one
    lead as long as nobody is away or at their cap. Under None: leads of lanes without members.
    """
    members = list(members)
    weights = Counter[str]()
    for member in members:
        weights[member.lane] += member.weight
    load: Load = {member.advisor: Fraction(0) for member in members}
    for member in members:
        share = Fraction(member.weight, weights[member.lane])
        load[member.advisor] += share * leads.get(member.lane, 0)
    load[None] = Fraction(sum(count for lane, count in leads.items() if lane not in weights))
    return load


def _by_lane(counts: Iterable[tuple[str, int]]) -> Counter[str]:
    total = Counter[str]()
    for lane, count in counts:
        total[lane] += count
    return total


def moves_listed(moves: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """JSON-able, by lane and lane."""
    return [
        {"from": before, "to": after, "count": count}
        for (before, after), count in sorted(moves.items())
    ]
