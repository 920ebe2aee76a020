"""How often one client may tell or ask the pages something: the leads' counter counts."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja.throttling import BaseThrottle

from leads.throttle import TooManyRequests, admit

FEEDBACK_RATE: Final = "60/minute"  # a whole office behind one address, reading the same newsletter
TRIAL_RATE: Final = "300/minute"  # the same office, each reader telling of a call or two

SEARCH_RATE: Final = "60/minute"

type View = Callable[..., HttpResponse]
type Admits = Callable[[HttpRequest], None]


def admit_feedback(request: HttpRequest) -> None:
    """Raises TooManyRequests."""
    admit(request, what="feedback", limit=FEEDBACK_RATE)


class FeedbackThrottle(BaseThrottle):
    """The same for the API, where TooManyRequests becomes a problem document."""

    def allow_request(self, request: HttpRequest) -> bool:
        admit_feedback(request)
        return True


class TrialThrottle(BaseThrottle):
    """Of readers who have seen a variant of a call to action."""

    def allow_request(self, request: HttpRequest) -> bool:
        admit(request, what="trial", limit=TRIAL_RATE)
        return True


def throttled(view: View) -> View:
    """Takes feedback; whoever gives it too often is told when to come again."""
    return _counted(view, counts=lambda request: request.method == "POST", admits=admit_feedback)


def limited(view: View) -> View:
    """Searches; whoever asks too often is told when to come again."""
    return _counted(view, counts=lambda request: bool(request.GET.get("q")), admits=admit_search)


def admit_search(request: HttpRequest) -> None:
    """Raises TooManyRequests."""
    admit(request, what="search", limit=SEARCH_RATE)


def _counted(view: View, *, counts: Callable[[HttpRequest], bool], admits: Admits) -> View:
    @wraps(view)
    def admitted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not counts(request):
            return view(request, *args, **kwargs)
        try:
            admits(request)
        except TooManyRequests as error:
            response = render(request, "pages/too_many.html", {"wait": error.wait}, status=429)
            response["Retry-After"] = str(error.wait)
            return response
        return view(request, *args, **kwargs)

    return admitted
