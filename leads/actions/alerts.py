"""A person is told what no machine can settle."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from wagtail.log_actions import log

from leads.actions.deliveries import plan_delivery
from leads.models import Alert
from leads.models.deliveries import Kind

SETTLED: Final = "leads.alert.settle"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said: a subject, sentences that name nobody, the admin page to act on."""

    subject: str
    text: str
    path: str = ""


def alert_operator(key: str, notice: Notice, *, now: datetime) -> Alert:
    """Owe the operator one mail about this cause, in its transaction. The same key again changes
    nothing. Where no OPERATOR_EMAIL is set the admin alone says so."""
    made = Alert(key=key, subject=notice.subject, text=notice.text, path=notice.path)
    Alert.objects.bulk_create([made], ignore_conflicts=True)
    alert = Alert.objects.get(key=key)
    if settings.OPERATOR_EMAIL:
        plan_delivery(
            Kind.ALERT,
            key=f"alert:{alert.pk}",
            alert=alert,
            to_address=settings.OPERATOR_EMAIL,
            planned_for=now,
        )
    return alert


@transaction.atomic
def settle_alert(alert: Alert, *, by: Any, now: datetime) -> None:
    """A person has seen to it. Twice is once."""
    if Alert.objects.open().filter(pk=alert.pk).update(settled_at=now):
        log(instance=alert, action=SETTLED, user=by)
