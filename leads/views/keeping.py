"""When nothing can be stored: the reader is told so, and what they sent is kept on the page.

These pages ask the database nothing, since it may be what is away.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render

from leads.throttle import TooManyRequests

RETRY_AFTER = 5  # seconds; a database that restarts takes about as long

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

type View = Callable[..., HttpResponse]


def keeping(view: View) -> View:
    """The view; where it cannot answer now, a page that sends the same again, id and all."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.encoding = "utf-8"  # the form's own; a body that claims another is not from it
        try:
            if _size(request) > settings.PUBLIC_BODY_LIMIT:
                raise RequestDataTooBig
            return view(request, *args, **kwargs)
        except TooManyRequests as error:
            return not_stored(request, reason="too_many", status=429, wait=error.wait)
        except (InterfaceError, OperationalError):
            return not_stored(request, reason="outage", status=503, wait=RETRY_AFTER)
        except RequestDataTooBig:
            return _refused(request, reason="too_large", status=413)
        except UnreadablePostError:
            return _refused(request, reason="cut_off", status=400)

    return kept


def not_stored(
    request: HttpRequest,
    *,
    reason: str,
    status: int,
    wait: int = 0,
    renewed: Mapping[str, str] = NOTHING,
    start: str = "",
) -> HttpResponse:
    """The page templates/leads/not_stored/<reason>.html around a form that holds what was sent.

    `renewed`: values it holds instead; `start`: where it is sent to, if not here again.
    """
    kept = [*_kept(request, renewed), *renewed.items()]
    context = {"kept": kept, "wait": wait, "start": start or request.path}
    response = render(request, f"leads/not_stored/{reason}.html", context, status=status)
    if wait:
        response["Retry-After"] = str(wait)
    return unlogged(response)


def unlogged(response: HttpResponse) -> HttpResponse:
    """Django writes the path of an error into the log, and a path of ours may hold a token."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _refused(request: HttpRequest, *, reason: str, status: int) -> HttpResponse:
    response = render(request, f"leads/not_stored/{reason}.html", status=status)
    return unlogged(response)


def _kept(request: HttpRequest, renewed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, texts in request.POST.lists():
        if name not in renewed:
            yield from ((name, text) for text in texts)


def _size(request: HttpRequest) -> int:
    """In bytes, by the length that was announced; the server reads no more than that."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
