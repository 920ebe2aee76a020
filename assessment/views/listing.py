"""The assessments, one a row, and where one goes from there."""

from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import IndexView

from assessment.models import Assessment
from assessment.views.refusals import FrozenEditView
from assessment.views.versions import NAMESPACE


class AssessmentIndexView(IndexView):
    def get_list_more_buttons(self, instance: Assessment) -> list[Button]:
        return [*super().get_list_more_buttons(instance), *about_buttons(instance)]


class AssessmentEditView(FrozenEditView):
    @property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, *about_buttons(self.object)]


def about_buttons(assessment: Assessment) -> list[Button]:
    if assessment.current_rubric_id is None:
        return []
    pages = [("Versions", "versions", "history"), ("Where readers stop", "stops", "decimal")]
    return [
        Button(
            label,
            url=reverse(f"{NAMESPACE}:{name}", args=[quote(assessment.pk)]),
            icon_name=icon,
            priority=35,
        )
        for label, name, icon in pages
    ]
