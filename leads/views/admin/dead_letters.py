"""Work given up on, and the two things a person can do about it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.ui.tables import Column, DateColumn

from leads.actions.outbox import NotDead, dismiss_dead_letter, replay_dead_letter
from leads.models import (
    Assignment,
    Delivery,
    OutboxMessage,
    Submission,
    TrackingEvent,
    WebhookDelivery,
)
from leads.models.outbox import Topic
from leads.views.admin import filters
from leads.views.admin.receipts import (
    ReceiptIndexView,
    ReceiptInspectView,
    ReceiptViewSet,
    page_of,
    title_column,
)

ABOUT = {
    Topic.SUBMISSION_ACCEPTED: Submission,
    Topic.DELIVERY_PLANNED: Delivery,
    Topic.TRACKING_REPORTED: TrackingEvent,
    Topic.WEBHOOK_OWED: WebhookDelivery,
    Topic.ASSIGNMENT_REMINDING: Assignment,
    Topic.ASSIGNMENT_DUE: Assignment,
}


def topic_of(message: OutboxMessage) -> str:
    return capfirst(message.get_topic_display())


class DeadLetterIndexView(ReceiptIndexView):
    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return str(super().no_results_message)
        return "Nothing was given up. All work is done, or still being tried."

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().exclude(dead_at=None)


class DeadLetterInspectView(ReceiptInspectView):
    template_name = "leads/admin/dead_letter.html"

    def heading(self, row: OutboxMessage) -> str:
        return topic_of(row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_act = self.object.state == "dead" and self.user_has_permission("replay")
        return super().get_context_data(
            message=self.object, about=page_of_cause(self.object), can_act=can_act, **kwargs
        )


class DeadLetterActionView(ReceiptInspectView):
    """A GET asks whether it is meant, a POST does it."""

    template_name = "leads/admin/confirm.html"
    any_permission_required: ClassVar[list[str]] = []
    verb: ClassVar[str] = ""
    done: ClassVar[str] = ""

    def heading(self, row: OutboxMessage) -> str:
        return f"{self.verb}: {topic_of(row)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(message=self.object, verb=self.verb, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.act(by=request.user)
        except NotDead:
            messages.warning(request, "Somebody has dealt with this message already.")
        else:
            messages.success(request, self.done)
        return redirect(reverse(self.index_url_name))

    def act(self, *, by: Any) -> None:
        raise NotImplementedError


class ReplayView(DeadLetterActionView):
    any_permission_required = ["replay"]
    verb = "Replay"
    done = "The work is due again."

    def act(self, *, by: Any) -> None:
        replay_dead_letter(self.object, by=by)


class DismissView(DeadLetterActionView):
    any_permission_required = ["dismiss"]
    verb = "Dismiss"
    done = "The message is dismissed."

    def act(self, *, by: Any) -> None:
        dismiss_dead_letter(self.object, by=by)


class DeadLetterViewSet(ReceiptViewSet):
    model = OutboxMessage
    nouns = ("Dead letter", "Dead letters")
    icon = "warning"
    index_view_class = DeadLetterIndexView
    inspect_view_class = DeadLetterInspectView
    filterset_class = filters.DeadLetterFilters
    ordering = ["-dead_at"]
    list_display = [
        title_column("Work", topic_of),
        Column("key", label="Of"),
        Column("attempts", label="Attempts"),
        Column("last_error", label="Last error"),
        DateColumn("dead_at", label="Given up", sort_key="dead_at"),
    ]

    def find(self, query: str) -> Q:
        return Q(key__startswith=query)

    def get_urlpatterns(self) -> list[Any]:
        one = f"<{self.pk_path_converter}:pk>"
        replay = self.construct_view(ReplayView)
        dismiss = self.construct_view(DismissView)
        return [
            *super().get_urlpatterns(),
            path(f"{one}/replay/", replay, name="replay"),
            path(f"{one}/dismiss/", dismiss, name="dismiss"),
        ]


def page_of_cause(message: OutboxMessage) -> str | None:
    """The page of the row that the work is about, if it is there."""
    model: Any = ABOUT.get(Topic(message.topic))
    if model is None:
        return None
    try:
        # What follows a dot is the round that the work belongs to.
        row = model.objects.filter(pk=message.key.partition(".")[0]).only("pk").first()
    except (ValidationError, ValueError):  # a key that is none: perhaps why the message is dead
        return None
    return page_of(row) if row else None
