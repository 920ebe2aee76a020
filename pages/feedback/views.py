"""The form under an article, and the thanks it is answered with. Both work without JavaScript."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Site

from pages.feedback.giving import Answer, FeedbackInvalid, article_at, give_feedback
from pages.feedback.readers import reader_name, remember
from pages.models.feedback import LONGEST_COMMENT


class FeedbackForm(forms.Form):
    path = forms.CharField(max_length=500)
    useful = forms.TypedChoiceField(
        choices=[("yes", "Yes"), ("no", "No")], coerce=lambda said: said == "yes"
    )
    comment = forms.CharField(
        required=False,
        max_length=LONGEST_COMMENT,
        error_messages={"max_length": f"Write at most {LONGEST_COMMENT} characters."},
    )
    website = forms.CharField(required=False)  # the trap: no person sees it


# Exempt, since the article it stands under is cached for everybody and carries no token. What the
# form of another site can do here is what a machine of theirs could do as well: give one answer.
@csrf_exempt
@require_POST
@cache_control(private=True, no_store=True)
def feedback(request: HttpRequest) -> HttpResponse:
    form = FeedbackForm(request.POST)
    if not _is_ours(request) or not form.is_valid():
        return _asked_again(request, form.errors)
    now = timezone.now()
    name = reader_name(request, now=now)
    said = form.cleaned_data
    answer = Answer(said["path"], said["useful"], said["comment"], name, said["website"])
    try:
        article = give_feedback(answer, site=Site.find_for_request(request), now=now)
    except FeedbackInvalid as invalid:
        return _asked_again(request, dict(invalid.errors))
    useful = "yes" if answer.useful else "no"
    response = redirect(f"/feedback/thanks/?path={article.get_url(request)}&useful={useful}")
    remember(response, name)
    return response


@require_GET
@cache_control(private=True, no_store=True)
def thanks(request: HttpRequest) -> HttpResponse:
    """Also asks for a sentence, which then goes the same way as the answer did."""
    path = urlsplit(request.GET.get("path", "")).path
    context = {
        "article": article_at(path, site=Site.find_for_request(request)),
        "useful": "yes" if request.GET.get("useful") == "yes" else "no",
        "longest": LONGEST_COMMENT,
    }
    return render(request, "pages/feedback_thanks.html", context)


def _is_ours(request: HttpRequest) -> bool:
    """Browsers say which site a form stands on; whoever does not say is judged by the rest."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def _asked_again(request: HttpRequest, errors: Mapping[str, Any]) -> HttpResponse:
    """The answer was not kept: says why, and gives back what was written."""
    path = request.POST.get("path", "")
    context = {
        "article": article_at(path, site=Site.find_for_request(request)),
        "comment_error": _sentence(errors.get("comment")) if set(errors) == {"comment"} else "",
        "given": request.POST,
        "longest": LONGEST_COMMENT,
    }
    return render(request, "pages/feedback_again.html", context, status=422)


def _sentence(error: Any) -> str:
    return error if isinstance(error, str) else "".join(error or ())
