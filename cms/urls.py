"""Every address, room by room; Wagtail's pages come last because they catch all."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import PasswordResetView
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import authenticate_with_password

from cms import wagtail_api
from cms.api import api
from cms.gate.reports import csp_report
from cms.gate.resetting import rated
from cms.gate.views import to_login
from cms.health import healthz, readyz
from cms.observing.metrics import metrics
from cms.throttling import limited, throttled
from pages.feedback.views import feedback
from pages.searching import search
from pages.serving import serve

handler500 = "cms.broken.broken"

UNLOCK = "_util/authenticate_with_password/"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", api.urls),
    path("api/v3/openapi.json", wagtail_api.schema),
    path("api/v3/", wagtail_api.api.urls),
    path("anymail/", include("cms.mail_services")),
    path("", include("leads.urls")),
    path("feedback/", throttled(feedback), name="feedback"),
    path("search/", limited(search), name="search"),
    path("", include("pages.urls")),
    path("csp-report/", csp_report, name="csp-report"),
    path("staff/", include("cms.gate.urls")),
    path("admin/login/", to_login),
    path("_util/login/", to_login),
    # Before the pages, whose own pattern would take it for one of them.
    path(
        f"{UNLOCK}<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
    ),
    path("admin/password_reset/", rated(PasswordResetView.as_view())),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]
