"""Sending of a kind is paused before its rates reach what mailboxes put up with.

Only updates are. A result was asked for by its reader a moment ago and a brief goes to our own
advisors: to hold them back would harm who waits for them, so they are shown on the page beside the
updates and never paused.
"""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from wagtail.log_actions import log

from leads.actions.alerts import Notice, alert_operator
from leads.domain.sending_health import WINDOW, why_pause
from leads.models import SendingPause
from leads.models.deliveries import Kind, Stream
from leads.models.sending_counts import counts_of

LIFTED: Final = "leads.sending_pause.lift"
PAGE: Final = "/admin/leads/sending/"


def judge_sending(kind: str, *, now: datetime) -> None:
    """Pause it, if need be, and tell the operator; in a transaction. A second time is once."""
    if Kind(kind).stream is not Stream.UPDATES:
        return
    if SendingPause.objects.standing().filter(kind=kind).exists():
        return
    since = max(now - WINDOW, SendingPause.objects.last_lifted(kind) or now - WINDOW)
    if why := why_pause(counts_of(kind, since=since)):
        _pause(kind, why, now=now)


@transaction.atomic
def lift_pause(pause: SendingPause, *, reason: str, by: Any, now: datetime) -> None:
    """A person has seen to it: what waited goes within minutes. Twice is once.

    What happened before is not held against the kind again. Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("Say what was done about it: whoever comes next finds it here.")
    standing = SendingPause.objects.standing().filter(pk=pause.pk)
    if standing.update(lifted_at=now, lifted_by=by, lift_reason=reason.strip()):
        log(instance=pause, action=LIFTED, user=by)


def _pause(kind: str, why: str, *, now: datetime) -> None:
    made = SendingPause(kind=kind, paused_at=now, reason=why)
    SendingPause.objects.bulk_create([made], ignore_conflicts=True)
    pause = SendingPause.objects.standing().get(kind=kind)
    text = (
        f"Sending of every {pause.get_kind_display()} is paused since {why}. Nothing is lost: what "
        "is due waits. Find out why, then lift the pause with what you did about it."
    )
    notice = Notice(f"Sending is paused: {pause.get_kind_display()}", text, path=PAGE)
    alert_operator(f"pause:{pause.pk}", notice, now=now)
