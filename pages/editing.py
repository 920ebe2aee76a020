"""From a page to its editor: `/edit/` before its path. Public pages say nothing of who looks at
them, so that everybody is answered alike and from the same cache; a bar for editors would end that.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site


@never_cache
@require_safe
def edit(request: HttpRequest, where: str) -> HttpResponse:
    """To the editor of the page at this path, which asks who is there and what they may."""
    site = Site.find_for_request(request)
    steps = [step for step in where.replace("\x00", "").split("/") if step]
    if site is None or len(where) > 2_000:
        raise Http404
    path = site.root_page.url_path + "".join(f"{step}/" for step in steps)
    page = Page.objects.filter(url_path=path).only("pk").first()
    if page is None or not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    return redirect("wagtailadmin_pages:edit", page.pk)
