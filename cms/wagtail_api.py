"""Wagtail's own v3 API, mounted unchanged but for two things no client should meet. That a body may
be written in Markdown is taught to it before, in pages/writing.py."""

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_page
from ninja.openapi.views import openapi_json
from wagtail.api.v3.errors import problem_response
from wagtail.api.v3.urls import api

AN_HOUR = 3600

__all__ = ["api", "schema"]


@cache_page(AN_HOUR)
def schema(request: HttpRequest) -> HttpResponse:
    """Its OpenAPI document. Wagtail builds it anew for each request, which takes over a second."""
    return openapi_json(request, api)


@api.exception_handler(ProtectedError)
def refuse_deletion(_request: HttpRequest, error: ProtectedError) -> HttpResponse:
    """What others still refer to cannot go: 409, where Wagtail 8.0.1 answers 500."""
    kinds = sorted({str(row._meta.verbose_name) for row in error.protected_objects})
    detail = f"Something still leads here ({', '.join(kinds)}). Change or delete that first."
    return problem_response(status=409, detail=detail)
