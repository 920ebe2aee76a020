"""Which opens and clicks are not a person's: privacy proxies load every picture of every mail, and
scanners follow every link. They are kept, and move nothing.

Google's and Yahoo's image proxies are not among them: they load a picture when the reader opens the
mail.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final


class Machine(StrEnum):
    """How it is known."""

    SERVICE = "service"  # the mail service says so
    AGENT = "agent"  # it gives itself a name that no mail program of a person has
    AT_ONCE = "at_once"  # nobody reads that quickly


AT_ONCE: Final = timedelta(seconds=10)
_MADE_BY_BOTH: Final = frozenset({"opened", "clicked"})
# Apple's Mail Privacy Protection gives the first word of a browser's name and no more.
_APPLE: Final = "Mozilla/5.0"
_SCANNERS: Final = re.compile(
    r"(?<!cu)bot\b|crawl|spider|preview|scan|headless|phantomjs|safelinks|barracuda|mimecast"
    r"|proofpoint|symantec|trendmicro|fortiguard|sophos|zscaler|^(python|curl|wget|java|go-http|ruby"
    r"|php|perl|libwww|okhttp|axios|node|apache-httpclient|winhttp|microsoft office existence)",
    re.IGNORECASE,
)


def machine_of(event_type: str, *, agent: str, raw: object) -> Machine | None:
    """As the report itself shows it. `raw` is the service's own event, in whatever shape."""
    if event_type not in _MADE_BY_BOTH:
        return None
    if _service_says_so(raw):
        return Machine.SERVICE
    named = agent.strip()
    return Machine.AGENT if named == _APPLE or _SCANNERS.search(named) else None


def is_at_once(event_type: str, *, happened: datetime | None, arrived: datetime | None) -> bool:
    """Opened or clicked before it had arrived, or within seconds; False where a time is unknown."""
    if event_type not in _MADE_BY_BOTH or happened is None or arrived is None:
        return False
    return happened - arrived < AT_ONCE


def _service_says_so(raw: object) -> bool:
    event = _inside(raw, "event-data") or _mapping(raw)  # Mailgun wraps its own
    track = _inside(_inside(raw, "msys"), "track_event")  # and SparkPost
    return bool(
        event.get("sg_machine_open") is True  # SendGrid
        or event.get("event") in ("proxy_open", "unique_proxy_open")  # Brevo
        or _inside(event, "client-info").get("bot") in ("apple", "generic")  # Mailgun
        or _inside(track, "user_agent_parsed").get("is_prefetched") is True
    )


def _inside(raw: object, name: str) -> Mapping[str, Any]:
    return _mapping(_mapping(raw).get(name))


def _mapping(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}
