"""Other systems are told what is owed to them: at least once, in order, for days."""

import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from leads import outbox
from leads.actions.alerts import Notice, alert_operator
from leads.actions.announcements import owe_event
from leads.domain.backoff import receiver_delay
from leads.domain.webhooks import (
    Answer,
    Event,
    answer_of,
    is_silent_for_too_long,
    message_document,
)
from leads.models import (
    OutboxMessage,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from leads.models.outbox import Topic
from leads.outbox import Claimed
from leads.outgoing import Said, post, signed

ROTATED: Final = "leads.webhook.rotate"
DISABLED: Final = "the endpoint is switched off"
A_MOMENT: Final = timedelta(seconds=1)
Status = WebhookDelivery.Status


@transaction.atomic
def ping_endpoint(endpoint: WebhookEndpoint, *, now: datetime) -> None:
    """Owe one message that says nothing of anybody, to see whether it arrives."""
    made = WebhookEvent.objects.create(
        event=Event.PING, key=f"ping:{endpoint.pk}:{now.isoformat()}", payload={}, happened_at=now
    )
    owe_event(made, [endpoint])


def rotate_secret(endpoint: WebhookEndpoint, *, by: Any, now: datetime) -> None:
    """A new secret; for a day messages are signed with both."""
    endpoint.rotate(now=now)
    log(instance=endpoint, action=ROTATED, user=by)


@transaction.atomic
def enable_endpoint(endpoint: WebhookEndpoint) -> int:
    """It is told again, beginning with what it missed; how many messages that are."""
    endpoint.enable()
    missed = endpoint.deliveries.filter(status=Status.GIVEN_UP, reason=DISABLED)
    return revive(missed)


@transaction.atomic
def revive(deliveries: Any) -> int:
    """What was given up is owed again, with a whole schedule of attempts before it."""
    keys = list(deliveries.filter(status=Status.GIVEN_UP).values_list("pk", flat=True))
    deliveries.filter(pk__in=keys).update(status=Status.OWED, reason="", attempts=0)
    work = OutboxMessage.objects.filter(topic=Topic.WEBHOOK_OWED, key__in=map(str, keys))
    work.update(done_at=None, dead_at=None, attempts=0, token=None, available_at=timezone.now())
    return len(keys)


def tell_endpoint(work: Claimed, now: datetime) -> None:
    """Deliver one event to one endpoint, or find that nothing is owed, or not yet."""
    delivery = claim_message(work, now=now)
    if delivery is None:
        return
    event, endpoint = delivery.event, delivery.endpoint
    document = message_document(event.event, event.payload, happened_at=event.happened_at)
    body = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    secrets = endpoint.secrets_at(now)
    said = post(
        endpoint.url, body, signed(body, message_id=f"msg_{event.pk}", secrets=secrets, at=now)
    )
    record_answer(work, said, now=now)


@transaction.atomic
def claim_message(work: Claimed, *, now: datetime) -> WebhookDelivery | None:
    """Commit that an attempt begins. None: nothing is owed, or something earlier comes first."""
    delivery = WebhookDelivery.objects.locked(work.key)
    outbox.renew(work)
    if delivery.status == Status.GIVEN_UP:  # it was a dead letter, and a person replayed it
        delivery.status, delivery.attempts = Status.OWED, 0
    if delivery.status != Status.OWED:
        outbox.complete(work)
        return None
    if not delivery.endpoint.active:
        _give_up(work, delivery, DISABLED)
        return None
    if earlier := WebhookDelivery.objects.before(delivery).first():
        wait = max((earlier.next_at or now) - now, timedelta(0)) + A_MOMENT
        outbox.postpone(work, wait)
        return None
    delivery.attempts += 1
    delivery.save(update_fields=["status", "attempts"])
    return delivery


@transaction.atomic
def record_answer(work: Claimed, said: Said, *, now: datetime) -> None:
    """Write down what the endpoint said and what follows from it. Raises StaleToken."""
    delivery = WebhookDelivery.objects.locked(work.key)
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
    WebhookAttempt.objects.create(
        delivery=delivery,
        at=now,
        status=said.status,
        fault=said.fault[:120],
        milliseconds=said.milliseconds,
    )
    answer = answer_of(said.status)
    endpoint.record_answer(taken=answer is Answer.TAKEN, now=now)
    if answer is Answer.TAKEN:
        delivery.delivered_at = now
        delivery.settle(Status.DELIVERED)
        outbox.complete(work)
        return
    if reason := _why_to_disable(answer, endpoint, now=now):
        _disable(endpoint, reason, now=now)
        _give_up(work, delivery, DISABLED)
        return
    _try_again(work, delivery, said, now=now)


def _disable(endpoint: WebhookEndpoint, reason: str, *, now: datetime) -> None:
    endpoint.disable(reason, now=now)
    page = reverse("leads_webhookendpoint:inspect", args=[endpoint.pk])
    text = (
        f"“{endpoint.name}” is told nothing any more. {reason} Mend what receives it, then switch "
        "it on again: it is sent what was given up when it was switched off."
    )
    notice = Notice("A webhook was switched off", text, path=page)
    alert_operator(f"webhook-off:{endpoint.pk}:{now:%Y-%m-%dT%H:%M:%S}", notice, now=now)


def _why_to_disable(answer: Answer, endpoint: WebhookEndpoint, *, now: datetime) -> str:
    if not endpoint.active:
        return ""
    if answer is Answer.GONE:
        return "It answered 410: nobody is there any more."
    if is_silent_for_too_long(endpoint.failing_since, now=now):
        return "It took nothing for five days."
    return ""


def _try_again(work: Claimed, delivery: WebhookDelivery, said: Said, *, now: datetime) -> None:
    reason = said.fault or f"HTTP {said.status}"
    wait = receiver_delay(delivery.attempts)
    if wait is None:
        _give_up(work, delivery, reason)
        return
    delivery.reason, delivery.next_at = reason[:120], now + wait
    delivery.save(update_fields=["reason", "next_at"])
    outbox.postpone(work, wait)


def _give_up(work: Claimed, delivery: WebhookDelivery, reason: str) -> None:
    delivery.settle(Status.GIVEN_UP, reason[:120])
    outbox.give_up(work, reason)
