"""How a sequence does: of each step how many got it, did not, wait for it, or left before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from leads.models import Enrolment, Sequence, StepRecord
from leads.models.enrolments import Left
from leads.views.admin.sequence_pages import SequencePage

type Counted = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class StepFigures:
    key: str
    subject: str
    sent: int
    skipped: int
    waiting: int
    left: int
    reasons: tuple[tuple[str, int], ...]


class FiguresView(SequencePage):
    """Counts only: who the readers are is for those who may see them."""

    label = "Who is in it"
    template_name = "leads/admin/sequence_figures.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enrolments = Enrolment.objects.filter(sequence=self.sequence)
        endings = _pairs(enrolments.exclude(left_at=None), "left_because", "left_because")
        labels = dict(Left.choices)
        return super().get_context_data(
            sequence=self.sequence,
            steps=figures_of(self.sequence),
            running=enrolments.running().count(),
            endings=sorted(
                ((labels[why], count) for (why, _), count in endings.items()), key=_many
            ),
            **kwargs,
        )


def figures_of(sequence: Sequence) -> list[StepFigures]:
    """Of the steps as published now, and of older ones that somebody had; four queries."""
    records = StepRecord.objects.filter(sequence=sequence)
    outcomes = _pairs(records, "step", "outcome")
    reasons = _pairs(records.filter(outcome=StepRecord.Outcome.SKIPPED), "step", "reason")
    enrolments = Enrolment.objects.filter(sequence=sequence)
    waiting = _pairs(enrolments.running(), "next_step", "left_because")
    left = _pairs(enrolments.exclude(left_at=None), "next_step", "left_because")
    return [
        StepFigures(
            key,
            subject,
            sent=outcomes.get((key, StepRecord.Outcome.SENT.value), 0),
            skipped=outcomes.get((key, StepRecord.Outcome.SKIPPED.value), 0),
            waiting=_of(waiting, key),
            left=_of(left, key),
            reasons=tuple((why, count) for (step, why), count in reasons.items() if step == key),
        )
        for key, subject in _named(sequence, {step for step, _ in outcomes}).items()
    ]


def _named(sequence: Sequence, met: Iterable[str]) -> dict[str, str]:
    version = sequence.current_version
    named = {step.key: step.subject for step in version.series.steps} if version else {}
    return named | dict.fromkeys(sorted(set(met) - set(named)), "No longer a step")


def _many(ending: tuple[str, int]) -> int:
    return -ending[1]


def _pairs(rows: Any, one: str, other: str) -> Counted:
    counted = rows.values_list(one, other).annotate(Count("pk")).order_by(one, other)
    return {(first, second): count for first, second, count in counted}


def _of(counted: Counted, key: str) -> int:
    return sum(count for (step, _), count in counted.items() if step == key)
