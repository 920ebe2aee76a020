"""What is answered when a page cannot be: 503 while the database is away, else 500."""

import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER: Final = 5  # seconds; a database that restarts takes about as long


def broken(_request: HttpRequest) -> HttpResponse:
    """Django asks for this while it handles the exception, wherever it was raised."""
    away = isinstance(sys.exception(), OperationalError | InterfaceError)
    status = 503 if away else 500
    response = HttpResponse(render_to_string(f"{status}.html"), status=status)
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = str(RETRY_AFTER)
    return response
