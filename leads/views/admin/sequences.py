"""Follow-up sequences in the admin: edited like a page, seen as their readers see them."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import CopyView, SnippetViewSet

from assessment.views.refusals import FrozenEditView, FrozenWorkflowActionView
from leads.models import Sequence
from leads.views.admin.content import KeptIndexView
from leads.views.admin.letters import LettersView
from leads.views.admin.sequence_figures import FiguresView

NAMESPACE = "wagtailsnippets_leads_sequence"
BESIDE = (("letters", "See the mails", "mail"), ("figures", "Who is in it", "group"))


class SequenceIndexView(KeptIndexView):
    def get_list_more_buttons(self, instance: Sequence) -> list[Any]:
        more = [
            Button(label, url=_beside(instance, name), icon_name=icon, priority=15)
            for name, label, icon in BESIDE
        ]
        return [*super().get_list_more_buttons(instance), *more]


class SequenceEditView(FrozenEditView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        more = [
            HeaderButton(label, url=_beside(self.object, name), icon_name=icon)
            for name, label, icon in BESIDE
        ]
        return [*super().header_buttons, *more]


class SequenceCopyView(CopyView):
    """Shows the form of the newest draft, which posts to the add view. A POST here would write over
    what is copied."""

    http_method_names = ["get", "head", "options"]

    def get_initial_form_instance(self) -> Sequence:
        copied: Sequence = self.get_object().get_latest_revision_as_object()
        copied.title = f"Copy of {copied.title}"[: Sequence._meta.get_field("title").max_length]
        copied.go_live_at = copied.expire_at = None
        return copied


class SequenceViewSet(SnippetViewSet):
    model = Sequence
    menu_label = "Sequences"
    icon = "mail"
    index_view_class = SequenceIndexView
    edit_view_class = SequenceEditView
    copy_view_class = SequenceCopyView
    workflow_action_view_class = FrozenWorkflowActionView
    list_display = [
        "title",
        Column("lanes", label="Lanes", accessor="lane_names"),
        LiveStatusTagColumn(),
        Column("version", label="Current version", accessor="current_version.version"),
        Column("running", label="Readers in it"),
        UpdatedAtColumn(),
    ]
    search_fields = ["title"]
    ordering = ["title"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Sequence]":
        running = Count("enrolments", filter=Q(enrolments__left_at=None))
        return (
            Sequence.objects.select_related("current_version")
            .prefetch_related("lanes")
            .defer("steps", "current_version__document")
            .annotate(running=running)
        )

    def get_urlpatterns(self) -> list[Any]:
        one = f"<{self.pk_path_converter}:pk>"
        views = {"letters": LettersView, "figures": FiguresView}
        return [
            *super().get_urlpatterns(),
            *(
                path(f"{one}/{name}/", self.construct_view(view), name=name)
                for name, view in views.items()
            ),
        ]


def _beside(sequence: Sequence, name: str) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=[sequence.pk])
