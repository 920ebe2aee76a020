"""Where a reader came from: what the link said, else what the browser says."""

import unicodedata
from urllib.parse import urlsplit

from django.http import HttpRequest

from leads.domain.intake import LONGEST_ATTRIBUTION

CAMPAIGN = ("utm_source", "utm_medium", "utm_campaign")


def attribution_of(request: HttpRequest) -> dict[str, str]:
    """By the contract's names. What is unknown is left out; what cannot be kept is tidied away."""
    said = {name: request.GET.get(name, "") for name in CAMPAIGN}
    said |= {"page": request.GET.get("from", ""), "block": request.GET.get("block", "")}
    for name, text in _referrer(request).items():
        said[name] = said.get(name) or text
    return {name: kept for name, text in said.items() if (kept := tidy(text))}


def _referrer(request: HttpRequest) -> dict[str, str]:
    """Our own page by its path, another site by its address. Never a query: it may hold secrets."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return {}
    if parts.scheme not in ("http", "https"):
        return {}
    if parts.netloc == request.get_host():
        return {"page": parts.path}
    return {"referrer": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"}


def tidy(text: str) -> str:
    """One line of at most LONGEST_ATTRIBUTION characters, none of which a database refuses."""
    kept = (letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs"))
    return "".join(kept).strip()[:LONGEST_ATTRIBUTION]
