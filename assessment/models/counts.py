"""What is counted of many readers, without a word about any of them."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection, models
from django.db.models import Q, Sum

type Histograms = dict[str, dict[int, int]]


class ScoreCountQuerySet(models.QuerySet["ScoreCount"]):
    def record(self, rubric_id: int, points: Mapping[str, int]) -> None:
        """One more result with these points, by dimension, in the caller's transaction.

        One statement, and always in the order of the keys: two at once wait, and never for ever.
        """
        if not points:
            return
        table = self.model._meta.db_table
        rows = [(rubric_id, dimension, points[dimension]) for dimension in sorted(points)]
        values = ", ".join(["(%s, %s, %s, 1)"] * len(rows))
        statement = (
            f"INSERT INTO {table} (rubric_id, dimension, points, count) VALUES {values} "  # noqa: S608 (our own table)
            f"ON CONFLICT (rubric_id, dimension, points) "
            f"DO UPDATE SET count = {table}.count + 1"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in rows for value in row])

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
        """One reader more was shown, and answered, these questions; in the caller's transaction.

        One statement, and always in the order of the keys: two at once wait, and never for ever.
        """
        keys = sorted({*shown, *answered})
        if not keys:
            return
        table = self.model._meta.db_table
        values = ", ".join(["(%s, %s, %s, %s)"] * len(keys))
        statement = (
            f"INSERT INTO {table} (rubric_id, question, shown, answered) VALUES {values} "  # noqa: S608 (our own table)
            f"ON CONFLICT (rubric_id, question) DO UPDATE SET "
            f"shown = {table}.shown + excluded.shown, "
            f"answered = {table}.answered + excluded.answered"
        )
        rows = [(rubric_id, key, int(key in shown), int(key in answered)) for key in keys]
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in rows for value in row])


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
