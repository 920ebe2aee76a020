from django.urls import include, path
from wagtail import urls as wagtail_urls

from tests.bench.floors import wagtail_pages  # noqa: F401 (its models)

urlpatterns = [path("", include(wagtail_urls))]
