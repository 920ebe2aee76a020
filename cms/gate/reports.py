"""Where browsers say that a page broke its policy: counted in the log, and nothing of anybody kept.

A report names the page, and a page's address may be a key. So of each only the directive and the
host that was refused are written.
"""

import json
import logging
import re
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from leads.throttle import TooManyRequests, admit

logger = logging.getLogger(__name__)

RATE: Final = "30/minute"
LARGEST: Final = 16 * 1024
MOST: Final = 10  # of one batch
KINDS: Final = ("application/csp-report", "application/reports+json")
DIRECTIVE: Final = re.compile(r"[a-z-]{1,40}")
HOST: Final = re.compile(r"[a-z0-9.:-]{1,100}")


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """204, whatever the report says: a browser does nothing with an answer."""
    try:
        admit(request, what="csp-report", limit=RATE)
    except TooManyRequests as error:
        return HttpResponse(status=429, headers={"Retry-After": str(error.wait)})
    if request.content_type not in KINDS:
        return HttpResponse(status=415)
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    for directive, refused in _broken(body):
        logger.warning("A page's policy refused %s for %s.", refused, directive)
    return HttpResponse(status=204)


def _broken(body: bytes) -> list[tuple[str, str]]:
    """Of each report the directive, and the host or kind that was refused."""
    try:
        document = json.loads(body)
    except ValueError:
        return []
    reports = document if isinstance(document, list) else [document]
    return [_told(each) for each in reports[:MOST] if isinstance(each, dict)]


def _told(report: dict[str, Any]) -> tuple[str, str]:
    inner = report.get("csp-report") or report.get("body")
    said = inner if isinstance(inner, dict) else {}
    directive = said.get("effective-directive") or said.get("effectiveDirective")
    return _only(DIRECTIVE, directive), _host(said.get("blocked-uri") or said.get("blockedURL"))


def _host(address: Any) -> str:
    try:
        return _only(HOST, urlsplit(str(address)).hostname or str(address))
    except ValueError:
        return "something"


def _only(pattern: re.Pattern[str], text: Any) -> str:
    return text if isinstance(text, str) and pattern.fullmatch(text) else "something"
