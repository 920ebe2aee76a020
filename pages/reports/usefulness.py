"""Which articles readers found useful, and which nobody has looked after for long."""

from datetime import timedelta
from typing import Any, Final

import django_filters
from django.db.models import Count, ExpressionWrapper, F, FloatField, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn

from pages.models import ArticlePage
from pages.reports.base import TITLE, ArticleReport

STALE_AFTER: Final = timedelta(days=365)
COUNTED = Q(feedback__flag="")
MONTHS = [(3, "3 months"), (6, "6 months"), (12, "a year"), (24, "two years")]


class UsefulnessReport(ArticleReport):
    """Best first. The order is by (yes + 1) / (answers + 2), Laplace's rule of succession, so that
    one yes alone does not stand above forty of fifty."""

    slug = "usefulness"
    page_title = "Usefulness"
    header_icon = "pick"
    default_ordering = "-usefulness"
    columns = [
        TitleColumn(
            "title",
            label="Article",
            get_url=lambda article: reverse("article_feedback", args=[article.pk]),
            sort_key="title",
        ),
        Column("share", label="Useful to", accessor="share"),
        NumberColumn("yes", label="Yes", sort_key="yes"),
        NumberColumn("no", label="No", sort_key="no"),
        NumberColumn("sentences", label="Sentences", sort_key="sentences"),
    ]
    list_export = ["title", "yes", "no", "sentences"]

    def decorate_paginated_queryset(self, articles: Any) -> Any:
        for article in articles:
            article.share = share_of(article)
        return articles

    def get_base_queryset(self) -> QuerySet[ArticlePage]:
        rated = (F("yes") + 1.0) / (F("yes") + F("no") + 2.0)
        return (
            super()
            .get_base_queryset()
            .annotate(
                yes=Count("feedback", COUNTED & Q(feedback__useful=True)),
                no=Count("feedback", COUNTED & Q(feedback__useful=False)),
                sentences=Count("feedback", COUNTED & ~Q(feedback__comment="")),
            )
            .annotate(usefulness=ExpressionWrapper(rated, output_field=FloatField()))
        )


class StaleFilter(WagtailFilterSet):
    months = django_filters.TypedChoiceFilter(
        label="Not published again for", choices=MONTHS, coerce=int, method="older_than"
    )

    class Meta:
        model = ArticlePage
        fields = ["months"]

    def older_than(self, articles: QuerySet, _name: str, months: int) -> QuerySet:
        return articles.filter(last_published_at__lt=timezone.now() - timedelta(days=30 * months))


class StaleReport(ArticleReport):
    """Oldest first; a year old and older where nothing else is chosen."""

    slug = "stale"
    page_title = "Stale articles"
    header_icon = "time"
    default_ordering = "last_published_at"
    filterset_class = StaleFilter
    columns = [
        TITLE,
        DateColumn("last_published_at", label="Last published", sort_key="last_published_at"),
        Column("author_name", label="Author", sort_key="author_name"),
    ]
    list_export = ["title", "last_published_at", "author_name"]

    def get_base_queryset(self) -> QuerySet[ArticlePage]:
        articles = super().get_base_queryset()
        if self.request.GET.get("months"):
            return articles
        return articles.filter(last_published_at__lt=timezone.now() - STALE_AFTER)


def share_of(article: ArticlePage) -> str:
    """Of an article with its `yes` and `no`, in words."""
    answers = article.yes + article.no
    if not answers:
        return "no answers yet"
    return f"{article.yes} of {answers} ({round(100 * article.yes / answers)} %)"
