"""Where readers stop: per question of one version, how many saw it and how many went on."""

from typing import Any, NamedTuple

from assessment.models import PublishedRubric, StepCount
from assessment.views.versions import AboutAssessmentView


class Stop(NamedTuple):
    """`lost`: of those who were shown the question, how many of a hundred did not answer it."""

    text: str
    is_conditional: bool
    shown: int
    answered: int
    lost: int | None


class StopsView(AboutAssessmentView):
    """Of the version that is live, or of `?version=`."""

    heading = "Where readers stop"
    header_icon = "decimal"
    template_name = "assessment/admin/stops.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.versions())
        row = self._chosen(rows)
        stops = stops_of(row) if row else []
        return super().get_context_data(versions=rows, version=row, stops=stops, **kwargs)

    def _chosen(self, rows: list[PublishedRubric]) -> PublishedRubric | None:
        if "version" in self.request.GET:
            return self.version_called("version")
        current = self.assessment.current_rubric_id
        return next((row for row in rows if row.pk == current), None)


def stops_of(row: PublishedRubric) -> list[Stop]:
    """In the order of the questions, those nobody was shown yet included."""
    counts = {each.question: each for each in StepCount.objects.filter(rubric=row)}
    stops = []
    for question in row.rubric.questions:
        counted = counts.get(question.key)
        shown, answered = (counted.shown, counted.answered) if counted else (0, 0)
        lost = _percent(shown - answered, shown)
        stops.append(Stop(question.text, bool(question.show_if), shown, answered, lost))
    return stops


def _percent(part: int, whole: int) -> int | None:
    """Rounded half up; None of nobody. Whoever came back and answered later is not lost."""
    return (200 * max(part, 0) + whole) // (2 * whole) if whole else None
