"""What is known about one reader when a lead is routed, and how a comparison reads it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from leads.domain.terms import FIELDS

# An answer in its normal form: folded texts, an exact number, or () where nothing was answered.
type Reading = tuple[str, ...] | int | Fraction

MISSING = math.nan  # less than nothing, more than nothing, equal to nothing: no comparison holds


@dataclass(frozen=True, slots=True)
class Facts:
    """Points by dimension (0 to 100, None where nothing was answered), answers by question key, and
    what stands in FIELDS by name. What is missing is missing: nothing here raises for it.
    """

    scores: Mapping[str, int | None]
    answers: Mapping[str, object]
    fields: Mapping[str, str]

    @classmethod
    def of(
        cls,
        *,
        scores: Mapping[str, int | None],
        answers: Mapping[str, object],
        contact: Mapping[str, str],
        attribution: Mapping[str, str],
    ) -> Self:
        """Facts from a submission's parts; the address's domain is a field of its own."""
        said = {f"contact.{name}": value for name, value in contact.items()}
        said |= {f"attribution.{name}": value for name, value in attribution.items()}
        if "block" in attribution:
            said["attribution.block"] = block_of(attribution["block"])
        mailbox, _, domain = contact.get("email", "").strip().rpartition("@")
        said["contact.email_domain"] = domain if mailbox else ""
        return cls(scores, answers, {name: said[name] for name in FIELDS if name in said})

    def points(self, dimension: str) -> float:
        """The score, or MISSING."""
        points = self.scores.get(dimension)
        return MISSING if points is None else points

    def answer(self, question: str) -> Reading:
        return read(self.answers.get(question))

    def field(self, name: str) -> str:
        """Folded; blank and missing are both ""."""
        return fold(self.fields.get(name))


def block_of(named: str) -> str:
    """The block itself. Which variant of its call was shown follows a tilde, and decides nothing: a
    rule that names the block holds for both."""
    return named.partition("~")[0] if isinstance(named, str) else named


def fold(text: object) -> str:
    """How all text is compared: trimmed, without regard to case. What is not text is blank."""
    return text.strip().casefold() if isinstance(text, str) else ""


def read(answer: object) -> Reading:
    """Total: text and choice keys are folded, numbers exact as written, all else unanswered.

    A split reads as the keys of those choices that were given a part of it.
    """
    if isinstance(answer, str):
        return (text,) if (text := fold(answer)) else ()
    if isinstance(answer, Mapping):
        return read(tuple(answer.items()))
    if isinstance(answer, tuple | list):
        return tuple(text for text in map(fold, map(_chosen, answer)) if text)
    if isinstance(answer, bool):
        return ()
    if isinstance(answer, int | Fraction):
        return answer
    if isinstance(answer, float) and math.isfinite(answer):
        return Fraction(Decimal(repr(answer)))  # 0.1 is a tenth, as in the answers themselves
    return ()


def _chosen(item: object) -> object:
    match item:
        case (key, int(part)):
            return key if part > 0 else None
        case _:
            return item
