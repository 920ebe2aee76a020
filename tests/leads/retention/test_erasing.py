"""What a reader sent can be forgotten: nothing personal stays, and the receipts name nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, models
from django.utils import timezone

from leads.actions import tracking_events
from leads.actions.retention import close_result_link, erase_submission
from leads.actions.submissions import SubmissionConflict, accept_submission
from leads.actions.tracking_events import Report
from leads.models import (
    Assignment,
    Decision,
    Delivery,
    Lead,
    OutboxMessage,
    Submission,
    Suppression,
    TrackingEvent,
    personal,
)
from leads.models.tokens import address_hash, unsubscribe_token
from leads.results import result_behind
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = timezone.now()
ROSAS = {
    **make.ROSA,
    "note": "Canary-note: whether to keep two booking systems.",
    "campaign": "canary-campaign",
    "page": "/canary-page/",
}
KINDS_OF_TEXT = (models.CharField, models.TextField, models.JSONField)


def rosas(answers: dict[str, Any] = make.TO_EXECUTIVE, **more: Any) -> Submission:
    return make.route(
        answers | {"note": ROSAS["note"]},
        contact=make.ROSA,
        follow_up=True,
        utm_campaign=ROSAS["campaign"],
        page=ROSAS["page"],
        **more,
    )


def sent_and_reported(submission: Submission) -> None:
    make.work_through("mail")
    delivery = submission.deliveries.get(kind="result")
    for event in ("delivered", "opened"):
        report = Report(event, "postmark", delivery_id=delivery.pk, recipient=make.ROSA["email"])
        tracking_events.record_tracking_event(report)
    make.work_through("pipeline")


def everything_written() -> str:
    """Every value of every column of every table, as a grep of a dump would meet it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_nothing_of_the_person_stands_anywhere_in_the_database(house):
    submission = rosas()
    sent_and_reported(submission)
    before = everything_written()
    assert [text for text in ROSAS.values() if text not in before] == []
    assert address_hash(make.ROSA["email"]) in before
    erase_submission(submission, now=NOW)
    after = everything_written()
    assert [text for text in ROSAS.values() if text in after] == []
    assert "Rosa" not in after
    assert address_hash(make.ROSA["email"]) not in after
    assert submission.result_token not in after


def test_the_receipts_stay_and_name_nobody(house):
    submission = rosas()
    before = Decision.objects.values().get(), Assignment.objects.values().get()
    erase_submission(submission, now=NOW)
    assert (Decision.objects.values().get(), Assignment.objects.values().get()) == before
    assert str(Lead.objects.get()) == "Erased"


def test_its_link_opens_nothing(house):
    submission = rosas()
    erase_submission(submission, now=NOW)
    assert result_behind(submission.result_token, now=NOW) is None
    erased = Submission.objects.get()
    assert result_behind(erased.result_token, now=NOW) is None


def test_what_was_queued_is_cancelled_and_no_dead_letter(house):
    submission = rosas()
    erase_submission(submission, now=NOW)
    assert set(Delivery.objects.values_list("status", flat=True)) == {"cancelled"}
    OutboxMessage.objects.update(available_at=NOW - timedelta(days=1))
    make.work_through()
    assert mail.outbox == []
    assert not OutboxMessage.objects.pending().exists()
    assert not OutboxMessage.objects.dead().exists()


def test_what_was_sent_keeps_what_became_of_it(house):
    submission = rosas()
    sent_and_reported(submission)
    erase_submission(submission, now=NOW)
    result = Delivery.objects.get(kind="result")
    assert (result.status, result.to_address, result.text, result.html) == ("opened", "", "", "")
    assert TrackingEvent.objects.count() == 2


def test_twice_is_once(house):
    submission = rosas()
    erase_submission(submission, now=NOW)
    before = everything_written()
    erase_submission(submission, now=NOW + timedelta(days=1))
    assert everything_written() == before


