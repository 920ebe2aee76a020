"""The page of the admin on which an editor brings an article in, and the report that follows."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from pages.importing.bringing_in import import_article, read_article
from pages.importing.found import Doubt, Refused
from pages.importing.sniffing import ENDINGS, LARGEST, LARGEST_TEXT
from pages.models import ArticlePage, PillarPage

REPORT = "imported-article-{}"  # in the session: what its importer is told once and again
KINDS = {"": "Whatever it is", "markdown": "Markdown", "html": "HTML", "text": "Plain text"}
ONE_OF_TWO = "Paste a text or choose a file: one of the two."


class ImportForm(forms.Form):
    pillar = forms.ModelChoiceField(PillarPage.objects.none(), empty_label=None)
    text = forms.CharField(
        required=False,
        strip=False,  # its lines are counted
        max_length=LARGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Paste Markdown, HTML or plain text here.",
    )
    kind = forms.ChoiceField(
        required=False,
        choices=list(KINDS.items()),
        label="What the pasted text is",
        help_text="Say so if it is taken for something else.",
    )
    file = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(ENDINGS))}),
        help_text=f"Or a Word file (.docx), Markdown, HTML or text; {LARGEST // 2**20} MB at most.",
    )

    def __init__(self, pillars: list[PillarPage], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_these = PillarPage.objects.filter(pk__in=[pillar.pk for pillar in pillars])
        self.fields["pillar"].queryset = of_these.order_by("path")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        has_text, has_file = bool((cleaned.get("text") or "").strip()), bool(cleaned.get("file"))
        if has_text == has_file and not self.errors:
            self.add_error(None, ONE_OF_TWO)
        return cleaned

    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        if file:
            return bytes(file.read(LARGEST + 1))
        return str(self.cleaned_data["text"]).encode("utf-8", errors="replace")

    def said_kind(self) -> Any:
        """Of a file, its content says it."""
        return None if self.cleaned_data["file"] else self.cleaned_data["kind"] or None


def open_pillars(user: Any) -> list[PillarPage]:
    """Under which this person may add an article."""
    pillars = PillarPage.objects.order_by("path")
    return [each for each in pillars if each.permissions_for_user(user).can_add_subpage()]


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    pillars = open_pillars(request.user)
    if not pillars:
        raise PermissionDenied
    form = ImportForm(pillars, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _report(request, form)
        except Refused as why:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(why))
    return render(request, "pages/importing/form.html", {"form": form})


def _report(request: HttpRequest, form: ImportForm) -> HttpResponse:
    """Raises Refused."""
    site = Site.find_for_request(request)
    found = read_article(form.content(), site=site, kind=form.said_kind())
    imported = import_article(found, pillar=form.cleaned_data["pillar"], user=request.user)
    request.session[REPORT.format(imported.page.pk)] = imported.unsure
    return redirect("imported_article", imported.page.pk)


@require_safe
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """What was unsure, for whoever brought it in."""
    page = get_object_or_404(ArticlePage, pk=pk)
    unsure = request.session.get(REPORT.format(pk))
    if unsure is None or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    doubts = [Doubt(*each) for each in unsure]
    context = {"article": page, "unsure": doubts}
    return render(request, "pages/importing/report.html", context)
