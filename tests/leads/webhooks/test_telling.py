"""Other systems are told what happens to leads: signed, at least once, in order, for days."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from leads.actions.leads import record_booking, record_outcome
from leads.actions.outbox import replay_dead_letter
from leads.actions.people import erase_person
from leads.actions.suppressions import unsubscribe
from leads.actions.webhooks import enable_endpoint, ping_endpoint, rotate_secret
from leads.domain.actors import SYSTEM
from leads.domain.backoff import receiver_delay
from leads.models import (
    Lead,
    OutboxMessage,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from leads.models.outbox import Topic
from tests import make
from tests.leads.retention.test_erasing import everything_written

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def tell(*, after: timedelta = timedelta(0)) -> None:
    """What a worker does now, or would do `after` that."""
    owed = OutboxMessage.objects.pending().filter(topic=Topic.WEBHOOK_OWED)
    if after:
        for message in owed:
            message.available_at -= after
            message.save()
        for delivery in WebhookDelivery.objects.exclude(next_at=None):
            delivery.next_at -= after
            delivery.save()
    make.work_through("webhooks")


def told(receiver) -> list[str]:
    return [json.loads(body)["type"] for _, body in receiver.got]


def test_a_routed_lead_is_told_as_created_and_routed(receiver, endpoint):
    submission = make.route(contact=make.ROSA)
    tell()
    assert told(receiver) == ["lead.created", "lead.routed"]
    routed = json.loads(receiver.got[1][1])["data"]
    assert routed["lead"] == {"id": Lead.objects.get().pk, **make.ROSA}
    assert routed["submission"] == str(submission.pk)
    assert (routed["lane"], routed["advisor"]["name"]) == ("executive-advisory", "Cleo")
    assert routed["scores"] == {"personal-drag": 0, "organizational-drag": 100}
    assert receiver.got[0][0]["host"] == receiver.url.split("/")[2]


def test_what_comes_of_a_lead_is_told_once_each_in_order(receiver, endpoint):
    make.route(contact=make.ROSA)
    again = make.route(contact=make.ROSA)  # her lead goes on
    lead, at = Lead.objects.get(), make.NOW + timedelta(days=3)
    for _ in range(2):
        record_booking(lead, at=at, source="Cal.com", reference="1", now=timezone.now())
        record_outcome(lead, outcome="won", reason="Signed.", by=SYSTEM, now=timezone.now())
    unsubscribe(lead, now=timezone.now())
    tell()
    types = [each.removeprefix("lead.") for each in told(receiver)]
    assert types == [
        "created", "routed", "routed", "accepted", "booked", "outcome", "unsubscribed"
    ]  # fmt: skip
    data = [json.loads(body)["data"] for _, body in receiver.got]
    assert data[2]["submission"] == str(again.pk)
    assert data[2]["advisor"]["name"] == "Cleo"  # though nobody was drawn
    assert (data[5]["outcome"], data[5]["reason"]) == ("won", "Signed.")


def test_any_library_of_standard_webhooks_can_check_the_signature(receiver, endpoint):
    ping_endpoint(endpoint, now=timezone.now())
    tell()
    headers, body = receiver.got[0]
    assert Webhook(endpoint.secret).verify(body, headers)["type"] == "ping"
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(body + b" ", headers)


def test_for_a_day_after_a_rotation_both_secrets_are_good(receiver, endpoint, admin_user):
    before = endpoint.secret
    rotate_secret(endpoint, by=admin_user, now=timezone.now())
    ping_endpoint(endpoint, now=timezone.now())
    tell()
    headers, body = receiver.got[0]
    assert endpoint.secret != before
    for secret in (before, endpoint.secret):
        Webhook(secret).verify(body, headers)
    WebhookEndpoint.objects.update(rotated_at=timezone.now() - timedelta(hours=25))
    ping_endpoint(endpoint, now=timezone.now())
    tell()
    headers, body = receiver.got[1]
    with pytest.raises(WebhookVerificationError):
        Webhook(before).verify(body, headers)


def test_an_endpoint_is_told_only_what_it_asked_for(receiver, endpoint):
    WebhookEndpoint.objects.update(events=["lead.routed"])
    make.route(contact=make.ROSA)
    tell()
    assert told(receiver) == ["lead.routed"]


def test_the_same_cause_is_told_once(receiver, endpoint):
    make.route(contact=make.ROSA)
    make.route(contact=make.ROSA)
    unsubscribe(Lead.objects.get(), now=make.NOW)
    unsubscribe(Lead.objects.get(), now=make.NOW)
    tell()
    kinds = ["lead.created", "lead.routed", "lead.routed", "lead.unsubscribed"]
    assert told(receiver) == kinds


def test_where_nobody_listens_nothing_is_kept(house):
    make.route(contact=make.ROSA)
    assert not WebhookEvent.objects.exists()


def test_who_was_routed_and_never_told_costs_the_pipeline_nothing_of_the_receiver(
    receiver, endpoint
):
    receiver.answer(500)
    submission = make.route(contact=make.ROSA)
    assert submission.status == "processed"
    assert receiver.got == []  # nothing is posted in the pipeline's transaction


def test_what_failed_is_tried_again_with_the_same_id_and_words(receiver, endpoint):
    receiver.answer(503)
    ping_endpoint(endpoint, now=timezone.now())
    tell()
    tell()
    assert len(receiver.got) == 1  # not before its time
    tell(after=timedelta(seconds=6))
    (first, words), (second, again) = receiver.got
    assert (first["webhook-id"], words) == (second["webhook-id"], again)
    assert [str(each) for each in WebhookAttempt.objects.all()] == ["HTTP 503", "HTTP 204"]
    assert WebhookDelivery.objects.get().status == "delivered"


def test_a_redirect_is_a_failure_and_not_followed(receiver, endpoint):
    receiver.answer(302)
    ping_endpoint(endpoint, now=timezone.now())
    tell()
    assert len(receiver.got) == 1
    assert WebhookDelivery.objects.get().reason == "HTTP 302"


def test_of_one_lead_nothing_is_told_before_what_happened_earlier(receiver, endpoint):
    receiver.answer(500)
    make.route(contact=make.ROSA)
    make.route(make.TO_INDIVIDUAL, contact=make.SAM)
    tell()
    assert told(receiver) == ["lead.created", "lead.created", "lead.routed"]  # of Rosa it waits
    tell(after=timedelta(seconds=6))
    tell(after=timedelta(seconds=6))
    assert told(receiver)[3:] == ["lead.created", "lead.routed"]


def test_after_days_it_is_a_dead_letter_that_can_be_replayed(receiver, endpoint, admin_user):
    receiver.answer(*[500] * 10)
    ping_endpoint(endpoint, now=timezone.now())
    for attempt in range(1, 11):
        tell(after=receiver_delay(attempt - 1) or timedelta(0))
    assert WebhookDelivery.objects.get().status == "given_up"
    assert len(receiver.got) == 10
    replay_dead_letter(OutboxMessage.objects.dead().get(), by=admin_user)
    tell()
    assert WebhookDelivery.objects.get().status == "delivered"


def test_five_days_of_failures_only_switch_it_off(receiver, endpoint):
    receiver.answer(500, 500)
    ping_endpoint(endpoint, now=timezone.now())
    tell()
    WebhookEndpoint.objects.update(failing_since=timezone.now() - timedelta(days=5))
    tell(after=timedelta(minutes=10))
    endpoint.refresh_from_db()
    assert not endpoint.active
    assert "five days" in endpoint.disabled_reason
    make.route(contact=make.ROSA)
    tell()
    assert len(receiver.got) == 2  # nothing is owed to it any more
    assert enable_endpoint(endpoint) == 1
    tell()
    assert told(receiver)[-1] == "ping"
    assert WebhookDelivery.objects.get().status == "delivered"


def test_one_success_ends_the_days_of_failure(receiver, endpoint):
    WebhookEndpoint.objects.update(failing_since=timezone.now() - timedelta(days=4))
    ping_endpoint(endpoint, now=timezone.now())
    tell()
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_who_says_gone_is_not_asked_again(receiver, endpoint):
    receiver.answer(410)
    ping_endpoint(endpoint, now=timezone.now())
    tell()
    endpoint.refresh_from_db()
    assert not endpoint.active
    assert "410" in endpoint.disabled_reason


def test_an_erasure_is_told_without_the_person_and_what_was_waiting_is_not(receiver, endpoint):
    make.route(contact=make.ROSA)
    erase_person(make.ROSA["email"], now=timezone.now())
    tell()
    assert told(receiver) == ["lead.erased"]
    assert json.loads(receiver.got[0][1])["data"] == {"lead": {"id": Lead.objects.get().pk}}
    assert "Rosa" not in everything_written()


def test_a_receiver_that_is_away_is_no_error_of_ours(receiver, endpoint, caplog):
    WebhookEndpoint.objects.update(url="http://127.0.0.1:1/hooks?canary-secret=1")
    ping_endpoint(endpoint, now=timezone.now())
    tell()
    assert WebhookAttempt.objects.get().fault.startswith("no answer")
    assert "canary" not in caplog.text
