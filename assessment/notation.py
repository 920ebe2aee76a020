"""How editors write points: `personal 3, organizational -1`; along a range: `personal 0 to 8`.

One line beside each choice keeps a question of five choices and three dimensions on one screen.
"""

import re
from collections.abc import Iterator

from assessment.domain.rubric import Slope

_NUMBER = r"([+\-−]?\d{1,6})"
_POINTS = re.compile(rf"([a-z0-9-]+)[\s:=]+{_NUMBER}")
_WEIGHT = re.compile(rf"([a-z0-9-]+)(?:[\s:=]+{_NUMBER})?")
_SLOPE = re.compile(rf"([a-z0-9-]+)[\s:=]+{_NUMBER}\s*to\s*{_NUMBER}")


class NotationInvalid(ValueError):
    """The message is a sentence for the editor."""


def parse_points(text: str) -> tuple[tuple[str, int], ...]:
    """`personal 3, organizational -1` as pairs. Raises NotationInvalid."""
    return tuple(
        (dimension, _whole(points))
        for dimension, points in _parsed(text, _POINTS, "personal 3, organizational -1")
    )


def format_points(points: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{dimension} {value}" for dimension, value in points)


def parse_slopes(text: str) -> tuple[Slope, ...]:
    """`personal 0 to 8` as slopes, points at the low end first. Raises NotationInvalid."""
    return tuple(
        Slope(dimension, _whole(low), _whole(high))
        for dimension, low, high in _parsed(text, _SLOPE, "personal 0 to 8")
    )


def format_slopes(slopes: tuple[Slope, ...]) -> str:
    return ", ".join(f"{each.dimension} {each.at_minimum} to {each.at_maximum}" for each in slopes)


def parse_weights(text: str) -> tuple[tuple[str, int], ...]:
    """`personal 2, organizational` as pairs; without a number it weighs 1. Raises
    NotationInvalid."""
    return tuple(
        (dimension, _whole(weight or "1"))
        for dimension, weight in _parsed(text, _WEIGHT, "personal 2, organizational 1")
    )


def parse_keys(text: str) -> tuple[str, ...]:
    """`none, a-few` one by one."""
    return tuple(filter(None, map(str.strip, re.split(r"[,;\n]", text))))


def format_keys(keys: tuple[str, ...]) -> str:
    return ", ".join(keys)


def _parsed(text: str, form: re.Pattern[str], example: str) -> Iterator[tuple[str, ...]]:
    for item in parse_keys(text):
        match = form.fullmatch(item.lower())
        if match is None:
            raise NotationInvalid(f"“{item}” is not understood. Write it like this: {example}")
        yield match.groups()


def _whole(digits: str) -> int:
    return int(digits.replace("−", "-"))
