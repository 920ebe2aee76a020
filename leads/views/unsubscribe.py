"""The way out of the updates: a page with one button, and the POST that mail programs make."""

from typing import Final

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from leads.actions import suppressions
from leads.models import Lead
from leads.models.tokens import lead_of_unsubscribe_token
from leads.views.keeping import keeping, unlogged

ONE_CLICK: Final = "One-Click"
NOBODY: Final = 0
PRIVATE: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


# Mail programs send no cookie (RFC 8058): the token in the path is the permission.
@csrf_exempt
@cache_control(private=True, no_store=True)
@keeping
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows, a POST acts, as often as it likes. No session, no cookie, no redirect."""
    if request.method not in ("GET", "HEAD", "POST"):
        return unlogged(HttpResponseNotAllowed(["GET", "HEAD", "POST"]))
    response = unlogged(_answer(request, _lead_of(token)))
    for name, value in PRIVATE.items():
        response[name] = value
    return response


def _answer(request: HttpRequest, lead: Lead | None) -> HttpResponse:
    if lead is None:
        return render(request, "leads/unsubscribe_unknown.html", status=404)
    if request.method != "POST":
        return render(request, "leads/unsubscribe.html")
    suppressions.unsubscribe(lead, now=timezone.now())
    if request.POST.get("List-Unsubscribe") == ONE_CLICK:
        return HttpResponse("You are unsubscribed.\n", content_type="text/plain; charset=utf-8")
    return render(request, "leads/unsubscribe_done.html")


def _lead_of(token: str) -> Lead | None:
    """Asks the database for every token, so that a wrong one takes no less time."""
    try:
        lead_id = lead_of_unsubscribe_token(token)
    except (signing.BadSignature, TypeError, ValueError):
        lead_id = NOBODY
    return Lead.objects.filter(pk=lead_id, erased_at=None).first()
