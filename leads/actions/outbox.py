"""What a person does with a dead letter."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from wagtail.log_actions import log

from leads.kick import kick
from leads.models import OutboxMessage

REPLAYED = "leads.dead_letter.replay"
DISMISSED = "leads.dead_letter.dismiss"


class NotDead(Exception):
    """The message is no dead letter, or no longer: somebody has replayed or dismissed it."""


@transaction.atomic
def replay_dead_letter(message: OutboxMessage, *, by: Any) -> None:
    """The work is owed again, now, with all its attempts before it. Raises NotDead."""
    _revive(message, dead_at=None, attempts=0, token=None, available_at=Now())
    log(instance=message, action=REPLAYED, user=by)
    transaction.on_commit(partial(kick, message.queue))


@transaction.atomic
def dismiss_dead_letter(message: OutboxMessage, *, by: Any) -> None:
    """The work is not owed any more: the message counts as done, its last error stays on it.

    Raises NotDead.
    """
    _revive(message, dead_at=None, done_at=Now())
    log(instance=message, action=DISMISSED, user=by)


def _revive(message: OutboxMessage, **values: Any) -> None:
    if not OutboxMessage.objects.dead().filter(pk=message.pk).update(**values):
        raise NotDead(f"outbox {message.pk}")
