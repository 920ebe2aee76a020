"""GET /metrics: how the house is doing, in Prometheus' text, for whoever shows METRICS_TOKEN.

Everything is counted in the database when it is asked for, so that any web process gives the same
answer and a restart forgets nothing. Labels are kinds, states, lanes and queues, never a person.
"""

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import Metric

from cms.observing.counting import FAMILIES

FIRST: Final = "Bearer "


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """404 where no METRICS_TOKEN is set, 401 without it."""
    if not settings.METRICS_TOKEN:
        return HttpResponse("There is nothing here.\n", status=404, content_type="text/plain")
    if not _may_read(request):
        return HttpResponse(
            "Send METRICS_TOKEN: Authorization: Bearer …\n",
            status=401,
            content_type="text/plain; charset=utf-8",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return HttpResponse(generate_latest(House()), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    shown = request.headers.get("Authorization", "")
    return constant_time_compare(shown, f"{FIRST}{settings.METRICS_TOKEN}")


class House:
    """A registry, as prometheus-client reads one, that counts when it is read."""

    def collect(self) -> Iterator[Metric]:
        for counted in FAMILIES:
            yield from counted()
