"""What is counted of many readers, without a word about any of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Q, Sum

type Histograms = dict[str, dict[int, int]]


def add(model: type[models.Model], *, by: Sequence[str], rows: Collection[tuple[Any, ...]]) -> None:
    """Each row is a rubric's id, what it is counted `by`, then how much each of its counts rises.

    One statement, and always in the order of the keys: two at once wait, and never for ever.
    """
    if not rows:
        return
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    risen = ", ".join(
        f"{column} = {table}.{column} + excluded.{column}" for column in columns[1 + len(by) :]
    )
    row = f"({', '.join(['%s'] * len(columns))})"
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * len(rows))} "  # noqa: S608 (our own table)
        f"ON CONFLICT (rubric_id, {', '.join(by)}) DO UPDATE SET {risen}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in sorted(rows) for value in row])


class ScoreCountQuerySet(models.QuerySet["ScoreCount"]):
    def record(self, rubric_id: int, points: Mapping[str, int]) -> None:
        """One more result with these points, by dimension, in the caller's transaction."""
        add(
            self.model,
            by=("dimension", "points"),
            rows=[(rubric_id, *each, 1) for each in points.items()],
        )

    def of_line(self, rubric: Any) -> Histograms:
        """Of each dimension, how many have each number of points, over the rubric's whole line."""
        alike = self.filter(rubric__assessment=rubric.assessment_id, rubric__line=rubric.line)
        rows = alike.values_list("dimension", "points").annotate(Sum("count")).order_by()
        found: Histograms = {}
        for dimension, points, count in rows:
            found.setdefault(dimension, {})[points] = count
        return found


class ScoreCount(models.Model):
    """How many results of one rubric have these points in one dimension."""

    rubric = models.ForeignKey("PublishedRubric", on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=60)
    points = models.PositiveSmallIntegerField()
    count = models.PositiveBigIntegerField()

    objects = ScoreCountQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rubric", "dimension", "points"], name="one_count_per_score"
            ),
            models.CheckConstraint(condition=Q(points__lte=100), name="counted_points_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.points}: {self.count}"


class StepCountQuerySet(models.QuerySet["StepCount"]):
    def record(self, rubric_id: int, *, shown: Collection[str], answered: Collection[str]) -> None:
        """One reader more was shown, and answered, these questions; in the caller's transaction."""
        keys = {*shown, *answered}
        rows = [(rubric_id, key, int(key in shown), int(key in answered)) for key in keys]
        add(self.model, by=("question",), rows=rows)


class StepCount(models.Model):
    """Where readers stop: how many were shown a question, and how many went on with an answer."""

    rubric = models.ForeignKey("PublishedRubric", on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=60)
    shown = models.PositiveBigIntegerField()
    answered = models.PositiveBigIntegerField()

    objects = StepCountQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rubric", "question"], name="one_step_count_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: shown {self.shown}, answered {self.answered}"
