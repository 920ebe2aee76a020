"""Where one score stands among the scores of other readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STEP: Final = 10  # readers of a hundred: a band this wide says what a few hundred results can bear


@dataclass(frozen=True, slots=True)
class Standing:
    """Of a hundred other readers, from `at_least` to under `below` scored lower; ties count half.

    Multiples of ten from 10 to 90. None is an open end: fewer than 10, or 90 and more. `readers`:
    how many others there are, at least one.
    """

    at_least: int | None
    below: int | None
    readers: int


def standing(
    counts: Mapping[int, int], points: int, *, minimum: int, counted: bool
) -> Standing | None:
    """`counts`: how many results have each number of points. `counted`: this one is among them, and
    is not compared with itself. None below `minimum` others, and where there is nobody at all.
    """
    readers = sum(counts.values()) - counted
    if readers < max(minimum, 1):
        return None
    lower = sum(count for other, count in counts.items() if other < points)
    level = counts.get(points, 0) - counted
    decade = min(STEP * (2 * lower + level) // (2 * readers), STEP - 1)
    return Standing(
        at_least=STEP * decade or None,
        below=STEP * (decade + 1) if decade < STEP - 1 else None,
        readers=readers,
    )
