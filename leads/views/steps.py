"""A draft's own addresses: its steps, where it was left, and the way to come back later."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from assessment.domain.steps import steps_of
from leads.actions.drafts import kept, mail_link, take_step
from leads.actions.submissions import SubmissionConflict
from leads.domain.drafting import Going, step_errors
from leads.models import Draft, Submission
from leads.spam import Seal
from leads.throttle import admit
from leads.views.keeping import keeping, not_stored
from leads.views.secret import secret
from leads.views.stepping import STILL_SHOWN, SeeOther, form_of, step_page, way_on

STEPS = "12000/minute"  # of one client: many steps for each submission that it may send


# Exempt, as is the first step: the token in the path is the permission, and no cookie acts.
@csrf_exempt
@secret
@keeping
def step(request: HttpRequest, slug: str, token: str, number: int) -> HttpResponse:
    """A GET shows the step, a POST takes it."""
    if request.method == "POST":
        admit(request, what="step", limit=STEPS)
    draft = _draft(token)
    if draft is None or not 1 <= number <= len(steps_of(draft.rubric.rubric)):
        return _nothing(request, slug)
    if request.method == "POST":
        return _take(request, draft, slug=slug, number=number)
    if draft.submitted_at:
        return _left(request, draft, slug)
    return _show(request, draft, slug=slug, number=number)


@csrf_exempt
@secret
@keeping
def carry_on(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Where the reader stopped."""
    draft = _draft(token)
    if draft is None:
        return _nothing(request, slug)
    if draft.submitted_at:
        return _left(request, draft, slug)
    return HttpResponseRedirect(reverse("step", args=[slug, token, draft.step]))


@csrf_exempt
@secret
@keeping
def later(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """How long the answers are kept; a POST has the link mailed. What it answers is the same for
    every address."""
    if request.method == "POST":
        admit(request)
    draft = _draft(token)
    if draft is None:
        return _nothing(request, slug)
    if draft.submitted_at:
        return _left(request, draft, slug)
    address, error = request.POST.get("email", ""), ""
    if request.method == "POST":
        try:
            mail_link(draft, address, now=timezone.now())
        except ValueError as wrong:
            error = str(wrong)
        else:
            return SeeOther(f"{request.path}?asked=yes")
    context = {
        "draft": draft,
        "rubric": draft.rubric.rubric,
        "address": address,
        "error": error,
        "is_asked": "asked" in request.GET,
        "carry_on": reverse("carry-on", args=[slug, token]),
    }
    return render(request, "leads/later.html", context, status=422 if error else 200)


def _draft(token: str) -> Draft | None:
    return Draft.objects.with_token(token, now=timezone.now()).with_rubric().first()


def _show(request: HttpRequest, draft: Draft, *, slug: str, number: int) -> HttpResponse:
    form = form_of(draft, number)
    if form.step.number != number:
        return HttpResponseRedirect(reverse("step", args=[slug, draft.token, form.step.number]))
    if "check" in request.GET:  # the last step found something missing here
        form = form.refused(step_errors(form.rubric, form.step, kept(draft)))
    return step_page(request, form, draft.rubric)


def _take(request: HttpRequest, draft: Draft, *, slug: str, number: int) -> HttpResponse:
    now = timezone.now()
    sent = form_of(draft, number)
    here = steps_of(sent.rubric)[number - 1]
    form = type(sent)(sent.way, here, {}, sent.seed, sent.minutes).posted(request.POST)
    try:
        taken = take_step(draft.pk, number, form.sent, going=form.going, now=now)
    except SubmissionConflict:
        seal = Seal.new(draft.rubric.content_hash, now=draft.started_at)
        start = reverse("take-assessment", args=[slug])
        return not_stored(
            request, reason="conflict", status=409, renewed={"seal": seal.signed()}, start=start
        )
    if taken.wrong:
        shown = form_of(taken.draft, number).posted(request.POST)
        return step_page(request, shown.refused(taken.wrong), draft.rubric, status=422)
    response = way_on(taken, slug=slug, is_later=form.going is Going.LATER, now=now)
    if taken.step and form.going is Going.ON and taken.step.number < number:
        response["Location"] += "?check=yes"
    return response


def _left(request: HttpRequest, draft: Draft, slug: str) -> HttpResponse:
    """What is left of a draft that was sent: for a while, the way to its result."""
    now, result_url = timezone.now(), ""
    if draft.submitted_at and now - draft.submitted_at <= STILL_SHOWN:
        submission = Submission.objects.get(pk=draft.pk)
        result_url = reverse("result", args=[submission.result_token])
    context = {"draft": draft, "result_url": result_url, "slug": slug}
    return render(request, "leads/sent_already.html", context)


def _nothing(request: HttpRequest, slug: str) -> HttpResponse:
    """Alike for a link that never was and for one whose time is over."""
    return render(request, "leads/no_draft.html", {"slug": slug}, status=404)
