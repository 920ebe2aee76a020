"""What the reports on articles have in common: who may read them, and where they stand."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from pages.models import ArticlePage

TITLE = TitleColumn(
    "title",
    label="Article",
    get_url=lambda article: reverse("wagtailadmin_pages:edit", args=[article.pk]),
    sort_key="title",
)


class ArticleReport(ReportView):
    """A list of published articles, for whoever may change them. `slug` names its address."""

    model = ArticlePage
    slug: ClassVar[str]
    header_icon = "doc-full-inverse"
    any_permission_required = ["add", "change", "publish"]
    columns: ClassVar[list[Column]]
    list_export: ClassVar[list[str]] = []

    @property
    def index_url_name(self) -> str:
        return f"report_{self.slug}"

    @property
    def index_results_url_name(self) -> str:
        return f"report_{self.slug}_results"

    def get_base_queryset(self) -> QuerySet[ArticlePage]:
        mine = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["change", "publish"]
        )
        return ArticlePage.objects.live().filter(pk__in=mine.values("pk")).defer_streamfields()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Reports"},
            {"label": self.page_title},
        ]
