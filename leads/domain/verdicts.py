"""What is said of one rule: whether it holds, and what each of its comparisons met."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple, cast

from leads.domain.condition_documents import to_document
from leads.domain.terms import Leaf

type Actual = str | int | float | tuple[object, ...] | dict[str, int] | None


class Check(NamedTuple):
    """One comparison, what it met, and whether it held.

    `actual` is what the reader scored, answered or wrote, None where it is missing; of a difference
    both scores. It is as personal as the answers are.
    """

    leaf: Leaf
    actual: Actual
    held: bool

    @property
    def condition(self) -> dict[str, Any]:
        """The comparison's document."""
        return to_document(self.leaf)

    def to_document(self) -> dict[str, Any]:
        actual = list(self.actual) if isinstance(self.actual, tuple) else self.actual
        return {"condition": self.condition, "actual": actual, "held": self.held}


class Verdict(NamedTuple):
    """Whether one rule holds; with its checks where an explanation was asked for."""

    rule: str
    held: bool
    checks: tuple[Check, ...] = ()

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {"rule": self.rule, "held": self.held}
        if self.checks:
            document["checks"] = [check.to_document() for check in self.checks]
        return document


def plain(answer: object) -> Actual:
    """An answer as JSON can say it: exact numbers as they were sent, None where there is none."""
    match answer:
        case ((str(), int()), *_):
            return dict(cast("Iterable[tuple[str, int]]", answer))
        case tuple() | list():
            return tuple(answer)
        case Fraction():
            return answer.numerator if answer.denominator == 1 else float(answer)
        case str() | int():
            return answer
        case _:
            return None
