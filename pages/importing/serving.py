"""The address of an article's Markdown twin."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pages.caching import answer
from pages.importing.twin import twin_of
from pages.models import ArticlePage
from pages.routing import find
from pages.surroundings import surroundings

TWIN = "index.md"
MEDIA_TYPE = "text/markdown; charset=utf-8"


@require_safe
def twin(request: HttpRequest, path: str) -> HttpResponse:
    """Kept and revalidated as the page is. Search engines are told which is the original."""
    around = surroundings(request)
    site = around.site_of(request)

    def make() -> HttpResponse:
        article = find(request, path)
        if not isinstance(article, ArticlePage):
            raise Http404
        return HttpResponse(twin_of(article, request), content_type=MEDIA_TYPE)

    response = answer(
        request, edition=around.edition, site=site and site.pk, make=make, keep=not request.GET
    )
    address = request.build_absolute_uri(request.path.removesuffix(TWIN))
    response["Link"] = f'<{address}>; rel="canonical"'
    return response
