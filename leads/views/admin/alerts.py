"""What needs a person: a list, a page each, a button when it is seen to, and the first page."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import DateColumn

from leads.actions.alerts import settle_alert
from leads.models import Alert
from leads.views.admin.receipts import ReceiptInspectView, ReceiptViewSet, title_column

MOST = 5  # on the first page; the list has them all


class AlertInspectView(ReceiptInspectView):
    """A GET shows, a POST settles."""

    template_name = "leads/admin/alert.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        settle_alert(self.object, by=request.user, now=timezone.now())
        messages.success(request, "It is settled.")
        return redirect(reverse(self.index_url_name))


class AlertViewSet(ReceiptViewSet):
    model = Alert
    icon = "warning"
    inspect_view_class = AlertInspectView
    ordering = ["-pk"]
    list_display = [
        title_column("What", "subject"),
        DateColumn("created_at", label="Since", sort_key="created_at"),
        DateColumn("settled_at", label="Settled", sort_key="settled_at"),
    ]

    def find(self, query: str) -> Q:
        return Q(subject__istartswith=query)


class AlertsPanel(Component):
    """On the admin's first page, for those who see to them."""

    name = "alerts"
    template_name = "leads/admin/alerts_panel.html"
    order = 80

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        may = request.user.has_perm("leads.view_alert")
        self.alerts = list(Alert.objects.open()[:MOST]) if may else []

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"alerts": self.alerts}

    def render_html(self, parent_context: Any = None) -> str:
        rendered: str = super().render_html(parent_context) if self.alerts else ""
        return rendered
