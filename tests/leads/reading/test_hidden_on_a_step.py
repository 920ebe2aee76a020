"""A question that an answer on the same step hides: what was typed there waits."""

import pytest

from tests.leads.reading.browser import Form
from tests.leads.reading.ways import START, follow, legends, publish

pytestmark = pytest.mark.django_db


def test_what_was_typed_waits_until_the_question_is_shown_again(client, house):
    publish(pacing="section")
    form = follow(Form.opened(client, START), {"answers.late": "yes"})
    form = follow(form, {"answers.deep": "no"})
    form = follow(follow(form, {"go": "back"}), {"answers.late": "no"})
    back = follow(form, {"go": "back"})
    assert legends(back) == ["Is it late?"]
    form = follow(back, {"answers.late": "no"})
    form = follow(follow(form, {"go": "back"}), {"answers.late": "yes"})
    assert legends(form) == ["Is it late?", "Is it deep?"]
    assert form.values["answers.deep"] == ["no"]
