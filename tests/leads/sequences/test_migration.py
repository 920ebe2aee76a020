"""What each lane mailed a day later is a sequence now: the same words, and nobody gets it again."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from leads.actions.sequences import put_in_sequence
from leads.mail.compose import render
from leads.models import Delivery, Enrolment, Lane, Lead, Sequence
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

migration: Any = import_module("leads.migrations.0013_follow_ups_become_sequences")

TEXT = "Yesterday, {{ you }} & I <met>.\r\nSo.\r\n\r\nToday you name it."


@pytest.fixture
def version(house: Any) -> Any:
    Sequence.objects.all().update(live=False)
    lane = Lane.objects.get(key="executive-advisory")
    old = SimpleNamespace(
        pk=lane.pk, key=lane.key, name=lane.name, reader_heading="Not this",
        follow_up_subject="The first {{ step }}", follow_up_text=TEXT,
    )  # fmt: skip
    return migration._sequence(apps, "default", old)


def test_it_freezes_to_exactly_what_was_published(version):
    sequence = Sequence.objects.get(title="A day later: Executive advisory")
    assert sequence.freeze() == sequence.current_version.series
    assert sequence.freeze().content_hash == version.content_hash
    assert sequence.live
    make.route(make.TO_EXECUTIVE, follow_up=True)
    [entered] = Enrolment.objects.all()
    assert entered.version_id == version.pk
    make.let_steps_come()
    words = render(Delivery.objects.with_contents().get(kind="follow_up"))
    assert words.subject == "The first { { step } }"
    assert words.text.startswith(
        "Hello Rosa,\n\nYesterday, { { you } } & I <met>.\nSo.\n\nToday you name it.\n"
    )


def test_who_had_the_mail_has_had_the_step_and_what_is_queued_still_goes(version):
    make.route(make.TO_EXECUTIVE)
    lead = Lead.objects.get()
    lead.submissions.update(follow_up_consent=True)
    delivery = Delivery.objects.get(kind="result")
    Delivery.objects.filter(pk=delivery.pk).update(kind="follow_up")
    migration._record(apps, "default", Delivery.objects.get(pk=delivery.pk), version)
    assert "Today you name it." in render(Delivery.objects.with_contents().get(pk=delivery.pk)).text
    with pytest.raises(Exception, match="nothing is left"):
        put_in_sequence(lead, version.sequence, by=None, now=make.NOW)
