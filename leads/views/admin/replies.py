"""What advisors and readers wrote back, and how it was understood."""

from typing import Any

from django.db.models import Q
from wagtail.admin.ui.tables import Column, DateColumn

from leads.models import InboundMessage
from leads.models.tokens import normalised
from leads.views.admin.receipts import ReceiptInspectView, ReceiptViewSet, title_column


class ReplyInspectView(ReceiptInspectView):
    template_name = "leads/admin/reply.html"

    def heading(self, row: InboundMessage) -> str:
        return row.from_address or "Nobody named"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(turn=self.object.assignment, **kwargs)


class ReplyViewSet(ReceiptViewSet):
    model = InboundMessage
    icon = "comment"
    inspect_view_class = ReplyInspectView
    ordering = ["-pk"]
    related = ("assignment__advisor", "assignment__lead", "assignment__lane", "lead")
    deferred = ("text",)
    list_filter = ["became"]
    list_display = [
        title_column("From", lambda row: row.from_address or "Nobody named"),
        Column("became", label="What became of it", accessor="get_became_display"),
        Column("said", label="How it was understood"),
        DateColumn("received_at", label="Received", sort_key="received_at"),
    ]

    def find(self, query: str) -> Q:
        return Q(from_address__startswith=normalised(query))
