"""Importing in the admin: its addresses, and its place in the menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from pages.importing.views import bring_in, imported, open_pillars


class ImportMenuItem(MenuItem):
    """For whoever may add an article somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(open_pillars(request.user))


@hooks.register("register_admin_urls")
def importing_addresses() -> list[URLPattern]:
    return [
        path("import-article/", bring_in, name="import_article"),
        path("import-article/<int:pk>/", imported, name="imported_article"),
    ]


@hooks.register("register_admin_menu_item")
def importing_item() -> MenuItem:
    address = reverse("import_article")
    return ImportMenuItem("Import an article", address, icon_name="upload", order=260)
