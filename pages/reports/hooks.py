"""The reports in the admin's menu, at their addresses, and on an article's own menu."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page, Site
from wagtail.permissions import policy_registry

from pages.checking.findings import examine
from pages.models import ArticlePage
from pages.reports.base import ArticleReport
from pages.reports.broken_links import broken_links
from pages.reports.of_article import article_feedback
from pages.reports.usefulness import StaleReport, UsefulnessReport

REPORTS = (UsefulnessReport, StaleReport)


class EditorsMenuItem(MenuItem):
    """For whoever may change a page; the reports show no more than that."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(ArticlePage)
        wanted = ArticleReport.any_permission_required
        return bool(policy.user_has_any_permission(request.user, wanted))


@hooks.register("register_admin_urls")
def report_addresses() -> list[URLPattern]:
    lists = [pattern for report in REPORTS for pattern in addresses_of(report)]
    return [
        *lists,
        path("reports/broken-links/", broken_links, name="report_broken_links"),
        path("reports/usefulness/<int:pk>/", article_feedback, name="article_feedback"),
    ]


def addresses_of(report: type[ArticleReport]) -> Iterator[URLPattern]:
    name = f"report_{report.slug}"
    yield path(f"reports/{report.slug}/", report.as_view(), name=name)
    results = report.as_view(results_only=True)
    yield path(f"reports/{report.slug}/results/", results, name=f"{name}_results")


@hooks.register("register_reports_menu_item")
def usefulness_item() -> MenuItem:
    return EditorsMenuItem("Usefulness", reverse("report_usefulness"), icon_name="pick", order=10)


@hooks.register("register_reports_menu_item")
def stale_item() -> MenuItem:
    return EditorsMenuItem("Stale articles", reverse("report_stale"), icon_name="time", order=20)


@hooks.register("register_reports_menu_item")
def broken_links_item() -> MenuItem:
    address = reverse("report_broken_links")
    return EditorsMenuItem("Broken links", address, icon_name="link", order=30)


@hooks.register("register_page_header_buttons")
def feedback_button(page: Page, user: object, **_: object) -> Iterator[Button]:
    if isinstance(page, ArticlePage) and page.permissions_for_user(user).can_edit():
        address = reverse("article_feedback", args=[page.pk])
        yield Button("What readers say", address, icon_name="pick", priority=60)


@hooks.register("after_publish_page")
def say_what_was_found(request: HttpRequest, page: Page) -> None:
    """Publishing is not held up; but nobody leaves without having been told."""
    article = page.specific
    if not isinstance(article, ArticlePage):
        return
    for finding in examine(article, site=Site.find_for_request(request)).findings:
        messages.warning(request, finding.sentence)
