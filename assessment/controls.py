"""One control of the form: its name, what stands in it, what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from assessment.domain.rubric import Question, QuestionKind
from assessment.domain.steps import in_order

NUMBER = re.compile(r"[+-]?[0-9]{1,10}(\.[0-9]{1,12})?")


class Option(NamedTuple):
    """Something to choose; of a split, a field of its own, and `value` what stands in it."""

    id: str
    name: str
    value: str
    label: str
    is_chosen: bool = False


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
    """One question; `number` counts from 1 over all that are asked. `shares`: what stands in the
    fields of a split, by choice. `seed`: what the order of shuffled choices comes from."""

    question: Question = field(kw_only=True)
    number: int = field(kw_only=True)
    shares: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    seed: str = field(default="", kw_only=True)

    @property
    def options(self) -> list[Option]:
        """What there is to choose from, every step of a scale, or every field of a split."""
        offered = enumerate(self._offered(), start=1)
        if self.question.kind is QuestionKind.SPLIT:
            return [
                Option(f"{self.id}-{at}", f"{self.name}.{key}", self.shares.get(key, ""), label)
                for at, (key, label) in offered
            ]
        return [
            Option(f"{self.id}-{at}", self.name, value, label, value in self.given)
            for at, (value, label) in offered
        ]

    @property
    def described_by(self) -> str:
        """The ids of the help and of the error, for whoever hears the page."""
        help_id = f"{self.id}-help" if self.question.help_text else ""
        return f"{help_id} {self.id}-error".strip() if self.error else help_id

    @property
    def shared(self) -> int | None:
        """What the fields of a split come to; None while there is nothing to add up."""
        numbers = [number_in(text) for text in self.shares.values() if text.strip()]
        whole = [number for number in numbers if isinstance(number, int)]
        return sum(whole) if whole and len(whole) == len(numbers) else None

    @property
    def answer(self) -> object:
        """As the API would have it: keys, numbers, text; None where nothing was given. What is no
        number stays text, so that it is refused with a sentence."""
        match self.question.kind:
            case QuestionKind.MULTIPLE:
                return list(self.given) or None
            case QuestionKind.SPLIT:
                typed = {key: text for key, text in self.shares.items() if text.strip()}
                return {key: number_in(text) for key, text in typed.items()} or None
            case QuestionKind.SCALE | QuestionKind.NUMBER:
                return number_in(self.text) if self.text.strip() else None
        return self.text or None

    def _offered(self) -> list[tuple[str, str]]:
        if self.question.kind is QuestionKind.SCALE:
            minimum, maximum = self.question.bounds
            return [(str(step), str(step)) for step in range(minimum, maximum + 1)]
        return [(choice.key, choice.label) for choice in in_order(self.question, self.seed)]


def number_in(text: str) -> int | float | str:
    written = text.strip()
    if not NUMBER.fullmatch(written):
        return text
    return float(written) if "." in written else int(written)


def texts_in(name: str, raw: object) -> dict[str, tuple[str, ...]]:
    """The other way: what stands in the controls of a question that was answered so."""
    match raw:
        case dict():
            return {f"{name}.{key}": (str(part),) for key, part in raw.items()}
        case list():
            return {name: tuple(str(each) for each in raw)}
    return {name: (str(raw),)}
