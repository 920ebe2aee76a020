"""Leads of another system, brought in by an operator: looked at first, written on a word."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.admin.auth import require_admin_access

from leads.actions.lead_imports import FileInvalid, Report, import_leads

SHOWN = 200  # wrong rows on the page; the command names them all


class ImportForm(forms.Form):
    file = forms.FileField(help_text="CSV in UTF-8, or .xlsx; up to 5 MB.")
    write = forms.BooleanField(
        required=False,
        label="Write what is new",
        help_text="Without this the rows are looked at and nothing is written.",
    )


@require_admin_access
def import_page(request: HttpRequest) -> HttpResponse:
    """A GET shows the form; a POST reports on every row, and writes where it was told to."""
    if not request.user.has_perm("leads.add_lead"):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= _reported(form)
    return render(request, "leads/admin/import_leads.html", context)


def _reported(form: ImportForm) -> dict[str, Any]:
    content, write = form.cleaned_data["file"].read(), form.cleaned_data["write"]
    try:
        report: Report = import_leads(content, write=write, now=timezone.now())
    except FileInvalid as error:
        form.add_error("file", str(error))
        return {}
    wrong = report.of("wrong")
    return {
        "report": report,
        "new": len(report.of("new")),
        "known": len(report.of("known")),
        "wrong": wrong[:SHOWN],
        "wrong_count": len(wrong),
        "written": write,
    }
