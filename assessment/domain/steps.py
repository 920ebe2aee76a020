"""The steps of one reader's way through a rubric: what is asked on each, what comes next, how far
it is. Nothing here is stored: the answers so far say it all.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple, Self

from assessment.domain.answers import Answer, AnswersInvalid, parse_some
from assessment.domain.rubric import Choice, ContactPolicy, Pacing, Question, Rubric
from assessment.domain.visibility import shown


class Step(NamedTuple):
    """`number` counts from 1 over all steps of the rubric, those with nothing to ask included."""

    number: int
    questions: tuple[Question, ...] = ()
    asks_contact: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """In questions asked, given the answers so far: those before this step, from `first` to `last`
    on it, and `total`. On a step that asks only for contact, `first` is above `last`."""

    first: int
    last: int
    total: int
    minutes_left: int  # 0: less than one

    @property
    def passed(self) -> int:
        return self.first - 1


@dataclass(frozen=True, slots=True)
class Way:
    """The steps of a rubric as some answers leave them."""

    rubric: Rubric
    answers: Mapping[str, Answer]  # the valid ones
    asked: tuple[Question, ...]
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, rubric: Rubric, raw: Mapping[str, object]) -> Self:
        """`raw` may hold what is wrong; it counts as not answered."""
        answers = valid_answers(rubric.questions, raw)
        return cls(rubric, answers, shown(rubric, answers), steps_of(rubric))

    @property
    def first(self) -> Step:
        return self.steps[0]

    def step(self, number: int) -> Step | None:
        """None where the rubric has no such step."""
        return self.steps[number - 1] if 1 <= number <= len(self.steps) else None

    def at(self, number: int) -> Step:
        """This step, or the next one that asks something, or the last that does."""
        asking = [step for step in self.steps if self._asks(step)]
        return next((step for step in asking if step.number >= number), asking[-1])

    def after(self, step: Step) -> Step | None:
        """The next step that asks something; None after the last."""
        later = self.steps[step.number :]
        return next((each for each in later if self._asks(each)), None)

    def before(self, step: Step) -> Step | None:
        earlier = reversed(self.steps[: step.number - 1])
        return next((each for each in earlier if self._asks(each)), None)

    def asked_on(self, step: Step) -> tuple[Question, ...]:
        return tuple(question for question in step.questions if question in self.asked)

    def progress(self, step: Step, *, minutes: int) -> Progress:
        """`minutes`: what the whole takes a reader to whom no answer opens further questions."""
        here = self.asked_on(step)
        passed = sum(len(self.asked_on(each)) for each in self.steps[: step.number - 1])
        at_start = len(shown(self.rubric, {})) or 1
        left = minutes * (len(self.asked) - passed) / at_start
        return Progress(
            first=passed + 1,
            last=passed + len(here),
            total=len(self.asked),
            minutes_left=ceil(left) if left >= 1 else 0,
        )

    def _asks(self, step: Step) -> bool:
        return step.asks_contact or bool(self.asked_on(step))


def steps_of(rubric: Rubric) -> tuple[Step, ...]:
    """By the rubric's pacing; where contact is asked for it is a step of its own, except where all
    is on one page."""
    asks_contact = rubric.contact is not ContactPolicy.NONE
    if rubric.pacing is Pacing.PAGE:
        return (Step(1, rubric.questions, asks_contact),)
    groups = [section.questions for section in rubric.sections()]
    if rubric.pacing is Pacing.QUESTION:
        groups = [(question,) for question in rubric.questions]
    contents = [(questions, False) for questions in groups]
    if asks_contact:
        contents.insert(0 if rubric.contact_first else len(contents), ((), True))
    return tuple(Step(number, *content) for number, content in enumerate(contents, start=1))


def valid_answers(questions: Iterable[Question], raw: Mapping[str, object]) -> dict[str, Answer]:
    """What can be read of them, each question for itself."""
    found: dict[str, Answer] = {}
    for question in questions:
        try:
            found |= parse_some([question], raw)
        except AnswersInvalid:
            continue
    return found


def in_order(question: Question, seed: str) -> tuple[Choice, ...]:
    """The choices as one reader sees them: where the question shuffles them, in an order that is
    any, and the same for as long as `seed` is."""
    if not question.shuffled:
        return question.choices

    def place(choice: Choice) -> bytes:
        return hashlib.sha256(f"{seed} {question.key} {choice.key}".encode()).digest()

    return tuple(sorted(question.choices, key=place))
