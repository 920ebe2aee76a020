"""What would change a result: each single answer that, given otherwise, leads to another lane.

All other answers stay as they were given. A change that would ask the reader something they were
never asked, and had to answer, is left out: nobody knows where it leads.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor

from assessment.domain.answers import Answer, Answers
from assessment.domain.rubric import Question, QuestionKind, Rubric
from assessment.domain.scoring import score
from assessment.domain.visibility import shown
from leads.domain.facts import Facts
from leads.domain.results import Given, pairs
from leads.domain.routing import Match, match
from leads.domain.rule_sets import RuleSet
from leads.domain.stops import Watched, watched, whole_stops

type Points = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Flip:
    """One answer given otherwise, and the lane it leads to.

    `movement`: how many points the scores would differ by, over all dimensions; one that is scored
    only before or only after counts its points.
    """

    given: Given
    instead: Given
    match: Match
    movement: int

    @property
    def question(self) -> Question:
        return self.given.question

    @property
    def added(self) -> tuple[str, ...]:
        """Labels of the choices that are taken only then."""
        return tuple(each for each in self.instead.labels if each not in self.given.labels)

    @property
    def removed(self) -> tuple[str, ...]:
        """Labels of the choices that are taken only now."""
        return tuple(each for each in self.given.labels if each not in self.instead.labels)

    @property
    def moved(self) -> tuple[int, str, str]:
        """Of a split: how much, away from which choice, and to which."""
        now, then = dict(self.given.shared), dict(self.instead.shared)
        changes = {label: then.get(label, 0) - now.get(label, 0) for label in now | then}
        source, target = (
            min(changes, key=changes.__getitem__),
            max(changes, key=changes.__getitem__),
        )
        return changes[target], source, target


@dataclass(frozen=True, slots=True)
class _Outcome:
    points: Points
    match: Match


@dataclass(frozen=True, slots=True)
class _Scene:
    """One reader's result, and what it takes to work out another."""

    rubric: Rubric
    answers: Answers
    rule_set: RuleSet
    facts: Facts
    branches: bool

    def outcome(self, answers: Answers) -> _Outcome:
        scored = score(self.rubric, answers)
        points = {each.dimension: each.points for each in scored.dimensions}
        facts = replace(self.facts, scores=points, answers=answers)
        return _Outcome(points, match(self.rule_set, facts))

    def changed(self, question: Question, answer: Answer) -> Answers | None:
        """The answers with this one; None where they would not be whole."""
        answers = {**self.answers, question.key: answer}
        if not self.branches:
            return answers
        asked = shown(self.rubric, answers)
        if any(each.required and each.key not in answers for each in asked):
            return None
        return {each.key: answers[each.key] for each in asked if each.key in answers}


def flips(
    rubric: Rubric,
    answers: Answers,
    *,
    rule_set: RuleSet,
    contact: Mapping[str, str],
    attribution: Mapping[str, str],
) -> tuple[Flip, ...]:
    """Those that move the scores least come first, then the rubric's order.

    Choices one by one, one tick more or less, every step of a scale; of a number the nearest whole
    one on either side, for each lane; of a split the least that moved from one category to another
    suffices. What was left unanswered stays so, and no answer is taken away.
    """
    facts = Facts.of(scores={}, answers=answers, contact=contact, attribution=attribution)
    branches = any(question.show_if for question in rubric.questions)
    scene = _Scene(rubric, answers, rule_set, facts, branches)
    now = scene.outcome(answers)
    watch = watched(rubric, rule_set)
    found = [
        flip
        for question in rubric.questions
        if question.key in answers
        for flip in _flips_of(scene, question, now, watch)
    ]
    return tuple(sorted(found, key=lambda flip: flip.movement))


