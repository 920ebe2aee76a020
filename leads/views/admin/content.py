"""What editors and operators change: lanes, advisors and routing policies."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import (
    BooleanColumn,
    BulkActionsCheckboxColumn,
    Column,
    LiveStatusTagColumn,
    UpdatedAtColumn,
)
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from assessment.domain.parts import SLUG
from assessment.views.refusals import FrozenEditView, FrozenWorkflowActionView
from leads.actions.digests import begin_digests
from leads.actions.draws import next_in_line
from leads.models import Advisor, Assignment, Lane, RoutingPolicy
from leads.models.policies import RoutingPolicyQuerySet
from leads.views.admin.explaining import considered_shown
from leads.views.admin.proof.pages import proof_url
from leads.views.admin.standing import ledger_by_advisor, ledger_by_lane

MOST_OPEN = 50  # leads that an advisor's page names


class LaneForm(WagtailAdminModelForm):
    """Rules name a lane by its key, so it is one they can name, and an existing lane's stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["key"].disabled = True

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not SLUG.fullmatch(key):
            raise ValidationError("Use small letters, digits and single hyphens.")
        return key


class KeptIndexView(IndexView):
    """Without the boxes for bulk actions: the only one is to delete, which nobody may."""

    @cached_property
    def columns(self) -> list[Any]:
        offered = super().columns
        return [each for each in offered if not isinstance(each, BulkActionsCheckboxColumn)]


class LaneInspectView(snippets.InspectView):
    """The lane as it is written, who is next and why, and what became of its leads."""

    template_name = "leads/admin/lane.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drawn = next_in_line(self.object, now=timezone.now())
        return super().get_context_data(
            drawn=drawn,
            considered=considered_shown(drawn.considered),
            tallies=ledger_by_advisor(self.object),
            **kwargs,
        )


class LaneViewSet(SnippetViewSet):
    model = Lane
    inspect_view_class = LaneInspectView
    index_view_class = KeptIndexView
    icon = "list-ul"
    copy_view_enabled = False
    inspect_view_enabled = True
    edit_handler = ObjectList(Lane.panels, base_form_class=LaneForm)
    list_display = [
        "name",
        Column("key", label="Key"),
        Column("summary", label="What it is"),
        Column("accept_within_hours", label="Answer within (hours)"),
        UpdatedAtColumn(),
    ]
    search_fields = ["name", "key"]


def lanes_of(advisor: Advisor) -> str:
    return ", ".join(membership.lane.name for membership in advisor.memberships.all())


class AdvisorInspectView(generic.InspectView):
    """The advisor as they are kept, what became of their leads, and those they have."""

    template_name = "leads/admin/advisor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_turns = Assignment.objects.open().filter(advisor=self.object)
        return super().get_context_data(
            tallies=ledger_by_lane(self.object),
            open=open_turns.select_related("lead", "lane")[:MOST_OPEN],
            **kwargs,
        )


class AdvisorEditView(generic.EditView):
    @transaction.atomic
    def save_instance(self) -> Advisor:
        """The hours may be others now: whoever has open leads hears of them at the new ones."""
        advisor: Advisor = super().save_instance()
        begin_digests(Advisor.objects.get(pk=advisor.pk), now=timezone.now())
        return advisor


class AdvisorViewSet(ModelViewSet):
    model = Advisor
    edit_view_class = AdvisorEditView
    inspect_view_class = AdvisorInspectView
    icon = "user"
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False
    list_display = [
        "name",
        Column("email", label="Email"),
        Column("lanes", label="Lanes", accessor=lanes_of),
        Column("weight", label="Weight"),
        Column("daily_cap", label="Leads a day", accessor=lambda each: each.daily_cap or "no cap"),
        BooleanColumn("active", label="Takes leads"),
    ]
    list_filter = ["active", "memberships__lane"]
    search_fields = ["name", "email"]
    ordering = ["name"]

    @cached_property
    def url_prefix(self) -> str:
        return "leads/advisor"

    @cached_property
    def url_namespace(self) -> str:
        return "leads_advisor"

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        queryset = Advisor.objects.prefetch_related("memberships__lane")
        return super().get_index_view_kwargs(queryset=queryset, **kwargs)


class PolicyIndexView(KeptIndexView):
    def get_list_more_buttons(self, instance: RoutingPolicy) -> list[Any]:
        proof = Button("Proof", url=proof_url(instance), icon_name="check", priority=15)
        return [*super().get_list_more_buttons(instance), proof]


class PolicyEditView(FrozenEditView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        proof = HeaderButton("Proof", url=proof_url(self.object), icon_name="check")
        return [*super().header_buttons, proof]


class RoutingPolicyViewSet(SnippetViewSet):
    """There is no address at which a policy could be unpublished: a lead always has rules."""

    model = RoutingPolicy
    index_view_class = PolicyIndexView
    edit_view_class = PolicyEditView
    icon = "redirect"
    copy_view_enabled = False
    workflow_action_view_class = FrozenWorkflowActionView
    list_display = [
        "title",
        Column("assessment", label="Readers of"),
        LiveStatusTagColumn(),
        Column("version", label="Current version", accessor="current_rule_set.version"),
        UpdatedAtColumn(),
    ]
    search_fields = ["title"]

    def get_queryset(self, request: HttpRequest) -> RoutingPolicyQuerySet:
        return RoutingPolicy.objects.select_related("assessment", "current_rule_set").defer(
            "rules", "current_rule_set__document", "assessment__dimensions", "assessment__questions"
        )

    def get_urlpatterns(self) -> list[Any]:
        return [each for each in super().get_urlpatterns() if each.name != "unpublish"]


def without_unpublish(menu_items: list[Any], _request: HttpRequest, context: Any) -> None:
    """Takes “Unpublish” out of a routing policy's menu."""
    if context["model"] is RoutingPolicy:
        menu_items[:] = [item for item in menu_items if item.name != "action-unpublish"]
