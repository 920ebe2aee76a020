"""The receipts of one lead's way through the house: what was sent, decided, offered, mailed."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn

from leads.actions.retention import close_result_link
from leads.models import (
    Assignment,
    Decision,
    Delivery,
    Lane,
    Submission,
    TrackingEvent,
)
from leads.models.assignments import ADDRESS_KEPT_BACK
from leads.models.tokens import address_hash
from leads.views.admin import filters
from leads.views.admin.answering import ANSWERS
from leads.views.admin.explaining import (
    answers_shown,
    considered_shown,
    rules_shown,
    scores_shown,
)
from leads.views.admin.receipts import (
    ReceiptInspectView,
    ReceiptViewSet,
    as_uuid,
    page_of,
    title_column,
)
from leads.views.admin.standing import answer_buttons, ledger_of

NEVER = Q(pk__in=[])


def reader_of(submission: Submission) -> str:
    if submission.erased_at:
        return "Erased"
    return submission.name or submission.email or "No address"


def lane_of(submission: Submission) -> str:
    decision = getattr(submission, "decision", None)
    return decision.lane.name if decision else ""


class SubmissionInspectView(ReceiptInspectView):
    template_name = "leads/admin/submission.html"

    def heading(self, row: Submission) -> str:
        return reader_of(row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            answers=answers_shown(self.object),
            decision=Decision.objects.filter(submission=self.object).select_related("lane").first(),
            deliveries=self.object.deliveries.defer("text", "html"),
            can_close=self.object.is_open(now=timezone.now())
            and self.user_has_permission("close_link"),
            **kwargs,
        )


class CloseLinkView(ReceiptInspectView):
    """A GET asks whether it is meant, a POST does it."""

    template_name = "leads/admin/close_link.html"
    any_permission_required: ClassVar[list[str]] = ["close_link"]

    def heading(self, row: Submission) -> str:
        return reader_of(row)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        close_result_link(self.object, now=timezone.now(), by=request.user)
        messages.success(request, "The link to this result opens nothing any more.")
        return redirect(page_of(self.object))


class SubmissionViewSet(ReceiptViewSet):
    model = Submission
    icon = "form"
    inspect_view_class = SubmissionInspectView
    filterset_class = filters.SubmissionFilters
    ordering = ["-submitted_at"]
    related = ("rubric__assessment", "decision__lane", "lead")
    deferred = ("answers", "attribution", "rubric__document", "decision__verdicts")
    list_display = [
        title_column("Reader", reader_of),
        Column("company", label="Company"),
        Column("assessment", label="Assessment", accessor="rubric.assessment.title"),
        Column("lane", label="Lane", accessor=lane_of),
        StatusTagColumn("status", label="Status", primary=lambda row: row.processed_at is not None),
        DateColumn("submitted_at", label="Submitted", sort_key="submitted_at"),
    ]

    def find(self, query: str) -> Q:
        if identity := as_uuid(query):
            return Q(pk=identity)
        return by_person(query)

    def get_urlpatterns(self) -> list[Any]:
        close = self.construct_view(CloseLinkView)
        one = f"<{self.pk_path_converter}:pk>"
        return [*super().get_urlpatterns(), path(f"{one}/close-link/", close, name="close_link")]


class DecisionInspectView(ReceiptInspectView):
    template_name = "leads/admin/decision.html"

    def heading(self, row: Decision) -> str:
        return f"{reader_of(row.submission)}: {row.lane}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            decision=self.object,
            scores=scores_shown(self.object),
            rules=rules_shown(self.object, lane_names()),
            considered=considered_shown(self.object.considered),
            assignments=self.object.assignments.select_related("advisor", "lead", "lane"),
            **kwargs,
        )


class DecisionViewSet(ReceiptViewSet):
    model = Decision
    icon = "redirect"
    inspect_view_class = DecisionInspectView
    filterset_class = filters.DecisionFilters
    ordering = ["-decided_at"]
    related = ("submission__rubric", "lane", "rule_set__policy", "continues__advisor")
    deferred = (
        "verdicts",
        "considered",
        "submission__rubric__document",
        "rule_set__document",
        "rule_set__policy__rules",
    )
    list_display = [
        title_column("Reader", lambda row: reader_of(row.submission)),
        Column("lane", label="Lane", accessor="lane.name"),
        Column("rule", label="Rule", accessor=lambda row: row.rule or "No rule held"),
        Column("reason", label="Reason"),
        DateColumn("decided_at", label="Decided", sort_key="decided_at"),
    ]

    def find(self, query: str) -> Q:
        if identity := as_uuid(query):
            return Q(submission=identity)
        return by_person(query, "submission__")


class AssignmentInspectView(ReceiptInspectView):
    template_name = "leads/admin/assignment.html"

    def heading(self, row: Assignment) -> str:
        return f"{row.lead}: {row.advisor}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, policy = self.request.user, self.permission_policy
        return super().get_context_data(
            ledger=ledger_of(self.object),
            considered=considered_shown(self.object.considered),
            buttons=answer_buttons(self.object, user=user, policy=policy),
            **kwargs,
        )


def due_of(row: Assignment) -> str:
    """A moment to come: a list's own column of dates would say how long ago it was."""
    return (
        date_format(timezone.localtime(row.due_at), "j M Y, H:i") if row.state == "offered" else "—"
    )


