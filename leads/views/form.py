"""The form of one rubric as it stands on the page: what is asked, what was given, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self
from uuid import UUID, uuid4

from django.http import QueryDict

from assessment.domain.rubric import ContactPolicy, Question, Rubric
from leads.actions.submissions import Sent
from leads.domain.intake import ATTRIBUTION_FIELDS, CONTACT_FIELDS, FieldError, Particulars
from leads.spam import Seal
from leads.views.controls import Asked, Control
from leads.views.origin import tidy

TRAP = "comment"  # a field no person sees and no browser fills in, of the kind programs write into
FOLLOW_UP = "consent.follow_up"


class Part(NamedTuple):
    """The questions under one heading, which may be empty."""

    title: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """`given` has the values of every control by name, hidden ones too; `errors` the sentences."""

    rubric: Rubric
    given: Mapping[str, tuple[str, ...]]
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def fresh(cls, rubric: Rubric, *, seal: Seal, attribution: Mapping[str, str]) -> Self:
        """A form nobody has filled in: the id of its submission is made here, once."""
        origin = {f"attribution.{name}": (text,) for name, text in attribution.items()}
        return cls(rubric, origin).renewed(seal)

    @classmethod
    def posted(cls, rubric: Rubric, data: QueryDict) -> Self:
        return cls(rubric, {name: tuple(texts) for name, texts in data.lists()})

    def renewed(self, seal: Seal) -> Self:
        """The same answers in a form of its own: a new id, a new seal."""
        new = {"id": (str(uuid4()),), "seal": (seal.signed(),)}
        return replace(self, given={**self.given, **new})

    def refused(self, errors: Iterable[FieldError]) -> Self:
        return replace(self, errors=dict(errors))

    @property
    def submission_id(self) -> UUID | None:
        """None when the hidden field holds no UUID: somebody changed it."""
        try:
            return UUID(self._text("id"))
        except ValueError:
            return None

    @property
    def trap(self) -> str:
        return self._text(TRAP)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        names = ("id", "seal", *(f"attribution.{name}" for name in ATTRIBUTION_FIELDS))
        return [(name, text) for name in names if (text := self._text(name))]

    @property
    def parts(self) -> list[Part]:
        parts, number = [], 1
        for section in self.rubric.sections():
            numbered = enumerate(section.questions, start=number)
            asked = tuple(self._asked(question, number=at) for at, question in numbered)
            parts.append(Part(section.title, asked))
            number += len(asked)
        return parts

    @property
    def asked(self) -> list[Asked]:
        return [asked for part in self.parts for asked in part.asked]

    @property
    def takes_contact(self) -> bool:
        return self.rubric.contact is not ContactPolicy.NONE

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

    def sent(self, submission_id: UUID, *, flag: str) -> Sent:
        follow_up = self.takes_contact and bool(self.consent.text)
        origin = {name: tidy(self._text(f"attribution.{name}")) for name in ATTRIBUTION_FIELDS}
        return Sent(
            id=submission_id,
            answers={asked.question.key: asked.answer for asked in self.asked if asked.given},
            particulars=Particulars(
                contact=self._contact_given(),
                follow_up=follow_up,
                consent_text_id=self.rubric.consent_text_id if follow_up else "",
                attribution={name: text for name, text in origin.items() if text},
            ),
            flag=flag,
        )

    def _contact_given(self) -> dict[str, str] | None:
        """None when every field was left empty, which is how a reader leaves contact out."""
        given = {name: control.text.strip() for name, control in self.contact.items()}
        return given if self.takes_contact and any(given.values()) else None

    def _asked(self, question: Question, *, number: int) -> Asked:
        at = self._control(f"answers.{question.key}")
        return Asked(at.name, at.given, at.error, question=question, number=number)

    def _control(self, name: str) -> Control:
        return Control(name, self.given.get(name, ()), self.errors.get(name, ""))

    def _text(self, name: str) -> str:
        return self._control(name).text
