"""The form of one step as it stands on the page: what is asked, what was given, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple, Self

from django.http import QueryDict

from assessment.controls import Asked, Control, texts_in
from assessment.domain.rubric import ContactPolicy, Pacing, Question, QuestionKind, Rubric
from assessment.domain.steps import Progress, Step, Way
from leads.domain.drafting import Given, Going, Kept
from leads.domain.intake import ATTRIBUTION_FIELDS, CONTACT_FIELDS, FieldError
from leads.domain.spam import TRAPPED
from leads.spam import Seal
from leads.views.origin import tidy

TRAP = "comment"  # a field no person sees and no browser fills in, of the kind programs write into
FOLLOW_UP = "consent.follow_up"
HIDDEN = ("seal", *(f"attribution.{name}" for name in ATTRIBUTION_FIELDS))


class Part(NamedTuple):
    """The questions under one heading, which may be empty."""

    title: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """`given` has the values of every control by name, hidden ones too; `errors` the sentences;
    `seed` is the draft's id, by which shuffled choices keep their order."""

    way: Way
    step: Step
    given: Mapping[str, tuple[str, ...]]
    seed: str
    minutes: int
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def kept(cls, way: Way, step: Step, held: Kept, *, seed: str, minutes: int) -> Self:
        """The step as a draft holds it."""
        given: dict[str, tuple[str, ...]] = {}
        for key, raw in held.answers.items():
            given |= texts_in(f"answers.{key}", raw)
        given |= {f"contact.{name}": (text,) for name, text in held.contact.items()}
        given |= {FOLLOW_UP: ("yes",)} if held.follow_up else {}
        return cls(way, step, given, seed, minutes)

    def posted(self, data: QueryDict) -> Self:
        """The same step, holding what was sent instead."""
        return replace(self, given={name: tuple(texts) for name, texts in data.lists()})

    def sealed(self, seal: Seal, attribution: Mapping[str, str] | None = None) -> Self:
        """A first step: what its draft will be made of."""
        new = {f"attribution.{name}": (text,) for name, text in (attribution or {}).items()}
        return replace(self, given={**self.given, **new, "seal": (seal.signed(),)}).seeded(seal)

    def seeded(self, seal: Seal) -> Self:
        return replace(self, seed=str(seal.id))

    def refused(self, errors: Iterable[FieldError]) -> Self:
        return replace(self, errors=dict(errors))

    @property
    def rubric(self) -> Rubric:
        return self.way.rubric

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [(name, text) for name in HIDDEN if (text := self._text(name))]

    @property
    def parts(self) -> list[Part]:
        here = [self._asked(question) for question in self.way.asked_on(self.step)]
        sections = groupby(here, key=lambda asked: asked.question.section)
        return [Part(title, tuple(asked)) for title, asked in sections]

    @property
    def asked(self) -> list[Asked]:
        return [asked for part in self.parts for asked in part.asked]

    @property
    def progress(self) -> Progress | None:
        """None where all is on one page."""
        if self.rubric.pacing is Pacing.PAGE:
            return None
        return self.way.progress(self.step, minutes=self.minutes)

    @property
    def is_first(self) -> bool:
        return self.way.before(self.step) is None

    @property
    def is_last(self) -> bool:
        return self.way.after(self.step) is None

    @property
    def has_split(self) -> bool:
        return any(asked.question.kind is QuestionKind.SPLIT for asked in self.asked)

    @property
    def needs_contact(self) -> bool:
        return self.rubric.contact is ContactPolicy.REQUIRED

    @property
    def contact(self) -> dict[str, Control]:
        return {name: self._control(f"contact.{name}") for name in CONTACT_FIELDS}

    @property
    def consent(self) -> Control:
        return self._control(FOLLOW_UP)

    @property
    def other_errors(self) -> list[str]:
        """What is wrong with nothing the reader sees."""
        seen = {control.name for control in (*self.asked, *self.contact.values(), self.consent)}
        return [sentence for path, sentence in self.errors.items() if path not in seen]

    @property
    def sent(self) -> Given:
        asked = (self._asked(question) for question in self.step.questions)
        answers = {each.question.key: each.answer for each in asked if each.answer is not None}
        contact = {name: control.text.strip() for name, control in self.contact.items()}
        return Given(
            answers=answers,
            contact=contact if self.step.asks_contact else None,
            follow_up=self.step.asks_contact and bool(self.consent.text),
            flag=TRAPPED if self._text(TRAP) else "",
        )

    @property
    def going(self) -> Going:
        said = self._text("go")
        return Going(said) if said in Going else Going.ON

    @property
    def attribution(self) -> dict[str, str]:
        said = {name: tidy(self._text(f"attribution.{name}")) for name in ATTRIBUTION_FIELDS}
        return {name: text for name, text in said.items() if text}

    def _asked(self, question: Question) -> Asked:
        at = self._control(f"answers.{question.key}")
        keys = [choice.key for choice in question.choices]
        number = self.way.asked.index(question) + 1 if question in self.way.asked else 0
        return Asked(
            at.name,
            at.given,
            at.error,
            question=question,
            number=number,
            shares={key: self._text(f"{at.name}.{key}") for key in keys},
            seed=self.seed,
        )

    def _control(self, name: str) -> Control:
        return Control(name, self.given.get(name, ()), self.errors.get(name, ""))

    def _text(self, name: str) -> str:
        return self._control(name).text
