"""Addresses of a draft: kept by nobody, followed by nobody, found by nobody, and in no log."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_cache_control

from leads.views.keeping import unlogged
from leads.views.private import PRIVATE

METHODS: Final = ("GET", "HEAD", "POST")


def secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in METHODS:
            return unlogged(HttpResponseNotAllowed(METHODS))
        response = unlogged(view(request, *args, **kwargs))
        patch_cache_control(response, private=True, no_store=True)
        for name, value in PRIVATE.items():
            response[name] = value
        return response

    return answered
