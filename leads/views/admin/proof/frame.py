"""What every page of the proof has: the policy, its tabs, draft or published."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from leads.models import RoutingPolicy, Submission
from leads.proofs import Proof, ProofMissing, proof_of
from leads.views.admin.permissions import sees_every

NAMESPACE = "leads_proof"
POLICIES = "wagtailsnippets_leads_routingpolicy"


class ProofView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One page. It looks at the draft; `?of=published` at what is published.

    A page is shown to whoever may view the policy; where `shows_readers`, only to those who may
    view every submission too. `shown(proof)` gives what its template needs.
    """

    label: ClassVar[str] = ""
    name: ClassVar[str] = ""  # of its address, and its last part
    shows_readers: ClassVar[bool] = False
    pages: Sequence["type[ProofView]"] = ()

    model = RoutingPolicy
    any_permission_required: ClassVar[list[str]] = ["view", "change"]
    template_name = "leads/admin/proof/base.html"
    header_icon = "check"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        policies = RoutingPolicy.objects.select_related("assessment").defer("rules")
        self.policy = get_object_or_404(policies, pk=kwargs["pk"])
        self.draft = request.GET.get("of") != "published"

    def user_has_any_permission(self, permissions: Sequence[str]) -> bool:
        return super().user_has_any_permission(permissions) and self.is_open(type(self))

    def is_open(self, page: "type[ProofView]") -> bool:
        return not page.shows_readers or sees_every(Submission, self.request.user)

    def shown(self, proof: Proof) -> dict[str, Any]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            policy=self.policy, draft=self.draft, tabs=self.tabs(), page=type(self), **kwargs
        )
        try:
            return context | self.shown(proof_of(self.policy.assessment.slug, draft=self.draft))
        except ProofMissing as missing:
            return context | {"missing": str(missing)}

    def tabs(self) -> list[dict[str, Any]]:
        query = "" if self.draft else "?of=published"
        return [
            {
                "label": page.label,
                "url": address_of(page, self.policy) + query,
                "current": page.name == self.name,
            }
            for page in self.pages
            if self.is_open(page)
        ]

    def get_page_title(self) -> str:
        return "Proof"

    def get_page_subtitle(self) -> str:
        return str(self.policy)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        may_edit = self.user_has_permission("change")
        policy = reverse(f"{POLICIES}:edit", args=[self.policy.pk]) if may_edit else ""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{POLICIES}:list"), "label": "Routing policies"},
            {"url": policy, "label": str(self.policy)},
            {"url": "", "label": "Proof", "sublabel": self.label},
        ]


def address_of(page: type[ProofView], policy: RoutingPolicy) -> str:
    return reverse(f"{NAMESPACE}:{page.name}", args=[policy.pk])
