"""What operators, and advisors for their own, do on a lead's page."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from wagtail.admin.widgets import AdminDateTimeInput

from leads.actions.leads import add_note, record_outcome, snooze_lead
from leads.actions.moving import change_lane, merge_leads, reassign_lead
from leads.domain.actors import Actor
from leads.models import Advisor, Lane, Lead
from leads.models.timeline import Outcome
from leads.models.tokens import normalised
from leads.views.admin.acting import ActView, OnceForm, ReasonForm


class NoteForm(OnceForm):
    text = forms.CharField(
        label="Note",
        help_text="Who sees the lead sees it. It is erased with the reader.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
    )


class SnoozeForm(ReasonForm):
    field_order = ("until", "reason")
    until = forms.DateTimeField(label="Until", widget=AdminDateTimeInput)


class OutcomeForm(OnceForm, ReasonForm):
    field_order = ("outcome", "reason")
    outcome = forms.ChoiceField(
        choices=[(each.value, capfirst(each.label)) for each in Outcome], widget=forms.RadioSelect
    )


class ReassignForm(ReasonForm):
    field_order = ("to", "reason")
    to = forms.ModelChoiceField(Advisor.objects.filter(active=True), label="To")


class LaneForm(ReasonForm):
    field_order = ("to", "reason")
    to = forms.ModelChoiceField(Lane.objects.all(), label="To")


class MergeForm(ReasonForm):
    field_order = ("address", "reason")
    address = forms.EmailField(
        label="The other address", help_text="Of the lead that is the same person."
    )

    def clean_address(self) -> Lead:
        lead = Lead.objects.filter(email=normalised(self.cleaned_data["address"])).first()
        if lead is None:
            raise forms.ValidationError("No lead has this address.")
        return lead


class HandleView(ActView):
    def lead_of(self, row: Lead) -> Lead:
        return row


class NoteView(HandleView):
    form_class = NoteForm
    action = "note"
    verb = "Add a note"
    done = "The note is on the timeline."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        add_note(self.object, text=said["text"], once=said["once"], by=by, now=now)


class SnoozeView(HandleView):
    form_class = SnoozeForm
    action = "snooze"
    verb = "Snooze"
    meaning = "Nobody is reminded of the lead before then. Then whoever has it gets a mail."
    done = "The lead waits."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        snooze_lead(self.object, until=said["until"], reason=said["reason"], by=by, now=now)


class OutcomeView(HandleView):
    form_class = OutcomeForm
    action = "outcome"
    verb = "Record an outcome"
    meaning = "An offer that was not answered yet counts as accepted."
    done = "The outcome is recorded."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        record_outcome(self.object, **said, by=by, now=now)


class ReassignView(HandleView):
    form_class = ReassignForm
    action = "reassign"
    verb = "Give to somebody else"
    meaning = (
        "The other advisor gets the brief and is asked to accept; whoever has the lead now is "
        "told that it is no longer theirs."
    )
    done = "The lead has a new advisor."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        reassign_lead(self.object, **said, by=by, now=now)


class RerouteView(HandleView):
    form_class = LaneForm
    action = "reroute"
    verb = "Move to another lane"
    meaning = "The next advisor of that lane gets the lead. The decision itself stays as it was."
    done = "The lead is in another lane."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        change_lane(self.object, **said, by=by, now=now)


class MergeView(HandleView):
    form_class = MergeForm
    action = "merge"
    verb = "Merge another lead into this one"
    meaning = (
        "Both are shown as one person from then on, and have one advisor: this one’s, or where "
        "nobody has it the other’s. Each address keeps what was agreed to for it. This cannot be "
        "undone here."
    )
    done = "Both leads are one."

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        merge_leads(self.object, said["address"], reason=said["reason"], by=by, now=now)


# In the order of their buttons: the name of the address, and what stands there.
HANDLED: tuple[tuple[str, type[HandleView]], ...] = tuple(
    (view.action, view)
    for view in (NoteView, OutcomeView, SnoozeView, ReassignView, RerouteView, MergeView)
)
