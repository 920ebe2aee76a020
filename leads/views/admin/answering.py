"""An advisor who logs in answers an offer: accept, decline, not now."""

from datetime import datetime
from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateTimeInput

from leads.actions.assignments import (
    accept_assignment,
    decline_assignment,
    postpone_assignment,
    return_lead,
)
from leads.domain.actors import Actor
from leads.models import Assignment, Lead
from leads.views.admin.acting import ActView, PlainForm


class AnswerView(ActView):
    def lead_of(self, row: Assignment) -> Lead:
        return row.lead


class AcceptView(AnswerView):
    form_class = PlainForm
    action = "accept"
    verb = "Accept"
    meaning = "The lead is yours. Nobody else is asked, and no reminder comes."
    done = "The lead is accepted."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        accept_assignment(self.object, by=by, now=now)


class DeclineView(AnswerView):
    action = "decline"
    verb = "Decline"
    meaning = (
        "The lead goes to the next advisor of its lane. Whoever declines keeps their turn: it "
        "counts neither for nor against them."
    )
    done = "The lead has gone to the next advisor."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        decline_assignment(self.object, reason=said["reason"], by=by, now=now)


class GiveBackView(AnswerView):
    action = "give_back"
    verb = "Give back"
    meaning = "The lead goes to the next advisor of its lane, as if it had been declined."
    done = "The lead has gone to the next advisor."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        return_lead(self.object, reason=said["reason"], by=by, now=now)


class PostponeForm(forms.Form):
    until = forms.DateTimeField(
        label="Until", help_text="A week after the offer at most.", widget=AdminDateTimeInput
    )


class PostponeView(AnswerView):
    form_class = PostponeForm
    action = "postpone"
    verb = "Not now"
    meaning = "The answer is due later. Until then the lead waits for nobody else."
    done = "The answer is due later."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        postpone_assignment(self.object, until=said["until"], by=by, now=now)


ANSWERS: tuple[type[AnswerView], ...] = (AcceptView, DeclineView, PostponeView, GiveBackView)
