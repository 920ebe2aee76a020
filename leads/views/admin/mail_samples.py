"""How each kind of mail looks, written to somebody made up. Only shows: nothing is sent."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

from assessment.models import Assessment
from leads.deciding import PolicyMissing
from leads.mail.samples import SAMPLED, sample
from leads.models.deliveries import Kind

PERMISSION = "leads.view_lane"  # of editors, who write what is in them, and of operators
NO_RULES = "This assessment has no published routing policy, so nobody can say what is mailed."


class MailSamplesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


@require_admin_access
def mail_samples(request: HttpRequest) -> HttpResponse:
    """One kind, of one assessment: by its published questions, rules and lanes."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    kind, assessments = _kind(request), _published()
    assessment = _picked(request, assessments)
    context = {"kinds": SAMPLED, "kind": kind, "assessments": assessments, "picked": assessment}
    return render(request, "leads/admin/mail_samples.html", context | _shown(kind, assessment))


def _shown(kind: Kind, assessment: Assessment | None) -> dict[str, Any]:
    published = assessment and assessment.current_rubric
    if published is None:
        return {"missing": "No assessment is published yet, and mails follow from one."}
    try:
        return {"mail": sample(kind, published, now=timezone.now())}
    except PolicyMissing:
        return {"missing": NO_RULES}


def _kind(request: HttpRequest) -> Kind:
    name = request.GET.get("kind", Kind.RESULT.value)
    if name not in SAMPLED:
        raise Http404
    return Kind(name)


def _picked(request: HttpRequest, assessments: "QuerySet[Assessment]") -> Assessment | None:
    slug = request.GET.get("assessment")
    if slug is None:
        return assessments.first()
    found = next((each for each in assessments if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _published() -> "QuerySet[Assessment]":
    found = Assessment.objects.filter(current_rubric__isnull=False)
    return found.select_related("current_rubric").order_by("pk")
