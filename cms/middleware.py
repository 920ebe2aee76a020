"""One content security policy for the site, another for the editor's desk."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csp import ContentSecurityPolicyMiddleware


class ContentSecurityPolicyByPath(ContentSecurityPolicyMiddleware):
    """Django's own middleware; only what is under /admin/ gets the editor's looser policy."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.path.startswith("/admin/") and not hasattr(response, "_csp_config"):
            response._csp_config = settings.ADMIN_CSP
        return super().process_response(request, response)
