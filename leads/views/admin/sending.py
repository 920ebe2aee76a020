"""How mail fares: rates by kind, lane and domain, and what is paused. A POST lifts a pause."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

from leads.actions.health import lift_pause
from leads.domain.sending_health import WINDOW, Counts
from leads.models import SendingPause
from leads.models.sending_counts import counts_by_domain, counts_by_kind, counts_by_lane

SEES = "leads.view_delivery"
LIFTS = (SEES, "leads.change_followupsettings")
MOST_DOMAINS = 20
MOST_PAUSES = 20


class SendingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(SEES))


@require_admin_access
def sending(request: HttpRequest) -> HttpResponse:
    """A GET shows; five queries, whatever was sent."""
    if not request.user.has_perm(SEES):
        raise PermissionDenied
    since = timezone.now() - WINDOW
    context = {
        "days": WINDOW // timedelta(days=1),
        "tables": [
            ("kinds", "By kind", _rows(counts_by_kind(since=since))),
            ("lanes", "To readers, by lane", _rows(counts_by_lane(since=since))),
            (
                "domains",
                f"To readers, by domain: the {MOST_DOMAINS} that get most",
                _rows(counts_by_domain(since=since, most=MOST_DOMAINS)),
            ),
        ],
        "pauses": SendingPause.objects.select_related("lifted_by")[:MOST_PAUSES],
        "can_lift": request.user.has_perms(LIFTS),
    }
    return render(request, "leads/admin/sending.html", context)


@require_admin_access
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perms(LIFTS):
        raise PermissionDenied
    pause = get_object_or_404(SendingPause, pk=pk)
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            lift_pause(pause, reason=reason, by=request.user, now=timezone.now())
        except ValueError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "It is lifted: what waited goes within minutes.")
    return redirect("leads_sending")


def _rows(found: dict[str, Counts]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "counts": counts,
            "delivered": _percent(counts.delivery_rate, 1),
            "bounced": _percent(counts.bounce_rate, 1),
            "complained": _percent(counts.complaint_rate, 2),
        }
        for name, counts in found.items()
        if counts.left
    ]


def _percent(rate: Any, digits: int) -> str:
    return f"{float(100 * rate):.{digits}f} %"
