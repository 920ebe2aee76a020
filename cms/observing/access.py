"""One id and one line in the log for each request."""

import logging
import re
import time
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from leads import request_ids

logger = logging.getLogger(__name__)

HEADER: Final = "X-Request-ID"
SAID: Final = frozenset({"slug", "pk", "app_label", "model_name"})  # names we gave, and numbers
QUIET: Final = ("/healthz", "/readyz", "/metrics", "/static/")  # asked all day, and telling nothing
# What may be a token where no page was found: long, and no editor's slug.
KEY: Final = re.compile(r"(?<=/)(?=[^/]*[A-Z:])[^/]{12,}|(?<=/)[^/]{60,}")


class RequestIds:
    """Outermost: whatever is logged, owed or answered inside bears the id of this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request_id = request_ids.taken(request.headers.get(HEADER, ""))
        with request_ids.bound(request_id):
            response = self.get_response(request)
            if not request.path.startswith(QUIET):
                _log(request, response, took=time.perf_counter() - began)
        response[HEADER] = request_id
        return response


def _log(request: HttpRequest, response: HttpResponse, *, took: float) -> None:
    ms = round(took * 1000, 1)
    path = logged_path(request)
    said = (request.method, path, response.status_code, ms)
    facts = dict(zip(("method", "path", "status", "ms"), said, strict=True))
    logger.info("%s %s %s in %s ms", *said, extra=facts)


def logged_path(request: HttpRequest) -> str:
    """The path without its query and without what an address captures, unless that is a name or
    number of ours. Where no address of ours fits, nothing of it: what would it be?"""
    match = request.resolver_match
    if match is None:
        return "(no address of ours)"
    path = request.path
    for name, value in (match.captured_kwargs or {}).items():
        if name not in SAID and not isinstance(value, int):
            path = path.replace(f"/{value}", "/…")
    return KEY.sub("…", path)
