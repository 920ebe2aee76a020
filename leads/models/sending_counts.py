"""What became of the messages of a window, counted by the database: one query, however many."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr
from django.utils.text import capfirst

from leads.domain.sending_health import Counts
from leads.domain.statuses import Status
from leads.models.deliveries import Delivery, Kind, Stream

_BACK: Final = (Status.BOUNCED.value, Status.REJECTED.value)
_KNOWN_TO_ARRIVE: Final = (
    Status.DELIVERED.value,
    Status.AUTORESPONDED.value,
    Status.OPENED.value,
    Status.CLICKED.value,
    Status.UNSUBSCRIBED.value,
    Status.COMPLAINED.value,
)
_LEFT: Final = (*_BACK, *_KNOWN_TO_ARRIVE, Status.SENT.value, Status.DEFERRED.value)
# `status` alone is counted, so that the index answers.
_COUNTED: Final = {
    "left": Count("status", filter=Q(status__in=_LEFT)),
    "delivered": Count("status", filter=Q(status__in=_KNOWN_TO_ARRIVE)),
    "bounced": Count("status", filter=Q(status__in=_BACK)),
    "complained": Count("status", filter=Q(status=Status.COMPLAINED.value)),
}
_TO_READERS: Final = [kind for kind in Kind if kind.stream is not Stream.BRIEFS]
_AT: Final = StrIndex("to_address", Value("@"))


def counts_of(kind: str, *, since: datetime) -> Counts:
    return Counts(**_begun(since).filter(kind=kind).aggregate(**_COUNTED))


def counts_by_kind(*, since: datetime) -> dict[str, Counts]:
    labels = dict(Kind.choices)
    return {
        capfirst(labels[kind]): counts for kind, counts in _grouped(_begun(since), "kind").items()
    }


def counts_by_lane(*, since: datetime) -> dict[str, Counts]:
    """By where the submission was routed; mail to readers, not to advisors."""
    rows = _begun(since).filter(kind__in=_TO_READERS, submission__isnull=False)
    return _grouped(rows, "submission__decision__lane__name")


def counts_by_domain(*, since: datetime, most: int) -> dict[str, Counts]:
    """Of the domains that got most mail from us."""
    rows = _begun(since).filter(kind__in=_TO_READERS).exclude(to_address="")
    return _grouped(rows.annotate(domain=Substr("to_address", _AT + 1)), "domain", most=most)


def _begun(since: datetime) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(send_started_at__gt=since).order_by()


def _grouped(rows: "QuerySet[Any]", of: str, *, most: int | None = None) -> dict[str, Counts]:
    found: Iterable[dict[str, Any]] = rows.values(of).annotate(**_COUNTED).order_by("-left")[:most]
    return {
        each.pop(of) or "none": Counts(**{name: each[name] for name in _COUNTED}) for each in found
    }