def test_the_same_body_under_the_same_id_brings_nothing_back(house):
    sent = make.sent(contact=make.ROSA)
    submission = accept_submission(house.current_rubric, sent, now=NOW)
    make.work_through("pipeline")
    erase_submission(submission, now=NOW)
    with pytest.raises(SubmissionConflict):
        accept_submission(house.current_rubric, sent, now=NOW)
    assert "Rosa" not in everything_written()


def test_other_submissions_of_the_person_stay_with_what_they_said(house):
    older = make.route(contact=make.ROSA | {"company": "Older Ltd"})
    newer = make.route(contact=make.ROSA | {"name": "R. Almeida-Canary", "company": ""})
    erase_submission(newer, now=NOW)
    lead = Lead.objects.get()
    assert (lead.email, lead.name, lead.company) == (
        make.ROSA["email"],
        "Rosa Almeida",
        "Older Ltd",
    )
    assert Submission.objects.get(pk=older.pk).email == make.ROSA["email"]
    assert "Canary" not in everything_written()
    assert result_behind(older.result_token, now=NOW) is not None


def test_the_last_of_several_takes_the_person_with_it(house):
    for submission in (rosas(), rosas()):
        erase_submission(submission, now=NOW)
    assert Lead.objects.get().erased_at
    assert "Rosa" not in everything_written()


def test_another_person_is_untouched(house):
    submission = rosas()
    sams = make.route(make.TO_INDIVIDUAL, contact=make.SAM)
    erase_submission(submission, now=NOW)
    make.work_through("mail")
    assert Lead.objects.get(erased_at=None).name == make.SAM["name"]
    assert sams.deliveries.filter(status="sent").count() == 2


def test_who_comes_back_is_somebody_new(house):
    erase_submission(rosas(), now=NOW)
    rosas()
    assert [lead.email for lead in Lead.objects.filter(erased_at=None)] == [make.ROSA["email"]]


def test_who_must_not_be_mailed_is_not_mailed_after_erasure_either(house):
    submission = rosas()
    sent_and_reported(submission)
    erase_submission(submission, now=NOW)
    delivery = Delivery.objects.get(kind="result")
    report = Report("complained", "postmark", delivery_id=delivery.pk, recipient="rosa@example.com")
    tracking_events.record_tracking_event(report)
    make.work_through("pipeline")
    assert Suppression.objects.get().address_hash == address_hash("rosa@example.com")
    assert not TrackingEvent.objects.exclude(address_hash="").exists()


def test_an_old_unsubscribe_link_no_longer_knows_whom_it_belongs_to(client, house):
    submission = rosas()
    token = unsubscribe_token(Lead.objects.get().pk)
    erase_submission(submission, now=NOW)
    assert client.post(f"/unsubscribe/{token}/").status_code == 404
    assert not Suppression.objects.exists()


def test_a_closed_link_opens_nothing_and_is_mailed_to_nobody(house):
    submission = rosas()
    close_result_link(submission, now=NOW)
    assert result_behind(submission.result_token, now=NOW) is None
    assert Delivery.objects.get(kind="result").status == "cancelled"
    assert Delivery.objects.get(kind="lead_brief").status == "queued"
    close_result_link(submission, now=NOW + timedelta(days=1))
    assert Submission.objects.get().result_expires_at == NOW


def test_every_column_that_can_hold_text_is_classified():
    """A new column goes into leads/models/personal.py: it is erased, or said to name no reader."""
    for model in apps.get_app_config("leads").get_models():
        columns = {
            field.name for field in model._meta.concrete_fields if isinstance(field, KINDS_OF_TEXT)
        }
        name = model.__name__
        lists = [
            set(found.get(name, ()))
            for found in (personal.READERS, personal.STAFF, personal.IMPERSONAL)
        ]
        assert columns <= set().union(*lists), name
        assert sum(map(len, lists)) == len(set().union(*lists)), f"{name}: a column in two lists"
        known = {field.name for field in model._meta.concrete_fields}
        assert set().union(*lists) <= known, name


def test_every_list_names_models_that_exist():
    models_known = {model.__name__ for model in apps.get_app_config("leads").get_models()}
    assert {*personal.READERS, *personal.STAFF, *personal.IMPERSONAL} <= models_known
