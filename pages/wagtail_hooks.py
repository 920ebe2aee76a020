"""What the pages bring to the editor: snippets in the menu, one link handler, one refusal."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from pages.blocks.choosers import at_hand
from pages.importing import hooks as importing_hooks  # noqa: F401  registers them
from pages.reports import hooks as report_hooks  # noqa: F401  registers them
from pages.sharing import hooks as sharing_hooks  # noqa: F401  registers them
from pages.snippet_views import CallEditView, CallUsageView, CopyUnderAnotherKeyView
from pages.snippets import CallToAction, ReusableBlock
from pages.trials.running import ENDED, STARTED


class CallToActionViewSet(SnippetViewSet):
    model = CallToAction
    icon = "link"
    menu_label = "Calls to action"
    list_display = ["label", "key", "style"]
    list_filter = ["style"]
    copy_view_class = CopyUnderAnotherKeyView
    edit_view_class = CallEditView
    usage_view_class = CallUsageView


class ReusableBlockViewSet(SnippetViewSet):
    model = ReusableBlock
    icon = "resubmit"
    menu_label = "Reusable blocks"
    list_display = ["title", "key"]
    copy_view_class = CopyUnderAnotherKeyView


@register_snippet
class WrittenOnce(SnippetViewSetGroup):
    items = [CallToActionViewSet, ReusableBlockViewSet]
    menu_label = "Written once"
    menu_icon = "snippet"
    menu_order = 250


class LeanPageLinkHandler(PageLinkHandler):
    """What is at hand, or one query for all links; one to what is not published is plain text."""

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Page | None]:
        ids = [attrs.get("id", "") for attrs in attrs_list]
        keys = [int(each) if each.isdecimal() else None for each in ids]
        pages = (at_hand.get() or {}).get(Page)
        if pages is None:
            pages = Page.objects.in_bulk([key for key in keys if key])
        return [page if page and page.live else None for page in map(pages.get, keys)]


@hooks.register("register_rich_text_features", order=100)
def register_lean_links(features: FeatureRegistry) -> None:
    features.register_link_type(LeanPageLinkHandler)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(STARTED, "Start trial", "Started a trial of two variants")
    actions.register_action(ENDED, "End trial", "Ended a trial of two variants")


@hooks.register("before_delete_page")
def keep_a_target(request: HttpRequest, page: Page) -> HttpResponse | None:
    return refuse_targets(request, [page])


@hooks.register("before_bulk_action")
def keep_targets(
    request: HttpRequest, action_type: str, objects: list[Model], *_: object
) -> HttpResponse | None:
    pages = [each for each in objects if isinstance(each, Page)]
    return refuse_targets(request, pages) if action_type == "delete" and pages else None


def refuse_targets(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    """Refuses to delete pages while a call to action leads to one of them, or to one below."""
    doomed = [page.get_descendants(inclusive=True) for page in pages]
    calls = {call for each in doomed for call in CallToAction.objects.filter(page__in=each)}
    if not calls:
        return None
    names = ", ".join(sorted(f"“{call}”" for call in calls))
    messages.error(
        request,
        f"Calls to action lead to this page or to one below it: {names}. Change them first.",
    )
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)
