"""The first step of an assessment, and what happens when it is taken."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from assessment.domain.steps import Way
from assessment.models import PublishedRubric
from leads.actions.drafts import Beginning, begin_draft
from leads.actions.submissions import SubmissionConflict
from leads.domain.drafting import Going, Kept
from leads.models import Draft
from leads.rubrics import current_rubric, rubric_seen, withdrawn
from leads.spam import Seal
from leads.throttle import admit
from leads.views.form import Form
from leads.views.keeping import keeping, not_stored
from leads.views.origin import attribution_of
from leads.views.stepping import COOKIE, remembering, step_page, way_on


# Exempt because no cookie acts here: whoever posts is nobody, as the reader is. The cookie we set
# offers a link and is asked for by no POST; without cookies, the address alone carries the draft.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
# A browser that goes back shows the page it had: the same seal, so that it is the same draft. Every
# other visit fetches a page of its own.
@cache_control(private=True, max_age=0)
@keeping
def take(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method != "POST":
        return _ask(request, slug)
    response = _begin(request, slug)
    patch_cache_control(response, no_store=True)  # it holds, or leads to, what the reader wrote
    return response


def _ask(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    carry_on = _begun_here(request, slug, now)
    try:
        published = current_rubric(slug)
    except Http404:
        return _closed(request, slug, carry_on)
    seal = Seal.new(published.content_hash, now=now)
    form = _first_step(published).sealed(seal, attribution_of(request))
    return step_page(request, form, published, carry_on=carry_on, is_start=True)


def _begun_here(request: HttpRequest, slug: str, now: datetime) -> str:
    """Where what was begun in this browser is carried on; "" where nothing was."""
    if not (token := request.COOKIES.get(COOKIE)):
        return ""
    begun = Draft.objects.with_token(token, now=now).filter(submitted_at=None)
    return reverse("carry-on", args=[slug, token]) if begun.exists() else ""


def _closed(request: HttpRequest, slug: str, carry_on: str) -> HttpResponse:
    """Raises Http404 for what readers never could take."""
    assessment = withdrawn(slug)
    if assessment is None:
        raise Http404
    context = {"title": assessment.title, "carry_on": carry_on}
    return render(request, "leads/withdrawn.html", context, status=404)


def _begin(request: HttpRequest, slug: str) -> HttpResponse:
    admit(request)
    now = timezone.now()
    seal = Seal.opened(request.POST.get("seal", ""))
    published = (seal and rubric_seen(slug, seal.rubric)) or current_rubric(slug)
    form = _first_step(published).posted(request.POST)
    if seal is None:
        renewed = form.sealed(Seal.new(published.content_hash, now=now))
        return step_page(request, renewed, published, is_start=True, is_stale=True, status=422)
    form = form.seeded(seal)
    beginning = Beginning(seal.id, published, seal.rendered_at, form.attribution)
    try:
        taken = begin_draft(beginning, form.sent, going=form.going, now=now)
    except SubmissionConflict:
        return not_stored(
            request, reason="conflict", status=409, renewed={"seal": seal.renewed().signed()}
        )
    if taken.wrong:
        refused = form.refused(taken.wrong)
        response = step_page(request, refused, published, is_start=True, status=422)
        return remembering(response, taken.draft, slug)
    return way_on(taken, slug=slug, is_later=form.going is Going.LATER, now=now)


def _first_step(published: PublishedRubric) -> Form:
    way = Way.of(published.rubric, {})
    return Form.kept(way, way.first, Kept(), seed="", minutes=published.assessment.minutes)
