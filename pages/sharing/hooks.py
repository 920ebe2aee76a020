"""Sharing in the admin: its addresses, its place in a page's menu, its words in the history."""

from collections.abc import Iterator

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from pages.models import BasePage
from pages.sharing.links import REVOKED, SHARED
from pages.sharing.views import draft_links, end_previews, revoke
from pages.snapshots import may_edit


@hooks.register("register_admin_urls")
def sharing_addresses() -> list[URLPattern]:
    return [
        path("pages/<int:pk>/draft-links/", draft_links, name="draft_links"),
        path("pages/<int:pk>/draft-links/<int:link>/revoke/", revoke, name="revoke_draft_link"),
        path("pages/<int:pk>/draft-links/end-previews/", end_previews, name="end_previews"),
    ]


@hooks.register("register_page_header_buttons")
def share_button(page: Page, user: object, **_: object) -> Iterator[Button]:
    if isinstance(page, BasePage) and may_edit(user, page):
        address = reverse("draft_links", args=[page.pk])
        yield Button("Share a draft", address, icon_name="link", priority=61)


@hooks.register("register_log_actions")
def sharing_in_the_history(actions: LogActionRegistry) -> None:
    actions.register_action(SHARED, "Share a draft", "Shared a draft by link")
    actions.register_action(REVOKED, "Revoke a draft link", "Revoked the link to a draft")
