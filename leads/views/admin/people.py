"""The person we follow up, and everything that happened with them on one page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button

from leads.models import Assignment, Decision, Delivery, Lead, Submission
from leads.views.admin import filters
from leads.views.admin.agreeing import agreed_by
from leads.views.admin.explaining import (
    AnswerShown,
    ConsideredShown,
    RuleShown,
    ScoreShown,
    answers_shown,
    considered_shown,
    rules_shown,
    scores_shown,
)
from leads.views.admin.following import FollowingView, enrolments_shown
from leads.views.admin.handling import HANDLED
from leads.views.admin.listings import by_person, lane_names
from leads.views.admin.permissions import sees_every
from leads.views.admin.person import ErasePersonView, ExportPersonView
from leads.views.admin.receipts import (
    ReceiptIndexView,
    ReceiptInspectView,
    ReceiptViewSet,
    title_column,
)
from leads.views.admin.standing import standing_of


@dataclass(frozen=True, slots=True)
class Visit:
    """One submission of the lead and what followed. Until it is routed `decision` is None."""

    submission: Submission
    answers: list[AnswerShown]
    deliveries: list[Delivery]
    decision: Decision | None = None
    scores: list[ScoreShown] | None = None
    rules: list[RuleShown] | None = None
    considered: list[ConsideredShown] | None = None
    assignments: list[Assignment] | None = None


class LeadIndexView(ReceiptIndexView):
    """Each lead with its newest decision's lane and who has it now, also as CSV and workbook."""

    FORMATS = ("xlsx", "csv")
    list_export = (
        "pk",
        "email",
        "name",
        "company",
        "role",
        "newest_lane",
        "newest_advisor",
        "created_at",
    )
    export_headings = {"pk": "Number", "newest_lane": "Lane", "newest_advisor": "Advisor"}
    export_filename = "leads"

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_more_buttons
        if self.request.user.has_perm("leads.add_lead"):
            url = reverse("leads_import")
            buttons.append(Button("Import leads", url=url, icon_name="upload", priority=80))
        return buttons

    def get_base_queryset(self) -> "QuerySet[Any]":
        newest = Decision.objects.filter(submission__lead=OuterRef("pk")).order_by("-pk")
        held = Assignment.objects.open().filter(lead=OuterRef("pk")).order_by("-pk")
        return (
            super()
            .get_base_queryset()
            .annotate(
                newest_lane=Subquery(newest.values("lane__name")[:1]),
                newest_advisor=Subquery(held.values("advisor__name")[:1]),
            )
        )


class LeadInspectView(ReceiptInspectView):
    template_name = "leads/admin/lead.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            lead=self.object,
            standing=standing_of(self.object, user=user, policy=self.permission_policy),
            visits=visits_of(self.object),
            sees_receipts=sees_every(Submission, user) and sees_every(Decision, user),
            sees_mail=sees_every(Delivery, user),
            **agreed_by(self.object),
            can_lift=self.request.user.has_perm("leads.change_suppression"),
            enrolments=enrolments_shown(self.object),
            can_follow=self.user_has_permission("follow_up") and not self.object.erased_at,
            can_export=self.user_has_permission("export_person"),
            can_erase=self.user_has_permission("erase_person") and not self.object.erased_at,
            **kwargs,
        )


class LeadViewSet(ReceiptViewSet):
    model = Lead
    icon = "group"
    index_view_class = LeadIndexView
    inspect_view_class = LeadInspectView
    filterset_class = filters.LeadFilters
    ordering = ["-created_at"]
    list_display = [
        title_column("Lead", lambda row: row.name or row.email),
        Column("email", label="Email"),
        Column("company", label="Company"),
        Column("role", label="Role"),
        Column("newest_lane", label="Lane"),
        Column("newest_advisor", label="Advisor"),
        DateColumn("created_at", label="First seen", sort_key="created_at"),
    ]

    def find(self, query: str) -> Q:
        return by_person(query)

    def get_urlpatterns(self) -> list[Any]:
        one = f"<{self.pk_path_converter}:pk>"
        return [
            *super().get_urlpatterns(),
            path(f"{one}/export/", self.construct_view(ExportPersonView), name="export_person"),
            *(
                path(f"{one}/{name}/", self.construct_view(view), name=name)
                for name, view in HANDLED
            ),
            path(f"{one}/follow-up/", self.construct_view(FollowingView), name="follow_up"),
            path(f"{one}/erase/", self.construct_view(ErasePersonView), name="erase_person"),
        ]


def visits_of(lead: Lead) -> list[Visit]:
    """Newest first; the same number of queries however many there are."""
    lanes = lane_names()
    return [_visit(submission, lanes) for submission in _submissions(lead)]


def _submissions(lead: Lead) -> "QuerySet[Submission]":
    offered = Assignment.objects.select_related("advisor", "lane").order_by("number")
    mailed = Delivery.objects.defer("text", "html").order_by("created_at")
    return (
        Submission.objects.filter(lead__in=Lead.objects.of_person(lead))
        .select_related(
            "rubric__assessment",
            "decision__lane",
            "decision__rule_set__policy",
            "decision__continues__advisor",
        )
        .defer("rubric__document", "decision__rule_set__document")
        .prefetch_related(
            Prefetch("decision__assignments", queryset=offered),
            Prefetch("deliveries", queryset=mailed),
        )
    )


def _visit(submission: Submission, lanes: dict[str, str]) -> Visit:
    answers, deliveries = answers_shown(submission), list(submission.deliveries.all())
    decision = getattr(submission, "decision", None)
    if decision is None:
        return Visit(submission, answers, deliveries)
    return Visit(
        submission,
        answers,
        deliveries,
        decision,
        scores=scores_shown(decision),
        rules=rules_shown(decision, lanes),
        considered=considered_shown(decision.considered),
        assignments=list(decision.assignments.all()),
    )