def nearest(found: Iterable[Flip], *, most: int) -> tuple[Flip, ...]:
    """The first `most`, no question leading to one lane twice."""
    first: dict[tuple[str, str], Flip] = {}
    for flip in found:
        first.setdefault((flip.question.key, flip.match.lane), flip)
    return tuple(first.values())[:most]


def _flips_of(scene: _Scene, question: Question, now: _Outcome, watch: Watched) -> Iterator[Flip]:
    """Each run of alternatives gives the first that leads to each lane."""
    given = scene.answers[question.key]
    for run in _runs(scene, question, given, watch):
        reached: set[str] = {now.match.lane}
        for answer in run:
            answers = scene.changed(question, answer)
            if answers is None:
                continue
            then = scene.outcome(answers)
            if then.match.lane not in reached:
                reached.add(then.match.lane)
                moved = _movement(now.points, then.points)
                yield Flip(Given(question, given), Given(question, answer), then.match, moved)


def _runs(
    scene: _Scene, question: Question, given: Answer, watch: Watched
) -> Iterator[Iterable[Answer]]:
    """Alternatives to one answer, in runs that lead away from it."""
    match question.kind:
        case QuestionKind.SINGLE:
            yield from ((choice.key,) for choice in question.choices if choice.key != given)
        case QuestionKind.MULTIPLE:
            yield from ((each,) for each in _one_tick(question, given) if each)
        case QuestionKind.SCALE:
            minimum, maximum = question.bounds
            yield from ((each,) for each in range(minimum, maximum + 1) if each != given)
        case QuestionKind.NUMBER:
            yield from _numbers(scene, question, given, watch)
        case QuestionKind.SPLIT:
            yield from _splits(scene, question, given, watch)


def _one_tick(question: Question, given: Answer) -> Iterator[tuple[str, ...]]:
    ticked = set(given) if isinstance(given, tuple) else set()
    for choice in question.choices:
        toggled = ticked ^ {choice.key}
        yield tuple(each.key for each in question.choices if each.key in toggled)


def _numbers(
    scene: _Scene, question: Question, given: Answer, watch: Watched
) -> Iterator[Iterable[Answer]]:
    """Whole numbers above, then below: the nearest to what was given of each stretch of them."""
    if isinstance(given, str | tuple):
        return
    minimum, maximum = question.bounds
    stops = whole_stops(
        scene.rubric,
        (minimum, maximum),
        lambda number: scene.changed(question, number),
        turns=watch.turns(scene.rubric, question, (minimum, maximum)),
        points=watch.points,
    )
    above, below = floor(given) + 1, ceil(given) - 1
    yield [max(first, above) for first, last in stops if last >= above]
    yield [min(last, below) for first, last in reversed(stops) if first <= below]


def _splits(
    scene: _Scene, question: Question, given: Answer, watch: Watched
) -> Iterator[Iterable[Answer]]:
    """From each category to each other: ever more of it moved."""
    parts = dict(pairs(given))
    for source, whole in parts.items():
        for choice in question.choices:
            if choice.key != source:
                move = _Move(scene, question, parts, source, choice.key)
                stops = whole_stops(
                    scene.rubric, (1, whole), move.answers, turns=(whole,), points=watch.points
                )
                yield [move.by(first) for first, _ in stops]


@dataclass(frozen=True, slots=True)
class _Move:
    """Ever more of one part of a split given to another."""

    scene: _Scene
    question: Question
    parts: Mapping[str, int]
    source: str
    target: str

    def answers(self, amount: int) -> Answers | None:
        return self.scene.changed(self.question, self.by(amount))

    def by(self, amount: int) -> tuple[tuple[str, int], ...]:
        moved = dict(self.parts)
        moved[self.source] -= amount
        moved[self.target] = moved.get(self.target, 0) + amount
        return tuple(
            (each.key, part) for each in self.question.choices if (part := moved.get(each.key, 0))
        )


def _movement(before: Points, after: Points) -> int:
    return sum(abs((points or 0) - (after[key] or 0)) for key, points in before.items())
