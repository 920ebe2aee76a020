"""Is it alive, and can it do its work? For probes: no session, no cookie, no page."""

from datetime import timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from cms.panels import SCHEDULE
from leads.models import Heartbeat, OutboxMessage
from pages.purging.purge import is_on, owed_since

RECENT = timedelta(seconds=60)  # a worker says so every 15 s, a sweeper more often
TOO_OLD = 60.0  # seconds a message may be due with nobody there to do it
BROKER_PATIENCE = 0.2  # seconds for each of connecting and answering: 0.5 s in all, with margin


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process lives and takes requests; asks nobody else."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 where a submission would be stored and will be worked on, else 503.

    Not ready: the database is away, or work has been due for a minute and neither a worker nor a
    sweeper was seen in that time. A broker that is away is reported and is no reason: the sweeper
    does the work. `oldest_due_seconds` is 0 when nothing is due, null when nobody can say;
    `purge_owed_seconds` is null where no shared cache is told of changes.
    """
    try:
        report = {"database": True, **work()}
    except DatabaseError:
        report = {"database": False, **dict.fromkeys(_UNKNOWN)}
    report["broker"] = _broker_answers()
    ready = report["database"] and not _is_stuck(report)
    return JsonResponse({"ready": ready, **report}, status=200 if ready else 503)


_UNKNOWN = (
    "workers",
    "sweepers",
    "oldest_due_seconds",
    "seconds_since_beat",
    "seconds_since_publishing",
    "purge_owed_seconds",
)


def work() -> dict[str, Any]:
    """All by the database's clock: the clocks of several machines never agree."""
    seen = list(Heartbeat.objects.annotate(now=Now()).values_list("kind", "seen_at", "now"))
    due = OutboxMessage.objects.due().order_by("available_at").annotate(now=Now())
    oldest = due.values_list("available_at", "now").first()
    recent = [kind for kind, seen_at, now in seen if now - seen_at <= RECENT]
    beats = [(now - seen_at).total_seconds() for kind, seen_at, now in seen if kind == "beat"]
    published = [(now - seen_at).total_seconds() for kind, seen_at, now in seen if kind == SCHEDULE]
    return {
        "workers": recent.count("worker"),
        "sweepers": recent.count("sweeper"),
        "oldest_due_seconds": round((oldest[1] - oldest[0]).total_seconds(), 1) if oldest else 0,
        "seconds_since_beat": round(min(beats), 1) if beats else None,
        "seconds_since_publishing": round(min(published), 1) if published else None,
        "purge_owed_seconds": _seconds(owed_since()) if is_on() else None,
    }


def _seconds(time: timedelta | None) -> float:
    return round(time.total_seconds(), 1) if time else 0


def _is_stuck(report: dict[str, Any]) -> bool:
    nobody = not report["workers"] and not report["sweepers"]
    return nobody and report["oldest_due_seconds"] > TOO_OLD


def _broker_answers() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=BROKER_PATIENCE,
        socket_timeout=BROKER_PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
