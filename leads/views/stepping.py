"""What the first step and all others share: their page, and the way on from them."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from assessment.domain.steps import Step, Way
from assessment.models import PublishedRubric
from leads.actions.drafts import Taken, kept
from leads.models import Draft
from leads.models.drafts import DRAFT_LASTS
from leads.views.form import Form

COOKIE: Final = "draft"
# Whoever sends the last step twice, or reloads, is led to the result; later the draft's link, which
# may have been mailed, opens no result: that has a link of its own, which can be closed.
STILL_SHOWN: Final = timedelta(hours=1)


class SeeOther(HttpResponseRedirect):
    """Kept; look there with a GET, so that a reload sends nothing again."""

    status_code = 303


def form_of(draft: Draft, number: int) -> Form:
    """The step as the draft holds it; where that step asks nothing by now, the next that does."""
    way = Way.of(draft.rubric.rubric, draft.answers)
    minutes = draft.rubric.assessment.minutes
    return Form.kept(way, way.at(number), kept(draft), seed=str(draft.pk), minutes=minutes)


def step_page(
    request: HttpRequest,
    form: Form,
    published: PublishedRubric,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {"form": form, "assessment": published.assessment, **more}
    return render(request, "leads/take.html", context, status=status)


def way_on(taken: Taken, *, slug: str, is_later: bool, now: datetime) -> HttpResponse:
    """To the next step, away, or to the result; never for a step on which something is wrong."""
    if taken.submission is not None:
        response = SeeOther(result_of(taken, slug=slug, now=now))
        response.delete_cookie(COOKIE, path=reverse("take-assessment", args=[slug]))
        return response
    later = reverse("later", args=[slug, taken.draft.token])
    to = later if is_later else step_url(taken.draft, taken.step, slug)
    return remembering(SeeOther(to), taken.draft, slug)


def result_of(taken: Taken, *, slug: str, now: datetime) -> str:
    sent_at, submission = taken.draft.submitted_at, taken.submission
    if submission is None or sent_at is None or now - sent_at > STILL_SHOWN:
        return reverse("carry-on", args=[slug, taken.draft.token])
    return reverse("result", args=[submission.result_token])


def step_url(draft: Draft, step: Step | None, slug: str) -> str:
    return reverse("step", args=[slug, draft.token, step.number if step else draft.step])


def remembering(response: HttpResponse, draft: Draft, slug: str) -> HttpResponse:
    """So that this browser is offered to carry on. Nothing is done because of the cookie alone."""
    response.set_cookie(
        COOKIE,
        draft.token,
        max_age=DRAFT_LASTS,
        path=reverse("take-assessment", args=[slug]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
