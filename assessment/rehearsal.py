"""Taking an assessment in the preview: step by step as readers do, with a score, storing nothing.

All answers travel in the address, so that a frame without JavaScript walks as well as any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple, Self

from django.http import QueryDict

from assessment.controls import Asked
from assessment.domain.answers import AnswersInvalid, parse_some
from assessment.domain.rubric import Band, Dimension, Pacing, Question, QuestionKind, Rubric
from assessment.domain.scoring import score
from assessment.domain.steps import Progress, Step, Way

PREFIX = "answers."
FRAME = ("mode", "in_preview_panel")  # what Wagtail's own address says of the preview


class Part(NamedTuple):
    title: str
    asked: tuple[Asked, ...]


class Scored(NamedTuple):
    """`points` and `band` are None where no answer could move the dimension."""

    dimension: Dimension
    points: int | None
    band: Band | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One step of the walk, or its end, where `step` is None. `given`: the fields of every answer
    so far, by name; `errors`: sentences by question."""

    way: Way
    step: Step | None
    given: Mapping[str, tuple[str, ...]]
    frame: Mapping[str, str]
    minutes: int
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rubric: Rubric, sent: QueryDict, *, minutes: int) -> Self:
        """Where whoever sent this goes: on from a step that is answered well, else nowhere."""
        given = {name: tuple(held) for name, held in sent.lists() if name.startswith(PREFIX)}
        raw = {
            question.key: answer
            for question in rubric.questions
            if (answer := _asked(question, given).answer) is not None
        }
        way = Way.of(rubric, raw)
        here = way.step(_number(sent.get("step", "")))
        errors = _errors(way, here, raw) if here and sent.get("go") == "on" else {}
        frame = {name: str(sent[name]) for name in FRAME if name in sent}
        step = here if errors else _next(way, here, sent.get("go", ""))
        return cls(way, step, given, frame, minutes, errors)

    @property
    def parts(self) -> list[Part]:
        asked = [
            _asked(question, self.given, number=at, error=self.errors.get(question.key, ""))
            for at, question in enumerate(self.way.asked, start=1)
            if self.step and question in self.step.questions
        ]
        sections = groupby(asked, key=lambda each: each.question.section)
        return [Part(title, tuple(under)) for title, under in sections]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The fields of the answers that other steps ask for; words count for nothing and stay."""
        here = self.step.questions if self.step else ()
        left = [
            question.key
            for question in self.way.rubric.questions
            if question not in here and question.kind is not QuestionKind.TEXT
        ]
        return [
            (name, text)
            for name, texts in self.given.items()
            if name.removeprefix(PREFIX).split(".")[0] in left
            for text in texts
        ]

    @property
    def progress(self) -> Progress | None:
        if self.step is None or self.way.rubric.pacing is Pacing.PAGE:
            return None
        return self.way.progress(self.step, minutes=self.minutes)

    @property
    def is_first(self) -> bool:
        return self.step is not None and self.way.before(self.step) is None

    @property
    def is_last(self) -> bool:
        return self.step is not None and self.way.after(self.step) is None

    @property
    def scored(self) -> list[Scored]:
        rubric = self.way.rubric
        found = []
        for each in score(rubric, self.way.answers).dimensions:
            dimension = rubric.dimension(each.dimension)
            band = None if each.points is None else dimension.band(each.points)
            found.append(Scored(dimension, each.points, band))
        return found

    @property
    def left_out(self) -> list[Question]:
        """What a reader would have to answer before a result."""
        return [
            question
            for question in self.way.asked
            if question.required
            and question.kind is not QuestionKind.TEXT
            and question.key not in self.way.answers
        ]


def _next(way: Way, here: Step | None, go: str) -> Step | None:
    if here is None:
        return None if go == "score" else way.at(1)
    match go:
        case "on":
            return way.after(here)
        case "back":
            return way.before(here) or here
        case "score":
            return None
    return way.at(here.number)


def _errors(way: Way, here: Step, raw: Mapping[str, object]) -> dict[str, str]:
    try:
        parse_some(way.asked_on(here), raw, given=way.answers)
    except AnswersInvalid as invalid:
        return {error.question: error.sentence for error in invalid.errors}
    return {}


def _asked(
    question: Question,
    given: Mapping[str, tuple[str, ...]],
    *,
    number: int = 0,
    error: str = "",
) -> Asked:
    name = PREFIX + question.key
    shares = {each.key: given.get(f"{name}.{each.key}", ("",))[-1] for each in question.choices}
    return Asked(
        name,
        given.get(name, ()),
        error,
        question=question,
        number=number,
        shares=shares,
        seed="preview",
    )


def _number(text: str) -> int:
    """0, which is no step, for what is no number."""
    return int(text) if text.isdecimal() and len(text) < len("10000") else 0