class AssignmentViewSet(ReceiptViewSet):
    model = Assignment
    icon = "user"
    inspect_view_class = AssignmentInspectView
    filterset_class = filters.AssignmentFilters
    ordering = ["-created_at"]
    related = ("lead", "lane", "advisor", "decision")
    deferred = ("decision__verdicts", "decision__considered", "decision__score")
    list_display = [
        title_column("Lead", "lead"),
        Column("company", label="Company", accessor="lead.company"),
        Column("advisor", label="Advisor"),
        Column("lane", label="Lane"),
        StatusTagColumn("state", label="State", primary=lambda row: row.is_open),
        Column("due_at", label="Answer due", accessor=due_of, sort_key="due_at"),
        DateColumn("created_at", label="Offered", sort_key="created_at"),
    ]

    def find(self, query: str) -> Q:
        """By the address only where it is not kept back: a search would confirm a guess."""
        return by_person(query, "lead__", unless=ADDRESS_KEPT_BACK)

    def get_urlpatterns(self) -> list[Any]:
        one = f"<{self.pk_path_converter}:pk>"
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{one}/{view.action}/", self.construct_view(view), name=view.action)
                for view in ANSWERS
            ),
        ]


class DeliveryInspectView(ReceiptInspectView):
    template_name = "leads/admin/delivery.html"

    def heading(self, row: Delivery) -> str:
        return f"{row.get_kind_display()} to {row.to_address or 'somebody erased'}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(events=self.object.events.all(), **kwargs)


class DeliveryViewSet(ReceiptViewSet):
    model = Delivery
    icon = "mail"
    inspect_view_class = DeliveryInspectView
    filterset_class = filters.DeliveryFilters
    ordering = ["-created_at"]
    deferred = ("text", "html")
    list_display = [
        title_column("To", lambda row: row.to_address or "Erased"),
        Column("kind", label="Message", accessor=lambda row: capfirst(row.get_kind_display())),
        Column("subject", label="Subject"),
        StatusTagColumn("status", label="Status", primary=lambda row: row.sent_at is not None),
        Column("reason", label="Why"),
        DateColumn("planned_for", label="Planned for", sort_key="planned_for"),
        DateColumn("created_at", label="Planned", sort_key="created_at"),
    ]

    def find(self, query: str) -> Q:
        if identity := as_uuid(query):
            return Q(pk=identity) | Q(submission=identity)
        if query.startswith("<"):
            return Q(message_id=query)
        return Q(to_address__startswith=query.lower()) | Q(service_message_id=query)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        related = ("submission", "lead", "assignment__advisor")
        return super().get_inspect_view_kwargs(**kwargs) | {"related": related}


class TrackingEventViewSet(ReceiptViewSet):
    model = TrackingEvent
    icon = "history"
    filterset_class = filters.TrackingEventFilters
    ordering = ["-received_at"]
    list_display = [
        title_column("Event", "event_type"),
        Column("service", label="Service"),
        Column("service_message_id", label="Message"),
        Column("reject_reason", label="Why"),
        Column("machine", label="By a machine", accessor="get_machine_display"),
        DateColumn("received_at", label="Received", sort_key="received_at"),
    ]

    def find(self, query: str) -> Q:
        if identity := as_uuid(query):
            return Q(delivery=identity)
        if "@" in query:
            return Q(address_hash=address_hash(query))
        return Q(service_message_id=query)


def by_person(query: str, prefix: str = "", *, unless: Q = NEVER) -> Q:
    """Whose address, name or company begins with these words; not by the address of `unless`."""
    found = Q(**{f"{prefix}email__startswith": query.lower()}) & ~unless
    if "@" in query:
        return found
    return (
        found
        | Q(**{f"{prefix}name__istartswith": query})
        | Q(**{f"{prefix}company__istartswith": query})
    )


def lane_names() -> dict[str, str]:
    return dict(Lane.objects.values_list("key", "name"))
