"""The pages of the proof, in the order of their tabs."""

from typing import Final

from django.urls import URLPattern, path

from leads.models import RoutingPolicy
from leads.views.admin.proof.coverage import CoverageView
from leads.views.admin.proof.frame import ProofView, address_of
from leads.views.admin.proof.lane_map import LaneMapView
from leads.views.admin.proof.replay import ReplayView
from leads.views.admin.proof.trying import TryView

PAGES: Final[tuple[type[ProofView], ...]] = (CoverageView, LaneMapView, ReplayView, TryView)


def addresses() -> list[URLPattern]:
    return [
        path(
            f"leads/routingpolicy/<int:pk>/proof/{page.name}/",
            page.as_view(pages=PAGES),
            name=page.name,
        )
        for page in PAGES
    ]


def proof_url(policy: RoutingPolicy) -> str:
    """Where the proof of this policy begins."""
    return address_of(PAGES[0], policy)
