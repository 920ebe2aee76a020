"""The house's addresses, and Anymail's webhooks where the house puts them."""

from django.urls import include, path

urlpatterns = [path("anymail/", include("anymail.urls")), path("", include("cms.urls"))]
