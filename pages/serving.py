"""How a page of the site is answered: found by its path, kept while nothing has changed."""

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.views import serve as ask_wagtail
from wagtail.wagtail_hooks import check_view_restrictions

from pages.caching import PRIVATE, answer
from pages.routing import find
from pages.surroundings import surroundings


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """In place of Wagtail's own view, which still does all that is special."""
    if request.method not in ("GET", "HEAD"):
        return ask_wagtail(request, path)
    around = surroundings(request)
    site = request._wagtail_site  # type: ignore[attr-defined]

    def make() -> HttpResponse:
        return _rendered(_direct(request, path) or _as_wagtail_does(request, path))

    return answer(
        request, edition=around.edition, site=site and site.pk, make=make, keep=not request.GET
    )


def _direct(request: HttpRequest, path: str) -> HttpResponse | None:
    """The page at this path, if it is one that everybody may read."""
    page = find(request, path)
    if page is None:
        return None
    for hook in hooks.get_hooks("before_serve_page"):
        response = hook(page, request, [], {})
        if isinstance(response, HttpResponse):
            return response
    return _chain()(page, request, [], {})


def _chain():  # type: ignore[no-untyped-def]
    """What Wagtail puts around serving a page; but we know already that nothing is restricted."""
    chain = lambda page, request, args, kwargs: page.serve(request, *args, **kwargs)  # noqa: E731
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        if hook is not check_view_restrictions:
            chain = hook(chain)
    return chain


def _as_wagtail_does(request: HttpRequest, path: str) -> HttpResponse:
    """Private where not everybody may read it, or nobody can say."""
    response = ask_wagtail(request, path)
    route = request._wagtail_route_for_request  # type: ignore[attr-defined]
    if route is None or surroundings(request).is_restricted(route.page):
        response["Cache-Control"] = PRIVATE
    return response


def _rendered(response: HttpResponse) -> HttpResponse:
    """Only a rendered page tells whether it was made for one reader."""
    render = getattr(response, "render", None)
    return render() if callable(render) else response
