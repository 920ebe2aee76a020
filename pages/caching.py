"""Who may keep an answer, and for how long; and how it is told that what was kept is still true.

An answer's ETag is made of the edition (pages/models/changes.py), the program's own files and the
address. It is known before anything is rendered: a 304 costs the one query that names the edition.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

FRESH = 300  # seconds a shared cache may answer alone
STALE = 60  # seconds more it may, while it asks
PUBLIC = f"public, max-age=0, s-maxage={FRESH}, stale-while-revalidate={STALE}"
PRIVATE = "private, no-store"
KEPT = 600  # seconds in this process; a new edition ends it before
PROGRAM = ("templates", "pages", "cms/static/css", "cms/static/js")


def answer(
    request: HttpRequest,
    *,
    edition: str,
    site: int | None,
    make: Callable[[], HttpResponse],
    keep: bool,
) -> HttpResponse:
    """304 where the reader has it; else as it was made for this edition; else made now.

    What `make` makes may be shared only if it is the same for every reader; it is kept in this
    process if `keep` says that the address is one of few.
    """
    tag = entity_tag(edition, site, request.get_full_path())
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return _shared(HttpResponseNotModified(), tag)
    key = keep and f"{tag[3:-1]}/{request.scheme}/{request.get_host()}"
    if key and (kept := caches["pages"].get(key)):
        body, kind = kept
        return _shared(HttpResponse(body, content_type=kind), tag)
    response = make()
    if response.has_header("Cache-Control"):
        return response
    if response.status_code != 200 or is_for_one_reader(request, response):
        response["Cache-Control"] = PRIVATE
        return response
    if key and not settings.DEBUG:
        caches["pages"].set(key, (response.content, response["Content-Type"]), KEPT)
    return _shared(response, tag)


def _shared(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = PUBLIC
    return response


def entity_tag(edition: str, site: int | None, address: str) -> str:
    """Weak: equal tags mean equal words, not equal bytes."""
    state = f"{program()}\n{edition}\n{site}\n{address}"
    return f'W/"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'


@cache
def program() -> str:
    """Names the files that make a page, so that a deployment ends what was kept before it."""
    digest = hashlib.sha256()
    for room in PROGRAM:
        for file in sorted((Path(settings.BASE_DIR) / room).rglob("*.*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def for_one_reader(request: HttpRequest | None) -> None:
    """Whatever shows one reader what another does not see calls this: nobody keeps the page."""
    if request is not None:
        request._for_one_reader = True  # type: ignore[attr-defined]


def is_for_one_reader(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it was said, or shows: a cookie set, a form's token, a session looked at."""
    session = getattr(request, "session", None)
    return bool(
        getattr(request, "_for_one_reader", False)
        or response.cookies
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or (session is not None and session.accessed)
        or "cookie" in response.get("Vary", "").lower()
    )
