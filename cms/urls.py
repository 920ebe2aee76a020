"""Every address, room by room; Wagtail's pages come last because they catch all."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.cache import cache_page
from ninja.openapi.views import openapi_json
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api as wagtail_api
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import api
from cms.health import healthz, readyz

AN_HOUR = 3600  # Wagtail builds its schema anew for each request, which takes over half a second


def wagtail_schema(request: HttpRequest) -> HttpResponse:
    """The document Wagtail's v3 API has of itself."""
    return openapi_json(request, wagtail_api)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", api.urls),
    path("api/v3/openapi.json", cache_page(AN_HOUR)(wagtail_schema)),
    path("api/v3/", wagtail_api.urls),
    path("anymail/", include("anymail.urls")),
    path("", include("leads.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]
