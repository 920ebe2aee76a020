"""Texts that tell apart everything conditions can ask of a text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, combinations
from typing import Any, Final

from leads.domain.coverage.limits import TooLarge
from leads.domain.facts import fold, read

MOST_WORDS: Final = 8
APART: Final = "·"  # between words, so that no word is made where two meet
NEUTRAL: Final = "·"


def texts_telling(
    leaves: Sequence[Any], *, test: Callable[[Any], Callable[[Any], bool]], longest: int
) -> tuple[str, ...]:
    """One text, none of them blank, for each way in which these comparisons can come out."""
    tests = [test(leaf) for leaf in leaves]
    found: dict[tuple[bool, ...], str] = {}
    for text in candidates([leaf.value for leaf in leaves]):
        if fold(text) and len(text) <= longest:
            found.setdefault(tuple(each(read(text)) for each in tests), text)
    return tuple(found.values())


def candidates(values: Iterable[object], endings: Iterable[str] = ()) -> Iterator[str]:
    """Any text comes out of `is`, `contains` and `ends_with` these values like one of these."""
    words = sorted({fold(value) for value in values if isinstance(value, str)} - {""})
    if len(words) > MOST_WORDS:
        raise TooLarge(
            f"The rules ask for more than {MOST_WORDS} words of one text: too many to tell apart. "
            "Ask for fewer."
        )
    yield NEUTRAL
    yield from words
    subsets = chain.from_iterable(combinations(words, size) for size in range(len(words) + 1))
    for subset in subsets:
        body = APART.join(subset)
        yield f"{NEUTRAL}{body}{NEUTRAL}"
        for ending in endings:
            yield f"{NEUTRAL}{body}{APART}{fold(ending)}"
