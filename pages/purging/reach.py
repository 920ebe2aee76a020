"""What a change can be seen on: the page, what lists it, and what embeds it, however deep."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from wagtail.images.models import Image, Rendition
from wagtail.models import Locale, Page, PageViewRestriction, ReferenceIndex, Site

from pages.models import ArticlePage, AssessmentPage, Change, SiteSettings
from pages.watching import is_page, watched

AROUND_ALL = (Site, Locale, PageViewRestriction, SiteSettings)  # shown on, or decide of, every page
MOST_SIBLINGS = 200  # told one by one; with more of them the whole host is
MENU_DEPTH = 2  # steps of a path: a home page, and what may stand in its menu

Rows = dict[type[Model], set[int]]


@dataclass(frozen=True, slots=True)
class Reach:
    """`paths` are url_paths, as the tree has them."""

    everything: bool = False
    paths: frozenset[str] = frozenset()


EVERYTHING = Reach(everything=True)


def reach_of(changes: Iterable[Change]) -> Reach:
    rows: Rows = defaultdict(set)
    paths = set()
    for change in changes:
        model = _models().get(change.table)
        if model is None or model in AROUND_ALL:
            return EVERYTHING
        rows[Page if is_page(model) else model].add(change.row)
        paths |= {change.path} - {""}
    changed = Page.objects.filter(pk__in=rows[Page])
    paths |= set(changed.values_list("url_path", flat=True))
    if any(is_in_reach_of_menu(path) for path in paths):
        return EVERYTHING
    rows[Image] |= set(
        Rendition.objects.filter(pk__in=rows[Rendition]).values_list("image_id", flat=True)
    )
    rows[AssessmentPage._meta.get_field("assessment").related_model] |= set(
        AssessmentPage.objects.filter(pk__in=rows[Page]).values_list("assessment_id", flat=True)
    )
    siblings = beside(paths)
    if len(siblings) > MOST_SIBLINGS:
        return EVERYTHING
    paths |= siblings
    embedding = Page.objects.filter(pk__in=pages_that_show(rows))
    paths |= set(embedding.values_list("url_path", flat=True))
    return Reach(paths=frozenset({*paths, *above(paths), *below(paths)}))


def is_in_reach_of_menu(path: str) -> bool:
    """A menu stands on every page, and a page that left it cannot be told any more."""
    return path.strip("/").count("/") < MENU_DEPTH


def above(paths: Iterable[str]) -> Iterator[str]:
    """The pages that list these."""
    for path in paths:
        steps = path.strip("/").split("/")
        for end in range(1, len(steps)):
            yield f"/{'/'.join(steps[:end])}/"


def beside(paths: Iterable[str]) -> set[str]:
    """The articles that may name these as what to read next: those of the same pillar."""
    above = {path.rstrip("/").rpartition("/")[0] + "/" for path in paths}
    inside = Q()
    for parent in above:
        inside |= Q(url_path__startswith=parent)
    found = ArticlePage.objects.live().filter(inside) if inside else ArticlePage.objects.none()
    return set(found.values_list("url_path", flat=True)[: MOST_SIBLINGS + 1])


def below(paths: Iterable[str]) -> set[str]:
    """The pages that name these as what they stand under."""
    inside = Q()
    for path in paths:
        inside |= Q(url_path__startswith=path)
    return (
        set(Page.objects.live().filter(inside).values_list("url_path", flat=True))
        if inside
        else set()
    )


def pages_that_show(rows: Rows) -> set[int]:
    """By the reference index, through reusable blocks and calls to action too."""
    kinds = ContentType.objects.get_for_models(Page, *rows)
    frontier = {(kinds[model].pk, str(key)) for model, keys in rows.items() for key in keys}
    seen, found = set(frontier), set()
    while frontier:
        sources = set(_sources(frontier)) - seen
        seen |= sources
        found |= {int(key) for kind, key in sources if kind == kinds[Page].pk}
        frontier = {source for source in sources if source[0] != kinds[Page].pk}
    return found


def _sources(targets: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """(kind, key) of whatever points at one of these."""
    keys_of: dict[int, set[str]] = defaultdict(set)
    for kind, key in targets:
        keys_of[kind].add(key)
    for kind, keys in keys_of.items():
        references = ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=keys)
        yield from references.values_list("base_content_type", "object_id").distinct()


@cache
def _models() -> dict[str, Any]:
    """The watched models by their tables."""
    return {model._meta.db_table: model for model in watched()}
