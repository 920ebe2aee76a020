"""Whose request this is when a proxy stands in front; one content security policy for the site and
another for the editor's desk; what else browsers are told."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csp import ContentSecurityPolicyMiddleware


class AddressBehindProxies:
    """REMOTE_ADDR becomes the reader's own address, as settings.TRUSTED_PROXIES say it.

    X-Forwarded-For is read from its end, for as long as those who wrote it are trusted: what a
    reader put at its beginning counts for nothing. Where proxies are named, nobody else says how a
    request came either. Without trusted proxies nothing is changed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = [ip_network(network) for network in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.trusted and not self._is_trusted(request.META.get("REMOTE_ADDR", "")):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        passed = request.headers.get("X-Forwarded-For", "").split(",")
        while passed and self._is_trusted(request.META.get("REMOTE_ADDR", "")):
            claimed = passed.pop().strip()
            if not _is_address(claimed):
                break
            request.META["REMOTE_ADDR"] = claimed
        return self.get_response(request)

    def _is_trusted(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in each for each in self.trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class ContentSecurityPolicyByPath(ContentSecurityPolicyMiddleware):
    """Django's own middleware; only what is under /admin/ gets the editor's looser policy."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.path.startswith("/admin/") and not hasattr(response, "_csp_config"):
            response._csp_config = settings.ADMIN_CSP
        return super().process_response(request, response)


class BrowserFeatures:
    """Permissions-Policy on every answer, and where broken policies are to be reported."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Reporting-Endpoints", 'csp="/csp-report/"')
        return response
