"""Behind a private link: whoever has the token may; everybody else is answered alike."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from leads.models import Submission
from leads.results import submission_behind
from leads.throttle import admit
from leads.views.keeping import keeping, unlogged

PRIVATE: Final = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
SHOWS: Final = ("GET", "HEAD")
ACTS: Final = ("POST",)

type Behind = Callable[[HttpRequest, Submission], HttpResponse]
type View = Callable[[HttpRequest, str], HttpResponse]


def behind_link(*methods: str, counted: bool = False) -> Callable[[Behind], View]:
    """Makes a view of a token from one of the submission it opens. `counted`: costly, or it writes,
    so one client may ask for it only so often."""

    def decorate(view: Behind) -> View:
        # Exempt: no cookie says anything here, the token in the path is the permission. So is a
        # refused method refused here, and not by the CSRF check, which would log the token.
        @csrf_exempt
        @cache_control(private=True, no_store=True)
        @keeping
        @wraps(view)
        def opened(request: HttpRequest, token: str) -> HttpResponse:
            response = unlogged(_answer(request, token))
            for name, value in PRIVATE.items():
                response[name] = value
            return response

        def _answer(request: HttpRequest, token: str) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if counted:
                admit(request)
            submission = submission_behind(token, now=timezone.now())
            if submission is None:
                return render(request, "leads/no_result.html", status=404)
            return view(request, submission)

        return opened

    return decorate
