"""Which articles brought leads, and into which lanes: numbers only, nobody's name."""

from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.attribution.counting import Brought, brought_by, plain
from cms.spreadsheets import neutral
from leads.models import Lane
from pages.models import ArticlePage
from pages.reports.base import ArticleReport

NOTHING = Brought()


def may_see_every_lead(user: Any) -> bool:
    return bool(user.has_perm("leads.view_lead"))


class SubmittedFilter(WagtailFilterSet):
    submitted = django_filters.DateFromToRangeFilter(
        label="Submitted", method="later", widget=DateRangePickerWidget
    )

    class Meta:
        model = ArticlePage
        fields = ["submitted"]

    def later(self, articles: QuerySet, _name: str, _range: slice) -> QuerySet:
        """Articles are not filtered; what they brought is, when it is counted."""
        return articles


class LeadsBroughtReport(ArticleReport):
    """Most leads first. Whoever may change articles sees theirs, whoever may see every lead sees
    all. `submissions` are split by the lane that the rules chose."""

    slug = "leads-brought"
    page_title = "Leads brought"
    header_icon = "group"
    default_ordering = "-leads"
    filterset_class = SubmittedFilter
    fixed: ClassVar[list[str]] = ["title", "path", "leads", "submissions"]

    def user_has_any_permission(self, permissions: Iterable[str]) -> bool:
        editing = super().user_has_any_permission(permissions)
        return bool(editing or may_see_every_lead(self.request.user))

    @cached_property
    def lanes(self) -> list[Lane]:
        return list(Lane.objects.order_by("pk").only("key", "name"))

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="Article", get_url=lambda r: r["url"], sort_key="title"),
            NumberColumn("leads", label="Leads", sort_key="leads"),
            NumberColumn("submissions", label="Submissions", sort_key="submissions"),
            *(NumberColumn(each.key, label=each.name, sort_key=each.key) for each in self.lanes),
        ]

    @property
    def list_export(self) -> list[str]:
        return [*self.fixed, *(lane.key for lane in self.lanes)]

    @property
    def export_headings(self) -> dict[str, Any]:
        names = {lane.key: neutral(lane.name) for lane in self.lanes}
        return {name: name.capitalize() for name in self.fixed} | names

    def get_queryset(self) -> list[dict[str, Any]]:
        """Rows, one an article, in order."""
        articles = self._articles()
        paths = paths_of(articles)
        brought = brought_by(paths_and_older(paths), **self._range())
        rows = [
            self._row(article, paths.get(article["pk"], ""), brought.get(article["pk"], NOTHING))
            for article in articles
        ]
        name = self.ordering.removeprefix("-")
        rows.sort(key=lambda row: row["title"].casefold())
        rows.sort(key=lambda row: fold(row[name]), reverse=self.ordering.startswith("-"))
        return rows

    def filter_queryset(self, queryset: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return queryset  # what is filtered is what is counted

    def _articles(self) -> list[dict[str, Any]]:
        every = may_see_every_lead(self.request.user)
        articles = ArticlePage.objects.live() if every else self.get_base_queryset()
        return list(articles.order_by().values("pk", "title", "url_path"))

    def _range(self) -> dict[str, Any]:
        form = self.filters.form
        chosen = form.cleaned_data.get("submitted") if form.is_valid() else None
        return {"since": chosen.start, "until": chosen.stop} if chosen else {}

    def _row(self, article: dict[str, Any], path: str, brought: Brought) -> dict[str, Any]:
        lanes = {each.key: brought.by_lane.get(each.pk, 0) for each in self.lanes}
        return {
            **lanes,
            "title": article["title"],
            "path": path,
            "url": reverse("wagtailadmin_pages:edit", args=[article["pk"]]),
            "leads": brought.leads,
            "submissions": brought.submissions,
        }


def paths_of(articles: Iterable[dict[str, Any]]) -> dict[int, str]:
    """By article, the path that readers' browsers know."""
    roots = [each.root_path.rstrip("/") for each in Site.get_site_root_paths()]
    found = {}
    for article in articles:
        root = next((each for each in roots if article["url_path"].startswith(f"{each}/")), None)
        if root is not None:
            found[article["pk"]] = article["url_path"].removeprefix(root)
    return found


def paths_and_older(paths: dict[int, str]) -> dict[str, int]:
    """The articles by their paths, and by those they had before they were moved."""
    moved = Redirect.objects.filter(redirect_page__isnull=False)
    older = moved.values_list("old_path", "redirect_page")
    known = {plain(path): article for path, article in older.iterator() if article in paths}
    return known | {plain(path): article for article, path in paths.items()}


def fold(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
