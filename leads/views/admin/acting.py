"""What a person does with a lead or an offer: a GET shows a form, a POST acts, once."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from leads.actions.holding import StaleLead
from leads.domain.actors import Actor
from leads.models import Lead
from leads.views.admin.receipts import ReceiptInspectView, page_of


class PlainForm(forms.Form):
    """Asks for nothing: to press the button is all."""


class ReasonForm(forms.Form):
    reason = forms.CharField(
        required=False,
        label="Why",
        help_text="Stands on the lead’s timeline. It is erased with the reader.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class OnceForm(forms.Form):
    """Two arrivals of one press are told apart from two presses."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ActView(ReceiptInspectView):
    """`action` is what the policy allows; a subclass says what it does in `act`."""

    template_name = "leads/admin/act.html"
    form_class: ClassVar[type[forms.Form]] = ReasonForm
    action: ClassVar[str] = ""
    verb: ClassVar[str] = ""
    meaning: ClassVar[str] = ""  # what follows from it, in a sentence
    done: ClassVar[str] = ""

    @property
    def any_permission_required(self) -> list[str]:
        return [self.action]

    def get_object(self, queryset: Any = None) -> Any:
        """Of the rows that this user may do it to; of others it is not said that they exist."""
        rows = self.permission_policy.instances_user_has_permission_for(
            self.request.user, self.action
        )
        return get_object_or_404(rows.select_related(*self.related), pk=self.pk)

    def heading(self, row: Any) -> str:
        return f"{self.verb}: {self.lead_of(row)}"

    def lead_of(self, row: Any) -> Lead:
        raise NotImplementedError

    def get_form(self, data: Any = None) -> forms.Form:
        return self.form_class(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(
            verb=self.verb, meaning=self.meaning, back=page_of(self.object), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        if form.is_valid():
            try:
                self.act(form.cleaned_data, by=staff(request.user), now=timezone.now())
            except StaleLead as stale:
                form.add_error(None, stale.sentence)
            else:
                messages.success(request, self.done)
                return redirect(self.next_page())
        return self.render_to_response(self.get_context_data(form=form))

    def act(self, said: dict[str, Any], *, by: Actor, now: datetime) -> None:
        raise NotImplementedError

    def next_page(self) -> str:
        """The row's own page, unless the act ended this user's sight of it."""
        visible = self.permission_policy.instances_user_has_permission_for(
            self.request.user, "view"
        )
        if visible.filter(pk=self.object.pk).exists():
            return page_of(self.object)
        return str(self.index_url_name)


def staff(user: Any) -> Actor:
    """Whoever is logged in; nobody else comes as far as a POST."""
    return Actor.staff(user.pk)
