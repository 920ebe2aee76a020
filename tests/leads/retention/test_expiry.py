"""What has been kept for its time goes, hour by hour; what was decided stays without identity."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction
from django.utils import timezone

from leads.actions.expiry import expire
from leads.domain.retention import Periods
from leads.models import (
    Decision,
    Delivery,
    InboundMessage,
    Lead,
    OutboxMessage,
    RetentionPeriods,
    Submission,
    WebhookEndpoint,
    WebhookEvent,
)
from leads.tasks import apply_retention
from tests import make
from tests.leads.retention.test_erasing import everything_written

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = timezone.now()
FOREVER = Periods(*[None] * 4)


def gone(periods: Periods, *, in_days: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, count in expire(periods, now=NOW + timedelta(days=in_days)):
        counts[name] = counts.get(name, 0) + count
    return counts


def test_a_submission_goes_when_its_time_is_over_and_not_a_day_before(house):
    make.route(contact=make.ROSA, now=NOW)
    make.work_through("mail")
    periods = Periods(submissions=730, mail_words=None, webhook_data=None, finished_work=None)
    assert gone(periods, in_days=730) == {}
    assert gone(periods, in_days=731) == {"submissions": 1}
    assert "Rosa" not in everything_written()
    assert Decision.objects.count() == 1
    assert gone(periods, in_days=731) == {}


def test_of_two_submissions_the_newer_keeps_the_person(house):
    make.route(contact=make.ROSA, now=NOW - timedelta(days=100))
    make.route(contact=make.ROSA, now=NOW)
    periods = Periods(submissions=90, mail_words=None, webhook_data=None, finished_work=None)
    assert gone(periods, in_days=0) == {"submissions": 1}
    assert Lead.objects.get().name == make.ROSA["name"]


def test_the_words_of_a_mail_go_and_what_became_of_it_stays(house):
    make.route(contact=make.ROSA, follow_up=True)
    make.work_through("mail")
    make.let_steps_come()
    periods = Periods(submissions=None, mail_words=180, webhook_data=None, finished_work=None)
    assert gone(periods, in_days=181) == {"mail_words": 2}
    sent = Delivery.objects.filter(status="sent")
    assert set(sent.values_list("subject", "text", "html")) == {("", "", "")}
    assert set(sent.values_list("to_address", flat=True)) == {
        make.ROSA["email"],
        "cleo@example.com",
    }
    assert Delivery.objects.filter(status="queued").exists()  # the follow-up waits as it was


def test_a_mail_to_us_goes_with_who_wrote_it_once_it_was_judged(house):
    for became in ("unknown", "received"):
        InboundMessage.objects.create(
            event_key=became, from_address="rosa@example.com", subject="Hello", text="Words",
            became=became, written_by="person",
        )  # fmt: skip
    periods = Periods(submissions=None, mail_words=180, webhook_data=None, finished_work=None)
    assert gone(periods, in_days=181) == {"mail_words": 1}
    kept = {each.became: (each.from_address, each.text) for each in InboundMessage.objects.all()}
    assert kept == {"unknown": ("", ""), "received": ("rosa@example.com", "Words")}


def test_what_may_still_be_replayed_keeps_its_words(house):
    make.route(contact=make.ROSA)
    make.work_through("mail")
    Delivery.objects.update(status="failed")
    assert gone(Periods(), in_days=200).get("mail_words") is None


def test_what_other_systems_were_told_goes_and_what_they_are_owed_stays(house):
    WebhookEndpoint.objects.create(name="CRM", url="https://crm.example.com/")
    make.route(contact=make.ROSA)
    periods = Periods(submissions=None, mail_words=None, webhook_data=30, finished_work=None)
    assert gone(periods, in_days=31) == {}
    WebhookEvent.objects.first().deliveries.update(status="delivered")
    assert gone(periods, in_days=31) == {"webhook_data": 1}


def test_finished_work_goes_and_what_is_owed_or_dead_stays(house):
    submission = make.route(contact=make.ROSA)
    periods = Periods(submissions=None, mail_words=None, webhook_data=None, finished_work=90)
    OutboxMessage.objects.filter(topic="delivery.planned").update(dead_at=NOW)
    assert gone(periods, in_days=91) == {"finished_work": 1}
    assert OutboxMessage.objects.dead().count() == 2
    make.submit(contact=make.ROSA, submission_id=submission.pk)  # sent again, it changes nothing
    make.work_through("pipeline")
    assert Decision.objects.count() == 1


def test_where_no_period_is_set_everything_stays(house):
    make.route(contact=make.ROSA)
    make.work_through("mail")
    assert gone(FOREVER, in_days=99_999) == {}


def test_a_period_below_a_day_cannot_be_written():
    with pytest.raises(ValueError, match="a day is the least"):
        Periods(submissions=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionPeriods.objects.create(submissions=0)


def test_beat_rings_for_it_and_the_operators_periods_count(house):
    RetentionPeriods.objects.create(submissions=1)
    make.route(contact=make.ROSA, now=NOW - timedelta(days=2))
    apply_retention()
    assert Submission.objects.get().erased_at


@pytest.mark.parametrize(("name", "may"), [("otto", True), ("edith", False), ("cleo", False)])
def test_operators_set_the_periods(name, may, client, house):
    groups = {"otto": "Operators", "edith": "Editors", "cleo": "Advisors"}
    user = User.objects.create(username=name)
    user.groups.add(Group.objects.get(name=groups[name]))
    client.force_login(user)
    response = client.get("/admin/settings/leads/retentionperiods/", follow=True)
    assert ("submissions (days)" in response.content.decode().lower()) == may
