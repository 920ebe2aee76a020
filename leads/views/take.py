"""The questions of an assessment, and what happens when they are answered."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from assessment.models import PublishedRubric
from leads.actions.submissions import SubmissionConflict, SubmissionInvalid, accept_submission
from leads.rubrics import current_rubric, rubric_seen
from leads.spam import Seal, flag
from leads.throttle import admit
from leads.views.form import Form
from leads.views.keeping import keeping, not_stored
from leads.views.origin import attribution_of


class SeeOther(HttpResponseRedirect):
    """Answered; look there with a GET, so that a reload sends nothing again."""

    status_code = 303


# Exempt because no cookie says anything here: whoever posts is nobody, as the reader is. A cookie
# would only turn away readers who refuse cookies, with their answers.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
# A browser that goes back shows the page it had: the same id, so that the same answers are the same
# submission. Every other visit fetches a page of its own.
@cache_control(private=True, max_age=0)
@keeping
def take(request: HttpRequest, slug: str) -> HttpResponse:
    return _send(request, slug) if request.method == "POST" else _ask(request, slug)


def _ask(request: HttpRequest, slug: str) -> HttpResponse:
    published = current_rubric(slug)
    seal = Seal(published.content_hash, timezone.now())
    form = Form.fresh(published.rubric, seal=seal, attribution=attribution_of(request))
    return _page(request, form, published)


def _send(request: HttpRequest, slug: str) -> HttpResponse:
    admit(request)
    now = timezone.now()
    seal = Seal.opened(request.POST.get("seal", ""))
    published = (seal and rubric_seen(slug, seal.rubric)) or current_rubric(slug)
    form = Form.posted(published.rubric, request.POST)
    if seal is None or form.submission_id is None:
        renewed = form.renewed(Seal(published.content_hash, now))
        return _page(request, renewed, published, is_stale=True, status=422)
    try:
        suspicion = flag(trap=form.trap, rendered_at=seal.rendered_at, now=now)
        sent = form.sent(form.submission_id, flag=suspicion)
        submission = accept_submission(published, sent, now=now)
    except SubmissionInvalid as invalid:
        return _page(request, form.refused(invalid.errors), published, status=422)
    except SubmissionConflict:
        return not_stored(request, reason="conflict", status=409, renewed_id=str(uuid4()))
    return SeeOther(reverse("result", args=[submission.result_token]))


def _page(
    request: HttpRequest,
    form: Form,
    published: PublishedRubric,
    *,
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    context = {"form": form, "assessment": published.assessment, "is_stale": is_stale}
    response = render(request, "leads/take.html", context, status=status)
    if request.method == "POST":
        patch_cache_control(response, no_store=True)  # it holds what the reader wrote
    return response
