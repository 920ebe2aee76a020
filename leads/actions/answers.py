"""An advisor answers an offer by a link of a mail: each link once, as long as it is still asked."""

from datetime import datetime

from django.db import transaction

from leads.actions.assignments import (
    accept_assignment,
    decline_assignment,
    hold_turn,
    postpone_assignment,
)
from leads.actions.holding import StaleLead
from leads.domain.actors import Actor
from leads.domain.answering import Answer
from leads.domain.assignments_life import State
from leads.models import Assignment
from leads.models.tokens import AnswerLink


def is_asked(turn: Assignment, link: AnswerLink) -> bool:
    """Whether the link still asks: the offer is open, and “not now” was not said by it before."""
    used = link.answer == Answer.NOT_NOW and turn.postponements != link.round
    return turn.state == State.OFFERED and not link.is_over and not used


def answer_offer(
    turn: Assignment,
    link: AnswerLink,
    *,
    reason: str = "",
    until: datetime | None = None,
    now: datetime,
) -> None:
    """What the link says, once. Raises StaleLead where it asks nothing any more."""
    by = Actor.advisor(turn.advisor_id)
    with transaction.atomic():
        _, held = hold_turn(turn, by=by)
        if not is_asked(held, link):
            raise StaleLead("This link was used already, or its offer is over.")
        match Answer(link.answer):
            case Answer.ACCEPT:
                accept_assignment(held, by=by, now=now)
            case Answer.DECLINE:
                decline_assignment(held, reason=reason, by=by, now=now)
            case Answer.NOT_NOW:
                if until is None:
                    raise ValueError("“Not now” needs a moment.")
                postpone_assignment(held, until=until, by=by, now=now)
