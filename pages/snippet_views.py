"""What the editor's views of calls to action and reusable blocks do besides Wagtail's own."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import count, groupby
from operator import attrgetter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import Button
from wagtail.models import ReferenceIndex
from wagtail.models.reference_index import ReferenceGroups
from wagtail.snippets.views.snippets import CopyView, EditView, UsageView

from pages.snippets import ReusableBlock


class CopyUnderAnotherKeyView(CopyView):
    """The form of a new one, filled in; its key is the first that nobody has."""

    def get_initial_form_instance(self) -> Any:
        copy = super().get_initial_form_instance()
        copy.key = free_key(self.model, copy.key)
        copy.pk, copy._state.adding = None, True
        return copy


def free_key(model: type[Model], key: str) -> str:
    longest = model._meta.get_field("key").max_length
    taken = set(model._default_manager.values_list("key", flat=True))
    endings = ("-copy" if number == 1 else f"-copy-{number}" for number in count(1))
    keys = (f"{key[: longest - len(ending)]}{ending}" for ending in endings)
    return next(each for each in keys if each not in taken)


class CallEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """With the trials of the call, which cms shows."""
        address = reverse("trials_of_call", args=[self.object.pk])
        return [*super().header_more_buttons, Button("Trials", address, icon_name="tasks")]


class GatheredReferences(ReferenceGroups):
    """As Wagtail's, whose every source is a query; here it is one query for each kind of source."""

    def __iter__(self) -> Iterator[tuple[Model, list[ReferenceIndex]]]:
        of_source = attrgetter("base_content_type_id", "object_id")
        groups = [(source, list(each)) for source, each in groupby(self.qs, key=of_source)]
        keys = defaultdict(set)
        for (kind, key), _ in groups:
            keys[kind].add(key)
        found = {
            (kind, str(row.pk)): row
            for kind, wanted in keys.items()
            for row in ContentType.objects.get_for_id(kind).get_all_objects_for_this_type(
                pk__in=wanted
            )
        }
        yield from ((found[source], each) for source, each in groups if source in found)


class CallUsageView(UsageView):
    """Where a call stands: in pages, and in reusable blocks, and in the pages these stand in."""

    def get_queryset(self) -> ReferenceGroups:
        direct = ReferenceIndex.get_references_to(self.object)
        if self.describe_on_delete:
            return GatheredReferences(direct)
        blocks = ContentType.objects.get_for_model(ReusableBlock)
        holding = direct.filter(base_content_type=blocks).values("object_id")
        through = ReferenceIndex.objects.filter(to_content_type=blocks, to_object_id__in=holding)
        return GatheredReferences(direct | through)

    @cached_property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("through", label="Shown through", accessor="through")]

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        table = super().get_table(object_list, **kwargs)
        blocks = ContentType.objects.get_for_model(ReusableBlock)
        keys = [
            {
                each.to_object_id
                for each in row["references"]
                if each.to_content_type_id == blocks.pk
            }
            for row in table.data
        ]
        titles = ReusableBlock.objects.in_bulk(set().union(*keys)) if any(keys) else {}
        for row, through in zip(table.data, keys, strict=True):
            row["through"] = ", ".join(sorted(titles[int(key)].title for key in through))
        return table
