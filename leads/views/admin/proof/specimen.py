"""One set of answers to try: typed by an editor, or those of a past submission."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from django.http import QueryDict

from assessment.controls import Asked, Control, texts_in
from assessment.domain.answers import Answers, AnswersInvalid, parse_answers
from assessment.domain.rubric import Rubric
from leads.domain.replay import Draft
from leads.models import Submission
from leads.views.admin.explaining import FIELD_NAMES

DOMAIN, EMAIL = "contact.email_domain", "contact.email"


@dataclass(frozen=True, slots=True)
class Specimen:
    """`given` has what stands in each control, by its name; `errors` the sentences."""

    draft: Draft
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def posted(cls, draft: Draft, data: QueryDict) -> Self:
        return cls(draft, {name: tuple(texts) for name, texts in data.lists()})

    @classmethod
    def past(cls, draft: Draft, submission: Submission) -> Self:
        """Answers to questions that the draft no longer asks are left aside."""
        given: dict[str, tuple[str, ...]] = {}
        for key, raw in submission.answers.items():
            given |= texts_in(f"answers.{key}", raw)
        given |= {f"contact.{name}": (text,) for name, text in submission.contact.items()}
        given |= {f"attribution.{name}": (text,) for name, text in submission.attribution.items()}
        return cls(draft, given)

    @property
    def rubric(self) -> Rubric:
        return self.draft.rubric

    @property
    def asked(self) -> list[Asked]:
        """Every question, those too that these answers hide."""
        return [self._asked(number) for number in range(1, len(self.rubric.questions) + 1)]

    @property
    def fields(self) -> list[tuple[str, Control]]:
        """What the rules ask of contact and origin, with its name; the domain is the address's."""
        names = {EMAIL if name == DOMAIN else name for name in self.draft.fields}
        return [
            (str(FIELD_NAMES[name]), self._control(name)) for name in FIELD_NAMES if name in names
        ]

    def room(self, room: str) -> dict[str, str]:
        """What stands in the fields of contact, or of attribution, by name."""
        return {
            name.removeprefix(f"{room}."): control.text
            for _, control in self.fields
            for name in [control.name]
            if name.startswith(f"{room}.")
        }

    def answers(self) -> Answers:
        """Raises AnswersInvalid."""
        raw = {each.question.key: each.answer for each in self.asked if each.answer is not None}
        return parse_answers(self.rubric, raw)

    def refused(self, invalid: AnswersInvalid) -> Self:
        errors = {f"answers.{error.question}": error.sentence for error in invalid.errors}
        return replace(self, errors=errors)

    def _asked(self, number: int) -> Asked:
        question = self.rubric.questions[number - 1]
        at = self._control(f"answers.{question.key}")
        shares = {
            choice.key: self._control(f"{at.name}.{choice.key}").text for choice in question.choices
        }
        return Asked(at.name, at.given, at.error, question=question, number=number, shares=shares)

    def _control(self, name: str) -> Control:
        return Control(name, self.given.get(name, ()), self.errors.get(name, ""))
