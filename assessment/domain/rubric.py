"""The rubric: one published assessment, frozen. What it takes to ask, to score and to show."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple, Self

from assessment.domain import documents
from assessment.domain.coherence import coherence_faults, idle_dimensions
from assessment.domain.documents import DocumentInvalid, Fault
from assessment.domain.parts import SLUG, Band, Choice, Dimension, Slope, blank_faults, each
from assessment.domain.questions import (
    Question,
    QuestionKind,
    Requirement,
    RequirementOperator,
)

__all__ = [
    "Band",
    "Choice",
    "ContactPolicy",
    "Dimension",
    "Pacing",
    "Question",
    "QuestionKind",
    "Requirement",
    "RequirementOperator",
    "Rubric",
    "RubricInvalid",
    "Section",
    "Slope",
]


class ContactPolicy(StrEnum):
    """Whether a reader must, may or cannot leave an address."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


class Pacing(StrEnum):
    """What a reader is asked at a time."""

    QUESTION = "question"
    SECTION = "section"
    PAGE = "page"


class Section(NamedTuple):
    """Neighbouring questions under one heading; the heading may be empty."""

    title: str
    questions: tuple[Question, ...]


class RubricInvalid(DocumentInvalid):
    """`errors`: every fault, as (JSON Pointer into the rubric's document, sentence)."""


@dataclass(frozen=True, slots=True, eq=False)
class Rubric:
    """A valid, immutable assessment. Two rubrics of equal content are equal, whoever made them.

    `contact_first`: a required address is asked for before the questions instead of after them.
    Raises RubricInvalid, naming every fault at once, when it would not be valid.
    """

    slug: str
    title: str
    contact: ContactPolicy
    consent_text: str = ""
    dimensions: tuple[Dimension, ...] = ()
    questions: tuple[Question, ...] = ()
    contact_first: bool = False
    pacing: Pacing = Pacing.SECTION
    content_hash: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if faults := tuple(self._faults()):
            raise RubricInvalid(faults)
        object.__setattr__(self, "content_hash", documents.content_hash(self.to_document()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rubric) and self.content_hash == other.content_hash

    def __hash__(self) -> int:
        return hash(self.content_hash)

    @property
    def consent_text_id(self) -> str:
        """Names the wording a reader agrees to; "" where nothing is asked."""
        return consent_text_id(self.consent_text) if self.consent_text else ""

    def sections(self) -> tuple[Section, ...]:
        """All questions in order, parted by heading."""
        return tuple(
            Section(title, tuple(questions))
            for title, questions in groupby(self.questions, key=lambda question: question.section)
        )

    def question(self, key: str) -> Question:
        """Raises KeyError when no question has this key."""
        return _named(key, self.questions)

    def dimension(self, key: str) -> Dimension:
        """Raises KeyError when no dimension has this key."""
        return _named(key, self.dimensions)

    def to_document(self) -> dict[str, Any]:
        """JSON-able, and exact: `Rubric.from_document(rubric.to_document()) == rubric`."""
        return documents.write(self)

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> Self:
        """Raises RubricInvalid for all that is of the wrong shape, else all that makes no sense."""
        reader = documents.Reader()
        rubric: Self = reader.read(cls, document)
        if reader.faults:
            raise RubricInvalid(reader.faults)
        return rubric

    def _faults(self) -> Iterator[Fault]:
        if not SLUG.fullmatch(self.slug):
            yield Fault("/slug", "A slug is small letters, digits and single hyphens: leadership.")
        yield from blank_faults("title", self.title)
        if not self.dimensions:
            yield Fault("/dimensions", "An assessment needs at least one dimension to score.")
        yield from each("dimensions", self.dimensions)
        yield from idle_dimensions(self.dimensions, self.questions)
        if not self.questions:
            yield Fault("/questions", "An assessment needs at least one question.")
        yield from each("questions", self.questions)
        yield from coherence_faults(self.dimensions, self.questions)
        if self.contact_first and self.contact is not ContactPolicy.REQUIRED:
            yield Fault("/contact_first", "Only a required address can be asked for first.")


def consent_text_id(text: str) -> str:
    """16 hex digits of the wording."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _named[Named: (Question, Dimension)](key: str, things: tuple[Named, ...]) -> Named:
    for thing in things:
        if thing.key == key:
            return thing
    raise KeyError(key)
