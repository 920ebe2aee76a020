"""One control of the form: its name, what stands in it, what is wrong with it."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from assessment.domain.rubric import Question, QuestionKind

NUMBER = re.compile(r"[+-]?[0-9]{1,10}(\.[0-9]{1,12})?")


class Option(NamedTuple):
    id: str
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """`name` as errors and the API have it: contact.email, answers.<key>."""

    name: str
    given: tuple[str, ...] = ()
    error: str = ""

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")

    @property
    def text(self) -> str:
        return self.given[-1] if self.given else ""


@dataclass(frozen=True, slots=True)
class Asked(Control):
    """One question; `number` counts from 1 over all sections."""

    question: Question = field(kw_only=True)
    number: int = field(kw_only=True)

    @property
    def options(self) -> list[Option]:
        """What there is to choose from: the choices, or every step of a scale."""
        return [
            Option(f"{self.id}-{at}", value, label, value in self.given)
            for at, (value, label) in enumerate(_offered(self.question), start=1)
        ]

    @property
    def described_by(self) -> str:
        """The ids of the help and of the error, for whoever hears the page."""
        help_id = f"{self.id}-help" if self.question.help_text else ""
        return f"{help_id} {self.id}-error".strip() if self.error else help_id

    @property
    def answer(self) -> object:
        """As the API would have it: keys, numbers, text. What is no number stays text, so that it
        is refused with a sentence."""
        if self.question.kind is QuestionKind.MULTIPLE:
            return list(self.given)
        if self.question.kind in (QuestionKind.SCALE, QuestionKind.NUMBER):
            written = self.text.strip()
            if NUMBER.fullmatch(written):
                return float(written) if "." in written else int(written)
        return self.text


def _offered(question: Question) -> list[tuple[str, str]]:
    if question.kind is QuestionKind.SCALE:
        minimum, maximum = question.bounds
        return [(str(step), str(step)) for step in range(minimum, maximum + 1)]
    return [(choice.key, choice.label) for choice in question.choices]
