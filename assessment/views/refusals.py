"""What could not be published, said to those who can mend it."""

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import ModelLogEntry
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import EditView, WorkflowActionView

from assessment.models.publishing import REFUSED, reason_of

# A schedule that was refused is news until the next publication or schedule.
SETTLING = ["wagtail.publish", "wagtail.publish.scheduled", "wagtail.publish.schedule"]


class FrozenWorkflowActionView(WorkflowActionView):
    """Approving publishes. What cannot be published stays where it is, and says why."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError as error:
            messages.error(request, f"This draft was not published. {reason_of(error)}")
            return redirect(self.redirect_url)


class FrozenEditView(EditView):
    """Says above the form that the last schedule was refused."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = refusals(type(self.object)).filter(object_id=self.object.pk).first()
        if refused is not None:
            messages.error(request, sentence_of(refused))
        return super().get(request, *args, **kwargs)


def refusals(model: type[Model]) -> "QuerySet[ModelLogEntry]":
    """The schedules of this model that were refused, as long as nothing was published since."""
    of_model = ContentType.objects.get_for_model(model)
    entries = ModelLogEntry.objects.filter(content_type=of_model)
    since = entries.filter(
        object_id=OuterRef("object_id"), action__in=SETTLING, timestamp__gt=OuterRef("timestamp")
    )
    return entries.filter(~Exists(since), action=REFUSED).order_by("-timestamp")


def sentence_of(refused: ModelLogEntry) -> str:
    return f"This was not published as scheduled. {refused.data['reason']}"


class RefusalsPanel(Component):
    """On the admin's first page, for those who publish these."""

    name = "refused_schedules"
    template_name = "assessment/admin/refusals_panel.html"
    order = 90

    def __init__(self, model: type[Model], *, edit: str, request: HttpRequest) -> None:
        """`edit`: the name of the address at which one of them is edited."""
        super().__init__()
        policy = policy_registry.get_by_type(model)
        may_publish = policy.user_has_permission(request.user, "publish")
        self.refused = [
            {
                "label": entry.label,
                "edit": reverse(edit, args=[entry.object_id]),
                "when": entry.timestamp,
                "reason": entry.data["reason"],
            }
            for entry in (refusals(model) if may_publish else [])
        ]

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"refused": self.refused}

    def render_html(self, parent_context: Any = None) -> str:
        rendered: str = super().render_html(parent_context) if self.refused else ""
        return rendered
