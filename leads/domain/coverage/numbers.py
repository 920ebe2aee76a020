"""A line of numbers, parted by those that conditions name.

A reader may write 2.5. Whole numbers stand for all others that come out as they do. The rest are
told apart here: those that are named, and one for each way to come out that only lies between.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from leads.domain.facts import read

type Told = Callable[[Fraction], Hashable]


def breaks(named: Sequence[Fraction]) -> list[int]:
    """Whole numbers at which what is said of a whole number may change."""
    return [step for number in named for step in (-(-number // 1), number // 1 + 1)]


def between(bounds: tuple[int, int], named: Sequence[Fraction], told: Told) -> Iterator[Fraction]:
    """Numbers that are not whole; `told` says how a number comes out."""
    minimum, maximum = bounds
    inside = {number for number in named if minimum <= number <= maximum}
    around = {
        Fraction(step + off)
        for number in named
        for step, off in ((-(-number // 1), -1), (number // 1, 1))
    }
    marks = sorted(inside | {number for number in around if minimum <= number <= maximum})
    yield from (number for number in sorted(inside) if number.denominator != 1)
    known = {told(number) for number in marks}
    for low, high in pairwise(marks):
        number = _middle(low, high)
        if low < number < high and (way := told(number)) not in known:
            known.add(way)
            yield number


def _middle(low: Fraction, high: Fraction) -> Fraction:
    """As it can be sent; where no number can, one of the two."""
    middle = read(float((low + high) / 2))
    return middle if isinstance(middle, Fraction) else low
