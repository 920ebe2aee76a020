"""A reader's private result page."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from leads.results import result_behind
from leads.views.keeping import keeping, unlogged

PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


# Exempt, so that a POST is refused here and not by the CSRF check, which would log the token.
@csrf_exempt
@cache_control(private=True, no_store=True)
@keeping
def result(request: HttpRequest, token: str) -> HttpResponse:
    """Every link that opens nothing is answered alike, whatever is the matter with it."""
    if request.method not in ("GET", "HEAD"):
        return unlogged(HttpResponseNotAllowed(["GET", "HEAD"]))
    found = result_behind(token, now=timezone.now())
    if found is None:
        response = unlogged(render(request, "leads/no_result.html", status=404))
    else:
        response = render(request, "leads/result.html", {"result": found})
    for name, value in PRIVATE.items():
        response[name] = value
    return response
