"""A shared draft as its readers open it, and the page on which an editor shares and revokes."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page, Revision

from pages.models.previews import DraftLink, Preview
from pages.previewing import LIFE, revoke_previews, unshared
from pages.sharing.links import NoSuchLink, open_link, revoke_link, share_revision
from pages.snapshots import may_edit
from pages.surroundings import surroundings

NEWEST = 20  # revisions to choose from
LINKS_SHOWN = 50
LASTING = {"1": "One day", "7": "One week", "30": "Thirty days"}


@require_safe
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """No login; kept and found by nobody. What cannot be opened is not there."""
    try:
        link, page = open_link(token, now=timezone.now())
    except NoSuchLink:
        response = render(request, "404.html", status=404)
    else:
        surroundings(request)
        request.draft_shown = link  # type: ignore[attr-defined]
        response = page.serve(request)
    return unshared(response)


class ShareForm(forms.Form):
    revision = forms.ModelChoiceField(Revision.objects.none(), empty_label=None)
    days = forms.TypedChoiceField(
        choices=list(LASTING.items()), coerce=int, initial="7", label="For how long"
    )

    def __init__(self, page: Page, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        newest = page.revisions.order_by("-created_at", "-pk").defer("content")
        field = self.fields["revision"]
        field.queryset = newest
        field.choices = [(each.pk, _named(each)) for each in newest[:NEWEST]]
        field.initial = page.latest_revision_id


def _named(revision: Revision) -> str:
    at = timezone.localtime(revision.created_at)
    return f"{date_format(at, 'j F Y, H:i')} · {revision.user or 'nobody recorded'}"


@require_http_methods(["GET", "HEAD", "POST"])
def draft_links(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of one page. The address of a new one is shown in the answer that made it."""
    page = _editable(request, pk)
    form = ShareForm(page, request.POST or None)
    address = ""
    if request.method == "POST" and form.is_valid():
        lasting = timedelta(days=form.cleaned_data["days"])
        revision = form.cleaned_data["revision"]
        now = timezone.now()
        _, token = share_revision(revision, by=request.user, lasting=lasting, now=now)
        address = f"{settings.BASE_URL}{reverse('draft', args=[token])}"
    now = timezone.now()
    context = {
        "page": page,
        "form": form,
        "address": address,
        "now": now,
        "links": DraftLink.objects.filter(page=page).select_related("shared_by")[:LINKS_SHOWN],
        "previews": Preview.objects.of(page).open(now - LIFE).count(),
    }
    return render(request, "pages/drafts/links.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    page = _editable(request, pk)
    found = get_object_or_404(DraftLink.objects.select_related("page"), page=page, pk=link)
    revoke_link(found, by=request.user, now=timezone.now())
    messages.success(request, "The link is revoked. Its address opens nothing any more.")
    return redirect("draft_links", page.pk)


@require_POST
def end_previews(request: HttpRequest, pk: int) -> HttpResponse:
    page = _editable(request, pk)
    revoke_previews(page)
    messages.success(request, "Its previews elsewhere have ended. The editor opens new ones.")
    return redirect("draft_links", page.pk)


def _editable(request: HttpRequest, pk: int) -> Page:
    page = get_object_or_404(Page.objects.select_related("latest_revision"), pk=pk).specific
    if page.is_root():
        raise Http404
    if not may_edit(request.user, page):
        raise PermissionDenied
    return page
