"""The open leads of one advisor: those that wait for an answer, and those that are theirs."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from leads.domain.assignments_life import State
from leads.mail.briefs import described
from leads.mail.links import lead_page
from leads.models import Advisor, Assignment
from leads.models.reply_addresses import reply_address
from leads.models.timeline import Outcome

OVER: Final = (Outcome.WON, Outcome.LOST)


def open_turns(advisor: Advisor, *, now: datetime) -> list[Assignment]:
    """The most urgent first. Without those that are won, lost, erased, or put off."""
    turns = Assignment.objects.open().filter(advisor=advisor, lead__erased_at=None)
    turns = turns.with_a_result().exclude(lead__outcome__in=OVER)
    awake = turns.filter(Q(lead__snoozed_until=None) | Q(lead__snoozed_until__lte=now))
    return sorted(awake.with_parties(), key=lambda turn: (turn.state != State.OFFERED, turn.due_at))


def open_leads(advisor: Advisor, *, now: datetime) -> dict[str, Any]:
    rows = [_row(turn) for turn in open_turns(advisor, now=now)]
    return {
        "waiting": [row for row in rows if row["turn"].state == State.OFFERED],
        "taken": [row for row in rows if row["turn"].state == State.ACCEPTED],
        "zone": advisor.calendar.zone.key,
        "logs_in": advisor.user_id is not None,
        "now": now,
    }


def _row(turn: Assignment) -> dict[str, Any]:
    return described(turn.submission, turn) | {
        "turn": turn,
        "lead_url": lead_page(turn.lead),
        "reply_address": reply_address(turn.pk),
    }
