"""Lists and pages of rows that are only ever looked at."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet


class ReceiptIndexView(generic.IndexView):
    """Newest first, fifty a page; searched by the start of an address, a name or an id."""

    FORMATS: tuple[str, ...] = ()  # no export
    nouns: tuple[str, str] = ("", "")
    related: Sequence[str] = ()
    deferred: Sequence[str] = ()
    find: Callable[[str], Q] | None = None

    def get_page_title(self) -> str:
        return self.nouns[1]

    @cached_property
    def verbose_name(self) -> str:
        return self.nouns[0].lower()

    @cached_property
    def verbose_name_plural(self) -> str:
        return self.nouns[1].lower()

    def get_base_queryset(self) -> "QuerySet[Any]":
        rows = self.permission_policy.instances_user_has_permission_for(self.request.user, "view")
        return rows.select_related(*self.related).defer(*self.deferred)

    def search_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if not self.is_searching or self.find is None:
            return queryset
        return queryset.filter(self.find(self.search_query.strip()))


class ReceiptInspectView(generic.InspectView):
    """Answers 404 for what the user may not see: it says nothing of whether it exists."""

    nouns: tuple[str, str] = ("", "")
    related: Sequence[str] = ()

    def get_object(self, queryset: Any = None) -> Any:
        visible = self.permission_policy.instances_user_has_permission_for(
            self.request.user, "view"
        )
        return get_object_or_404(visible.select_related(*self.related), pk=self.pk)

    def get_page_title(self) -> str:
        return self.nouns[0]

    def get_page_subtitle(self) -> str:
        return str(self.heading(self.object))

    def heading(self, row: Any) -> object:
        """Which row it is, in a few words."""
        return row

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.nouns[1]},
            {"url": "", "label": self.nouns[0], "sublabel": self.get_page_subtitle()},
        ]


class ReceiptViewSet(ModelViewSet):
    """There is no address at which a receipt could be added, changed or deleted."""

    index_view_class = ReceiptIndexView
    inspect_view_class = ReceiptInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    # One query each for what the lists show, and nothing that they do not show.
    related: ClassVar[Sequence[str]] = ()
    deferred: ClassVar[Sequence[str]] = ()

    def find(self, query: str) -> Q:
        """The rows that a search for these words finds."""
        raise NotImplementedError

    @cached_property
    def url_prefix(self) -> str:
        return f"leads/{self.model_name}"

    @cached_property
    def url_namespace(self) -> str:
        return namespace_of(self.model)

    @cached_property
    def nouns(self) -> tuple[str, str]:
        """What one row is called, and many."""
        names = (self.model_opts.verbose_name, self.model_opts.verbose_name_plural)
        return capfirst(str(names[0])), capfirst(str(names[1]))

    @cached_property
    def menu_label(self) -> str:
        return self.nouns[1]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        unknown = ("history", "usage", "add", "edit", "delete")
        absent = dict.fromkeys(f"{name}_url_name" for name in unknown)
        return super().get_common_view_kwargs(nouns=self.nouns, **absent, **kwargs)

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"related": self.related, "deferred": self.deferred, "find": self.find}
        return super().get_index_view_kwargs(search_fields=["pk"], **shown, **kwargs)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(related=self.related, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        one = f"<{self.pk_path_converter}:pk>"
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"{one}/", self.inspect_view, name="inspect"),
        ]

    def register_admin_url_finder(self) -> None:
        """Nothing to register: a receipt has no edit page to be found."""


def namespace_of(model: type[Model]) -> str:
    return f"leads_{model._meta.model_name}"


def page_of(row: Model) -> str:
    """The address of a row's own page."""
    return reverse(f"{namespace_of(type(row))}:inspect", args=[row.pk])


def title_column(label: str, accessor: str | Callable[[Any], Any]) -> TitleColumn:
    """The first column of a list: it leads to the row's own page."""
    return TitleColumn("title", label=label, accessor=accessor, get_url=page_of)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
