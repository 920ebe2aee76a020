"""Where readers stop, counted once a draft and question, with nobody's name on it."""

import pytest

from assessment.models import StepCount
from tests.leads.reading.browser import Form
from tests.leads.reading.ways import START, follow

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def counts() -> dict[str, tuple[int, int]]:
    return {row.question: (row.shown, row.answered) for row in StepCount.objects.all()}


def test_a_question_is_shown_when_its_step_is_next_and_answered_when_it_is_passed(client, way):
    follow(Form.opened(client, START), {"answers.late": "no"})
    assert counts() == {"late": (1, 1), "week": (1, 0)}


def test_back_and_forth_counts_once(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    for _ in range(3):
        form = follow(follow(form, {"go": "back"}))
    assert counts() == {"late": (1, 1), "week": (1, 0)}


def test_two_readers_are_two(client, way):
    for _ in range(2):
        follow(Form.opened(client, START), {"answers.late": "yes"})
    assert counts() == {"late": (2, 2), "deep": (2, 0)}


def test_an_optional_question_left_out_is_shown_and_not_answered(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    form = follow(follow(form, {"answers.week.other": "40"}))
    assert counts()["note"] == (1, 0)


def test_a_step_that_is_refused_counts_nothing(client, way):
    Form.opened(client, START).send()
    assert counts() == {}
