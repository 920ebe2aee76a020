"""What the pages beside a sequence have in common."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from assessment.models.publishing import reason_of
from leads.domain.sequences import Series
from leads.models import Sequence

NAMESPACE = "wagtailsnippets_leads_sequence"


class SequencePage(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Of one sequence: shown to whoever may view it."""

    label: ClassVar[str] = ""
    model = Sequence
    any_permission_required: ClassVar[list[str]] = ["view", "change"]
    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Sequence.objects.select_related("current_version").defer("current_version__document")
        self.sequence = get_object_or_404(rows, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.label

    def get_page_subtitle(self) -> str:
        return str(self.sequence)

    def get_header_title(self) -> str:
        return f"{self.label}: {self.sequence}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        may_edit = self.user_has_permission("change")
        edit = reverse(f"{NAMESPACE}:edit", args=[self.sequence.pk]) if may_edit else ""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{NAMESPACE}:list"), "label": "Sequences"},
            {"url": edit, "label": str(self.sequence)},
            {"url": "", "label": self.label},
        ]

    @cached_property
    def draft(self) -> Series:
        """The newest draft. Raises ValidationError where it could not be published."""
        newest: Sequence = self.sequence.get_latest_revision_as_object()
        return newest.freeze()

    @property
    def missing(self) -> str:
        """Why there is no draft to look at; "" where there is one."""
        try:
            _ = self.draft
        except ValidationError as error:
            return reason_of(error)
        return ""
