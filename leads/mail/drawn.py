"""Scores as mails draw them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.domain.rubric import Rubric
from leads.domain.results import measured
from leads.models import Decision

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Bar:
    """One score as it is drawn. `points` is None where no answer could move it."""

    label: str
    points: int | None
    band: str
    narrative: str  # the first sentence; the result page has the rest


def bars(rubric: Rubric, points: Mapping[str, int | None]) -> list[Bar]:
    """Every score as it was stored, in the words of its rubric."""
    return [
        Bar(
            each.dimension.label,
            each.points,
            each.band.label if each.band else "",
            _SENTENCE_END.split(each.band.narrative.strip())[0] if each.band else "",
        )
        for each in measured(rubric, points)
    ]


def points_of(decision: Decision) -> dict[str, int | None]:
    return {each["dimension"]: each["points"] for each in decision.score["dimensions"]}
