"""Addresses that must not be mailed, and the one thing a person can do about it: lift it."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from wagtail.admin.ui.tables import Column, DateColumn

from leads.actions.suppressions import NotLifted, lift_suppression
from leads.models import Lead, Suppression
from leads.models.tokens import address_hash
from leads.views.admin import filters
from leads.views.admin.receipts import (
    ReceiptInspectView,
    ReceiptViewSet,
    page_of,
    title_column,
)

WORD = "complaint"


class LiftForm(forms.Form):
    address = forms.EmailField(help_text="In full. Only a hash of it is kept here.")
    reason = forms.CharField(
        label="Why",
        help_text="Stands on the lead’s page, and is erased with the reader.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class ComplaintForm(LiftForm):
    """Whoever complained and is mailed again costs every other reader: it takes a word more."""

    word = forms.CharField(
        label="Write “complaint”",
        help_text="The reader marked our mail as unwanted. Lift this only where they say that it "
        "was a mistake.",
        max_length=20,
    )

    def clean_word(self) -> str:
        word = str(self.cleaned_data["word"])
        if word.strip().lower() != WORD:
            raise forms.ValidationError(
                "Write the word “complaint” to say that you know it is one."
            )
        return word


class SuppressionInspectView(ReceiptInspectView):
    template_name = "leads/admin/suppression.html"

    def heading(self, row: Suppression) -> str:
        return str(row.get_reason_display())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_lift = self.object.lifted_at is None and self.user_has_permission("lift")
        return super().get_context_data(can_lift=can_lift, **kwargs)


class LiftView(ReceiptInspectView):
    """A GET asks for the address and the reason, a POST lifts."""

    template_name = "leads/admin/act.html"
    any_permission_required: ClassVar[list[str]] = ["lift"]

    def heading(self, row: Suppression) -> str:
        return f"Lift: {row.get_reason_display()}"

    def get_form(self, data: Any = None) -> forms.Form:
        complained = self.object.reason == Suppression.Reason.COMPLAINT
        form_class = ComplaintForm if complained else LiftForm
        return form_class(data, initial={"address": self._address_of_lead()})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        meaning = (
            "The address can be mailed again. What was cancelled is not sent, and sequences that "
            "ended stay ended. Some mail services keep a list of their own: take it off there too."
        )
        back = page_of(self.object)
        return super().get_context_data(verb="Lift", meaning=meaning, back=back, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("address", "reason")}
            try:
                lift_suppression(self.object, **said, by=request.user, now=timezone.now())
            except NotLifted as refused:
                form.add_error(refused.field, refused.sentence)
            else:
                messages.success(request, "It is lifted.")
                return redirect(page_of(self.object))
        return self.render_to_response(self.get_context_data(form=form))

    def _address_of_lead(self) -> str:
        """Where they come from a lead's page: its id stands in the address, and nothing else."""
        key = self.request.GET.get("lead", "")
        lead = Lead.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None
        known = lead is not None and address_hash(lead.email) == self.object.address_hash
        return lead.email if lead is not None and known else ""


class SuppressionViewSet(ReceiptViewSet):
    """Addresses are kept as hashes, so a search takes the whole address."""

    model = Suppression
    icon = "no-view"
    inspect_view_class = SuppressionInspectView
    filterset_class = filters.SuppressionFilters
    ordering = ["-created_at"]
    list_display = [
        title_column("Address (hash)", lambda row: row.address_hash[:16]),
        Column("reason", label="Why", accessor="get_reason_display"),
        Column(
            "stream", label="Stops", accessor=lambda row: row.get_stream_display() or "all mail"
        ),
        DateColumn("created_at", label="Since", sort_key="created_at"),
        DateColumn("lifted_at", label="Lifted", sort_key="lifted_at"),
    ]

    def find(self, query: str) -> Q:
        return Q(address_hash=address_hash(query) if "@" in query else query)

    def get_urlpatterns(self) -> list[Any]:
        one = f"<{self.pk_path_converter}:pk>"
        lift = self.construct_view(LiftView)
        return [*super().get_urlpatterns(), path(f"{one}/lift/", lift, name="lift")]
