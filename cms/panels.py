"""On the admin's first page: whether what is done in the background gets done."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from leads.models import Heartbeat
from pages.models import RefusedPicture
from pages.purging.purge import owed_since

SCHEDULE = "schedule"  # the kind of the heartbeat that publishing leaves
LATE = timedelta(minutes=3)  # beat rings each minute
MOST_SHOWN = 10  # pictures


class SchedulePanel(Component):
    """For whoever publishes pages. It shows when somebody last looked at what is due."""

    name = "scheduled_publishing"
    template_name = "cms/schedule_panel.html"
    order = 95

    def __init__(self, user: Any) -> None:
        super().__init__()
        self.may_see = policy_registry.get_by_type(Page).user_has_permission(user, "publish")

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        now = timezone.now()
        looked = Heartbeat.objects.filter(kind=SCHEDULE).values_list("seen_at", flat=True).first()
        scheduled = Revision.objects.filter(approved_go_live_at__isnull=False)
        return {
            "looked": looked,
            "is_late": looked is None or now - looked > LATE,
            **scheduled.aggregate(waiting=Count("pk"), next=Min("approved_go_live_at")),
        }

    def render_html(self, parent_context: Any = None) -> str:
        return super().render_html(parent_context) if self.may_see else ""


class LeftUndonePanel(Component):
    """For whoever publishes pages, and only while something is left undone."""

    name = "left_undone"
    template_name = "cms/left_undone_panel.html"
    order = 96

    def __init__(self, user: Any) -> None:
        super().__init__()
        self.may_see = policy_registry.get_by_type(Page).user_has_permission(user, "publish")

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        owed = owed_since()
        return {
            "purge_is_late": owed is not None and owed > LATE,
            "pictures": RefusedPicture.objects.select_related("image").order_by("-at")[:MOST_SHOWN],
        }

    def render_html(self, parent_context: Any = None) -> str:
        return super().render_html(parent_context) if self.may_see else ""
