"""Who counts as one reader: told apart as little as counting once needs.

A browser that gave feedback before carries a random-looking name in a cookie. One that did not, or
keeps no cookies, is one reader for a day: its network address, browser and language, hashed with
the day and the secret key, from which none of them can be read back. That name then is its cookie.
"""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE: Final = "reader"
LASTS: Final = 365 * 24 * 60 * 60  # seconds
LONGEST_NAME: Final = 64


def reader_name(request: HttpRequest, *, now: datetime) -> str:
    """At most LONGEST_NAME characters."""
    if known := request.COOKIES.get(COOKIE, "")[:LONGEST_NAME]:
        return known
    seen = [
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("User-Agent", ""),
        request.headers.get("Accept-Language", ""),
        now.date().isoformat(),
    ]
    return _digest("\n".join(seen), purpose="reader")


def remember(response: HttpResponse, name: str) -> None:
    """Set only on giving feedback: who merely reads gets no cookie."""
    response.set_cookie(
        COOKIE,
        name,
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def reader_of_article(name: str, article_id: int) -> str:
    """64 hex digits: what is stored, so that nobody can follow one reader over the articles."""
    return _digest(f"{article_id}\n{name}", purpose="feedback")


def _digest(text: str, *, purpose: str) -> str:
    return salted_hmac(f"lanewise.{purpose}", text, algorithm="sha256").hexdigest()
