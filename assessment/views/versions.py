"""The versions an assessment was published as, what changed between them, and their consents."""

from typing import Any, ClassVar, NamedTuple

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from assessment.domain.changes import compare
from assessment.domain.rubric import consent_text_id
from assessment.models import Assessment, PublishedRubric

NAMESPACE = "wagtailsnippets_assessment_assessment"


class Consent(NamedTuple):
    """A wording that readers agreed to, and the versions that asked for it."""

    text_id: str
    text: str
    versions: list[PublishedRubric]


class AboutAssessmentView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page beside the editor, for whoever may view the assessment."""

    heading: ClassVar[str] = ""
    model = Assessment
    any_permission_required: ClassVar[list[str]] = ["view", "change"]
    header_icon = "history"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        assessments = Assessment.objects.defer("dimensions", "questions")
        self.assessment = get_object_or_404(assessments, pk=kwargs["pk"])

    def versions(self) -> "QuerySet[PublishedRubric]":
        """Newest first, without what they say."""
        found: QuerySet[PublishedRubric] = self.assessment.rubrics.select_related("published_by")
        return found.defer("document")

    def version_called(self, name: str) -> PublishedRubric:
        """The version whose number this part of the address gives. Raises Http404."""
        number = self.request.GET.get(name, "")
        if not number.isdecimal() or len(number) > len("999999999"):
            raise Http404
        return get_object_or_404(self.versions(), version=int(number))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(assessment=self.assessment, **kwargs)

    def get_page_title(self) -> str:
        return self.heading

    def get_page_subtitle(self) -> str:
        return str(self.assessment)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        may_edit = self.user_has_permission("change")
        edit = reverse(f"{NAMESPACE}:edit", args=[self.assessment.pk]) if may_edit else ""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{NAMESPACE}:list"), "label": "Assessments"},
            {"url": edit, "label": str(self.assessment)},
            {"url": "", "label": self.heading},
        ]


class VersionsView(AboutAssessmentView):
    heading = "Versions"
    template_name = "assessment/admin/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.versions().annotate_consent()
        return super().get_context_data(versions=rows, consents=consents(rows), **kwargs)


class CompareVersionsView(AboutAssessmentView):
    """What changed from one version, `?old=`, to another, `?new=`."""

    heading = "What changed"
    template_name = "assessment/admin/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old, new = self.version_called("old"), self.version_called("new")
        return super().get_context_data(
            old=old, new=new, changes=compare(old.rubric, new.rubric), **kwargs
        )


def consents(rows: "QuerySet[PublishedRubric]") -> list[Consent]:
    """Each wording once, with the versions that asked for it, newest first."""
    found: dict[str, Consent] = {}
    for row in rows:
        if text := row.consent_text:
            consent = Consent(consent_text_id(text), text, [])
            found.setdefault(text, consent).versions.append(row)
    return list(found.values())
