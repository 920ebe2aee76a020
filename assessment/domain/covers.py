"""What stands around the questions: read by readers before they begin, and by editors."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assessment.domain.documents import Fault

LONGEST_MINUTES: Final = 120
FEWEST_COMPARED: Final = 5  # among fewer, a place says who gave which answers


@dataclass(frozen=True, slots=True)
class Cover:
    """`introduction` is HTML as Wagtail stores it; `minutes` is how long it takes.

    `comparison_minimum`: how many results there must be before one is compared with the others.
    """

    introduction: str = ""
    minutes: int = 5
    comparison_minimum: int = 30

    def faults(self) -> Iterator[Fault]:
        if not 1 <= self.minutes <= LONGEST_MINUTES:
            yield Fault("/minutes", f"Minutes lie between 1 and {LONGEST_MINUTES}.")
        if self.comparison_minimum < FEWEST_COMPARED:
            yield Fault("/comparison_minimum", f"Compare at least {FEWEST_COMPARED} results.")
