"""The published schemas of what the delivery API says of a page's body."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from ninja import Router
from ninja.decorators import decorate_view

from pages.blocks.body import body_schema

MEDIA_TYPE = "application/schema+json"

router = Router()


@router.get("/schemas/blocks.json", response={200: dict}, summary="JSON Schema of a page's body")
@decorate_view(cache_control(public=True, max_age=300))
def blocks_schema(request: HttpRequest) -> HttpResponse:
    """Every block by its name, in JSON Schema 2020-12: what an array `body` may hold."""
    return JsonResponse(body_schema(address=request.path), content_type=MEDIA_TYPE)
