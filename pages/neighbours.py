"""What to read next in the same pillar: the pieces before and after, and the newest."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

type Hidden = Callable[[Page], bool]

MOST: Final = 3
LOOKED_AT: Final = 4  # of the newest: the piece itself, and those it already leads to, fall away


def candidates(article: Any) -> "QuerySet[Any]":
    """At most six, found by the index on the day of publication; to be fetched with the rest of the
    page. A draft stands where it would today."""
    pillar = article.path[: -Page.steplen]
    beside = Page.objects.live().filter(path__startswith=pillar, depth=article.depth)
    at = article.first_published_at or timezone.now()
    before = beside.filter(first_published_at__lt=at).order_by("-first_published_at")[:1]
    after = beside.filter(first_published_at__gt=at).order_by("first_published_at")[:1]
    newest = beside.order_by("-first_published_at")[:LOOKED_AT]
    wanted = Q()
    for some in (before, after, newest):
        wanted |= Q(pk__in=some.values("pk"))
    return type(article).objects.defer_streamfields().filter(wanted).exclude(pk=article.pk)


def choose(found: Iterable[Any], *, article: Any, hidden: Hidden) -> list[Any]:
    """At most MOST that everybody may read, newest first: the next and the one before come before
    others."""
    able = [page for page in found if not hidden(page)]
    at = article.first_published_at or timezone.now()
    newer = sorted((page for page in able if page.first_published_at > at), key=_day)[:1]
    older = sorted((page for page in able if page.first_published_at <= at), key=_day)[-1:]
    rest = sorted(able, key=_day, reverse=True)
    chosen = list(dict.fromkeys([*newer, *older, *rest]))[:MOST]
    return sorted(chosen, key=_day, reverse=True)


def _day(page: Any) -> float:
    return float(page.first_published_at.timestamp())
