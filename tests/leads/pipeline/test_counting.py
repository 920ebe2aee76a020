"""What everybody scored is counted once a submission, and stays when people are forgotten."""

import pytest
from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone

from assessment.importing import load_assessment
from assessment.models import PublishedRubric, ScoreCount
from leads import outbox
from leads.actions.retention import erase_submission
from leads.actions.routing import process_submission
from leads.handlers import HANDLERS
from leads.models import OutboxMessage, Submission
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def counted() -> dict[tuple[str, int], int]:
    rows = ScoreCount.objects.values_list("dimension", "points", "count")
    return {(dimension, points): count for dimension, points, count in rows}


def total() -> int:
    return ScoreCount.objects.aggregate(sum=Sum("count", default=0))["sum"]


def test_each_dimension_of_each_submission_is_counted(house):
    make.route(make.TO_EXECUTIVE)
    make.route(make.TO_BOOK, contact=None)
    assert counted() == {
        ("personal-drag", 0): 2,
        ("organizational-drag", 100): 1,
        ("organizational-drag", 0): 1,
    }


def test_processed_twice_it_is_counted_once(house):
    submission = make.route()
    OutboxMessage.objects.update(done_at=None, token=None, available_at=Now())
    [work] = [each for each in outbox.claim("pipeline") if each.key == str(submission.pk)]
    process_submission(work, timezone.now())
    assert total() == 2


def test_a_failure_after_the_count_takes_it_back(house, monkeypatch):
    def fail(point: str) -> None:
        if point == "before_commit":
            raise RuntimeError

    monkeypatch.setattr("leads.actions.routing.fail_point", fail)
    make.submit()
    outbox.drain("pipeline", HANDLERS)
    assert total() == 0


def test_what_looks_automated_is_not_counted(house):
    make.route(make.TO_EXECUTIVE, flag="trap")
    assert total() == 0


def test_what_was_not_measured_is_not_counted(db):
    optional = make.COMPASS["questions"][1] | {"required": False}
    questions = [make.COMPASS["questions"][0], optional]
    compass = load_assessment(make.COMPASS | {"questions": questions}, publish=True)
    for key, name in make.LANES.items():
        make.make_lane(key, name=name)
    make.load_policy(make.POLICY, assessment=compass, publish=True)
    make.route({"pace": "they-wait"})
    assert counted() == {("personal-drag", 100): 1}


def test_the_counts_outlive_the_person(house):
    submission = make.route()
    erase_submission(submission, now=timezone.now())
    assert total() == 2


def test_what_is_erased_before_it_is_counted_never_is(house):
    submission = make.submit()
    erase_submission(submission, now=timezone.now())
    make.work_through("pipeline")
    assert total() == 0
    assert not OutboxMessage.objects.pending().exists()
    assert Submission.objects.get(pk=submission.pk).lead is None


def test_a_line_is_compared_across_its_rubrics_and_with_no_other(house):
    first = house.current_rubric
    make.route(make.TO_EXECUTIVE)
    for title, line in (("Reworded", first.line), ("Another meaning", first.line + 1)):
        other = PublishedRubric.objects.create(
            assessment=house,
            version=PublishedRubric.objects.count() + 1,
            line=line,
            content_hash=title,
            document={},
            published_at=timezone.now(),
        )
        ScoreCount.objects.record(other.pk, {"personal-drag": 0, "organizational-drag": 7})
    assert ScoreCount.objects.of_line(first) == {
        "personal-drag": {0: 2},
        "organizational-drag": {100: 1, 7: 1},
    }


def test_a_line_is_read_in_one_query_that_scans_nothing(house, django_assert_num_queries):
    make.route()
    with django_assert_num_queries(1) as asked:
        ScoreCount.objects.of_line(house.current_rubric)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + asked.captured_queries[0]["sql"])
            plan = [row[3] for row in cursor.fetchall()]
        assert not [step for step in plan if step.startswith("SCAN")], plan
