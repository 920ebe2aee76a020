"""How sure the counts of a trial make us that one variant does better than the other.

Each variant's rate is unknown; before anything is counted every rate is as likely as any other.
After `submissions` of `seen` readers it is distributed as Beta(submissions + 1, rest + 1), and the
chance that one such rate lies above another is a finite sum: no simulation, no table, no normal
approximation that fails where counts are small.
"""

from dataclasses import dataclass
from math import exp, fsum, lgamma, log
from typing import Final

LEAST_SEEN: Final = 100  # readers of each variant
LEAST_SUBMISSIONS: Final = 10  # of both together
CLEAR: Final = 0.95


@dataclass(frozen=True, slots=True)
class Count:
    """Readers who saw one variant, and the submissions that came from it."""

    seen: int
    submissions: int

    def __post_init__(self) -> None:
        if min(self.seen, self.submissions) < 0:
            raise ValueError("Counts are never below zero.")

    @property
    def rate(self) -> float | None:
        """Submissions per reader; None where nobody has seen it."""
        return self.submissions / self.seen if self.seen else None

    @property
    def shape(self) -> tuple[int, int]:
        """Of its Beta distribution. One reader may submit twice, and a reader whose browser could
        not tell us was not counted: there are never fewer readers than submissions."""
        return self.submissions + 1, max(self.seen - self.submissions, 0) + 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """`chance` that B's rate is above A's; None while it is too early to say."""

    chance: float | None

    @property
    def better(self) -> str:
        """The variant that does better for all we know, "" where neither clearly does."""
        if self.chance is None:
            return ""
        return "b" if self.chance >= CLEAR else "a" if self.chance <= 1 - CLEAR else ""


def judge(a: Count, b: Count) -> Verdict:
    """Says nothing before both were seen by LEAST_SEEN readers and brought LEAST_SUBMISSIONS."""
    if min(a.seen, b.seen) < LEAST_SEEN or a.submissions + b.submissions < LEAST_SUBMISSIONS:
        return Verdict(None)
    return Verdict(chance_of_above(b, a))


def chance_of_above(one: Count, other: Count) -> float:
    """P(one's rate > other's rate), exact but for the rounding of floats.

    For whole shapes, with `one` ~ Beta(c, d) and `other` ~ Beta(a, b), it is the sum over i from 0
    to c - 1 of B(a + i, b + d) / ((d + i) B(1 + i, d) B(a, b)). The shorter of two sums is taken.
    """
    if one.shape[0] > other.shape[0]:
        return 1 - chance_of_above(other, one)
    (a, b), (c, d) = other.shape, one.shape
    terms = (
        exp(_log_beta(a + i, b + d) - log(d + i) - _log_beta(1 + i, d) - _log_beta(a, b))
        for i in range(c)
    )
    return min(1.0, fsum(terms))


def _log_beta(a: int, b: int) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
