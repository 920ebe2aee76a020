import math
from typing import Self

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from assessment.fields import LeanStreamField
from pages import neighbours
from pages.blocks.body import BodyBlock
from pages.blocks.gathering import Found, gather_beside
from pages.contents import contents_of, is_worth_it
from pages.models.base import BasePage
from pages.surroundings import surroundings

WORDS_A_MINUTE = (
    230  # silent reading of English non-fiction: 238 ± 51 (Brysbaert 2019), rounded down
)


class ArticleQuerySet(PageQuerySet):
    def in_pillar(self, pillar: Page) -> Self:
        return self.child_of(pillar)

    def for_lists(self) -> Self:
        """Newest first, without the bodies."""
        return self.defer_streamfields().order_by("-first_published_at", "-pk")


class ArticlePage(BasePage):
    """One article: names a problem, and what to do about it."""

    author_name = models.CharField(max_length=120, blank=True, verbose_name="author")
    body = LeanStreamField(BodyBlock)
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)

    objects = PageManager.from_queryset(ArticleQuerySet)()

    parent_page_types = ["pages.PillarPage"]
    subpage_types: list[str] = []
    template = "pages/article.html"
    page_description = "A piece that names a problem and ends with a next step."

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("author_name"),
        FieldPanel("body"),
    ]
    api_fields = [
        *BasePage.api_fields,
        APIField("author_name", writable=True),
        APIField("body", writable=True),
        APIField("reading_minutes"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("author_name"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = "article"

    def clean(self) -> None:
        """Counts the minutes again whenever the article is checked, so also on publishing."""
        super().clean()
        self.reading_minutes = minutes_to_read(self.words())

    def get_cached_paths(self) -> list[str]:
        """The page and its Markdown twin."""
        return [*super().get_cached_paths(), "/index.md"]

    def gathered(self) -> Found:
        """With what stands beside it in its pillar, in no query more, and is not led to already."""
        found, [beside] = gather_beside(self.body, neighbours.candidates(self))
        known = {key for model, rows in found.items() if issubclass(model, Page) for key in rows}
        self.beside = [page for page in beside if page.pk not in known]
        return found

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        context = super().get_context(request, *args, **kwargs)
        headings = contents_of(self.body)
        hidden = surroundings(request).is_restricted
        return context | {
            "contents": headings if is_worth_it(headings, self.reading_minutes) else [],
            "read_on": neighbours.choose(self.beside, article=self, hidden=hidden),
        }

    def words(self) -> int:
        """Of the body, reusable blocks and calls to action left out."""
        texts = self.body.stream_block.get_searchable_content(self.body)
        return sum(len(text.split()) for text in texts)

    @property
    def pillar(self) -> Page | None:
        """The page whose name stands above the title."""
        return self.breadcrumbs[-1] if self.breadcrumbs else None

    @property
    def was_updated(self) -> bool:
        """Whether it was published again on a later day."""
        first, last = self.first_published_at, self.last_published_at
        return bool(first and last and last.date() > first.date())


def minutes_to_read(words: int) -> int:
    """Whole minutes, never less than one."""
    return max(1, math.ceil(words / WORDS_A_MINUTE))
