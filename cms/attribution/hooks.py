"""What cms adds to the admin: addresses for what joins pages and leads, and a report."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.attribution.articles import LeadsBroughtReport, may_see_every_lead
from cms.attribution.trials import trial_ends, trial_so_far, trials_of_call
from pages.reports.hooks import EditorsMenuItem, addresses_of


@hooks.register("register_admin_urls")
def attribution_addresses() -> list[URLPattern]:
    return [
        path("calls/<int:pk>/trials/", trials_of_call, name="trials_of_call"),
        path("trials/<int:pk>/", trial_so_far, name="trial"),
        path("trials/<int:pk>/end/", trial_ends, name="trial_ends"),
        *addresses_of(LeadsBroughtReport),
    ]


class LeadsBroughtMenuItem(EditorsMenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return super().is_shown(request) or may_see_every_lead(request.user)


@hooks.register("register_reports_menu_item")
def leads_brought_item() -> MenuItem:
    address = reverse("report_leads-brought")
    return LeadsBroughtMenuItem("Leads brought", address, icon_name="group", order=15)
