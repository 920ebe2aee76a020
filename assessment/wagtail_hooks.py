"""Assessments in the Wagtail admin."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import (
    CopyView,
    DeleteView,
    SnippetViewSet,
    WorkflowActionView,
)

from assessment.models import Assessment, AssessmentQuerySet


class AssessmentPermissionPolicy(ModelPermissionPolicy):
    """What was published stays: past results rest on it. It can be unpublished."""

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: Assessment
    ) -> bool:
        if action == "delete" and instance.current_rubric_id:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


register_permission_policy(Assessment, AssessmentPermissionPolicy(Assessment))


class AssessmentCopyView(CopyView):
    """Shows the form, which posts to the add view. A POST here would write over what is copied."""

    http_method_names = ["get", "head", "options"]


class AssessmentDeleteView(DeleteView):
    def user_has_permission(self, permission: str) -> bool:
        return self.user_has_permission_for_instance(permission, self.object)


class AssessmentWorkflowActionView(WorkflowActionView):
    """Approving publishes, and what is incomplete cannot be published."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError:
            messages.error(
                request,
                "This draft is not complete, so it was not published. Open it and choose Publish "
                "to see what is missing.",
            )
            return redirect(self.redirect_url)


class AssessmentViewSet(SnippetViewSet):
    model = Assessment
    icon = "clipboard-list"
    menu_label = "Assessments"
    menu_name = "assessments"
    menu_order = 200
    add_to_admin_menu = True
    copy_view_class = AssessmentCopyView
    delete_view_class = AssessmentDeleteView
    workflow_action_view_class = AssessmentWorkflowActionView
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


register_snippet(AssessmentViewSet)
