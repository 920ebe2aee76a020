"""What happened to a lead is owed to the systems that asked for it, together with its cause."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder

from leads import outbox
from leads.domain.webhooks import Event, wanted
from leads.models import Lead, Submission, WebhookDelivery, WebhookEndpoint, WebhookEvent
from leads.models.outbox import Topic
from leads.models.personal import READERS

ERASED: Final = "the person was erased"
DESCRIBED: Final = ("email", "name", "company", "role")


def announce(
    event: Event,
    *,
    key: object,
    lead: Lead,
    submission: Submission | None = None,
    data: dict[str, Any] | None = None,
    now: datetime,
) -> None:
    """Owe this event to every endpoint that asked for it; in the transaction of its cause.

    `key` names the cause: the same event of the same cause is told once. `data` goes beside the
    lead's own description; it is JSON-able.
    """
    asked = [each for each in WebhookEndpoint.objects.told() if wanted(each.events, event)]
    if not asked:
        return
    payload = {"lead": describe(lead), **(data or {})}
    if submission is not None:
        payload["submission"] = str(submission.pk)
    made = WebhookEvent(
        event=event,
        key=f"{event}:{key}",
        lead=lead,
        submission=submission,
        payload=json.loads(json.dumps(payload, cls=DjangoJSONEncoder)),
        happened_at=now,
    )
    WebhookEvent.objects.bulk_create([made], ignore_conflicts=True)
    owe_event(WebhookEvent.objects.get(key=made.key), asked)


def describe(lead: Lead) -> dict[str, Any]:
    """Of an erased lead nothing but its number."""
    if lead.erased_at:
        return {"id": lead.pk}
    return {"id": lead.pk, **{name: getattr(lead, name) for name in DESCRIBED}}


def forget_events(*, lead: Lead | None = None, submission: Submission | None = None) -> None:
    """What was told keeps when and to whom; what was not told by now never is. In a transaction."""
    about = {"lead": lead} if lead is not None else {"submission": submission}
    events = WebhookEvent.objects.filter(**about)
    for delivery in WebhookDelivery.objects.open().filter(event__in=events).select_for_update():
        delivery.settle(WebhookDelivery.Status.CANCELLED, ERASED)
    events.update(**READERS["WebhookEvent"])


def owe_event(event: WebhookEvent, endpoints: Iterable[WebhookEndpoint]) -> None:
    """Each of these is to be told; in a transaction."""
    WebhookDelivery.objects.bulk_create(
        [WebhookDelivery(endpoint=each, event=event) for each in endpoints], ignore_conflicts=True
    )
    for delivery in WebhookDelivery.objects.filter(event=event):
        outbox.enqueue(Topic.WEBHOOK_OWED, delivery.pk)
