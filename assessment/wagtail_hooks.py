"""Assessments in the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.log_actions import LogFormatter
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import DeleteView, SnippetViewSet

from assessment.models import Assessment, AssessmentQuerySet
from assessment.models.publishing import REFUSED
from assessment.views.copying import AssessmentCopyView
from assessment.views.listing import AssessmentEditView, AssessmentIndexView
from assessment.views.refusals import FrozenWorkflowActionView, RefusalsPanel, sentence_of
from assessment.views.stops import StopsView
from assessment.views.versions import NAMESPACE, CompareVersionsView, VersionsView


class AssessmentPermissionPolicy(ModelPermissionPolicy):
    """What was published stays: past results rest on it. It can be unpublished."""

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: Assessment
    ) -> bool:
        if action == "delete" and instance.current_rubric_id:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


register_permission_policy(Assessment, AssessmentPermissionPolicy(Assessment))


class AssessmentDeleteView(DeleteView):
    def user_has_permission(self, permission: str) -> bool:
        return self.user_has_permission_for_instance(permission, self.object)


class AssessmentViewSet(SnippetViewSet):
    model = Assessment
    icon = "clipboard-list"
    menu_label = "Assessments"
    menu_name = "assessments"
    menu_order = 200
    add_to_admin_menu = True
    index_view_class = AssessmentIndexView
    edit_view_class = AssessmentEditView
    copy_view_class = AssessmentCopyView
    delete_view_class = AssessmentDeleteView
    workflow_action_view_class = FrozenWorkflowActionView
    list_display = [
        "title",
        LiveStatusTagColumn(),
        Column("current_version", label="Current version", accessor="current_rubric.version"),
        Column("questions_asked", label="Questions"),
        UpdatedAtColumn(),
    ]
    list_filter = ["live"]
    search_fields = ["title", "slug"]
    ordering = ["title"]

    def get_queryset(self, request: HttpRequest) -> AssessmentQuerySet:
        return Assessment.objects.select_related("current_rubric").defer("current_rubric__document")

    def get_urlpatterns(self) -> list[URLPattern]:
        about = {
            "versions": VersionsView,
            "versions/compare": CompareVersionsView,
            "stops": StopsView,
        }
        return [
            *super().get_urlpatterns(),
            *(
                path(
                    f"<{self.pk_path_converter}:pk>/{address}/",
                    self.construct_view(view),
                    name=address.replace("/", "_"),
                )
                for address, view in about.items()
            ),
        ]


register_snippet(AssessmentViewSet)


@hooks.register("construct_homepage_panels")
def tell_of_refused_schedules(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(RefusalsPanel(Assessment, edit=f"{NAMESPACE}:edit", request=request))


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    @actions.register_action(REFUSED)
    class RefusedFormatter(LogFormatter):
        label = "Refuse schedule"

        def format_message(self, log_entry: Any) -> str:
            return sentence_of(log_entry)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-assessment.css"))
