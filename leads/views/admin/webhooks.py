"""Other systems: where they are, what they are told, and what they said."""

import json
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from leads.actions.webhooks import enable_endpoint, ping_endpoint, rotate_secret
from leads.domain.webhooks import url_fault
from leads.models import WebhookDelivery, WebhookEndpoint
from leads.models.webhooks import CHOICES
from leads.outgoing import trusted_networks
from leads.views.admin import filters
from leads.views.admin.receipts import (
    ReceiptInspectView,
    ReceiptViewSet,
    as_uuid,
    title_column,
)

SHOWN = 50  # messages on an endpoint's page; the list has them all


class EndpointForm(WagtailAdminModelForm):
    events = forms.MultipleChoiceField(
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text="What this system is told. A person it was told of is always reported erased.",
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if fault := url_fault(url, plain=bool(trusted_networks())):
            raise ValidationError(fault)
        return url


class EndpointPageView(generic.InspectView):
    template_name = "leads/admin/endpoint.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = self.object.deliveries.select_related("event").prefetch_related("log")
        return super().get_context_data(
            endpoint=self.object, deliveries=told[:SHOWN], shown=SHOWN, **kwargs
        )


class EndpointActionView(generic.InspectView):
    """A POST acts; a GET leads back to the endpoint's page, where the buttons are."""

    any_permission_required: ClassVar[list[str]] = ["change"]
    act: Callable[[WebhookEndpoint, HttpRequest], str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(endpoint_url(self.object))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        messages.success(request, type(self).act(self.object, request))
        return redirect(endpoint_url(self.object))


def _ping(endpoint: WebhookEndpoint, _request: HttpRequest) -> str:
    ping_endpoint(endpoint, now=timezone.now())
    return "A test message is on its way. Reload this page to see what became of it."


def _rotate(endpoint: WebhookEndpoint, request: HttpRequest) -> str:
    rotate_secret(endpoint, by=request.user, now=timezone.now())
    return "There is a new secret. For 24 hours messages are signed with the old one as well."


def _enable(endpoint: WebhookEndpoint, _request: HttpRequest) -> str:
    missed = enable_endpoint(endpoint)
    return f"It is told again, beginning with the {missed} messages it missed."


ACTIONS = {"ping": _ping, "rotate": _rotate, "enable": _enable}


def endpoint_url(endpoint: WebhookEndpoint) -> str:
    return reverse("leads_webhookendpoint:inspect", args=[endpoint.pk])


class WebhookEndpointViewSet(ModelViewSet):
    model = WebhookEndpoint
    icon = "link-external"
    menu_label = "Webhooks"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = EndpointPageView
    add_to_reference_index = False
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("url"), FieldPanel("events"), FieldPanel("active")],
        base_form_class=EndpointForm,
    )
    list_display = [
        "name",
        Column("url", label="Address"),
        BooleanColumn("active", label="Told"),
        Column("disabled_reason", label="Why not"),
        DateColumn("failing_since", label="Failing since"),
    ]

    @cached_property
    def url_prefix(self) -> str:
        return "leads/webhooks"

    @cached_property
    def url_namespace(self) -> str:
        return "leads_webhookendpoint"

    def get_urlpatterns(self) -> list[Any]:
        one = f"<{self.pk_path_converter}:pk>"
        acting = [
            path(
                f"{one}/{name}/",
                self.construct_view(
                    type(f"{name}View", (EndpointActionView,), {"act": staticmethod(act)})
                ),
                name=name,
            )
            for name, act in ACTIONS.items()
        ]
        return [*super().get_urlpatterns(), *acting]


class WebhookDeliveryInspectView(ReceiptInspectView):
    template_name = "leads/admin/webhook_delivery.html"

    def heading(self, row: WebhookDelivery) -> str:
        return str(row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            delivery=self.object,
            payload=json.dumps(self.object.event.payload, indent=2, ensure_ascii=False),
            log=self.object.log.order_by("pk"),
            **kwargs,
        )


class WebhookDeliveryViewSet(ReceiptViewSet):
    model = WebhookDelivery
    icon = "link-external"
    inspect_view_class = WebhookDeliveryInspectView
    filterset_class = filters.WebhookDeliveryFilters
    ordering = ["-number"]
    related = ("event", "endpoint")
    list_display = [
        title_column("Event", "event.event"),
        Column("endpoint", label="To"),
        StatusTagColumn("status", label="Status", primary=lambda row: row.delivered_at is not None),
        Column("attempts", label="Attempts"),
        Column("reason", label="Why"),
        DateColumn("created_at", label="Owed since", sort_key="created_at"),
    ]

    def find(self, query: str) -> Q:
        if identity := as_uuid(query.removeprefix("msg_")):
            return Q(event=identity)
        return Q(endpoint__name__istartswith=query)
