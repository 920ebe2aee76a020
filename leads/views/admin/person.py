"""One person on their own request: all that is kept, in a file, and all of it forgotten."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from leads.actions.people import erase_person
from leads.models import Lead
from leads.models.people import person_with
from leads.records import record_of_person
from leads.views.admin.receipts import ReceiptInspectView


class PersonView(ReceiptInspectView):
    """Of a lead who was not erased; who may do neither sees no such address."""

    def heading(self, row: Lead) -> str:
        return str(row)


class ExportPersonView(PersonView):
    """`?as=text` is to be read, else JSON."""

    any_permission_required: ClassVar[list[str]] = ["export_person"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = record_of_person(person_with(self.object.email))
        if request.GET.get("as") == "text":
            text = render_to_string("leads/person/record.txt", {"record": record})
            return _file(HttpResponse(text, content_type="text/plain; charset=utf-8"), "txt")
        pretty = {"indent": 2, "ensure_ascii": False}
        return _file(JsonResponse(record, json_dumps_params=pretty), "json")


class ErasePersonView(PersonView):
    """A GET asks whether it is meant, a POST does it."""

    template_name = "leads/admin/erase_person.html"
    any_permission_required: ClassVar[list[str]] = ["erase_person"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=person_with(self.object.email), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        erase_person(self.object.email, now=timezone.now(), by=request.user)
        messages.success(request, "The person was erased. The receipts stay and name nobody.")
        return redirect(reverse("leads_lead:index"))


def _file(response: HttpResponse, ending: str) -> HttpResponse:
    """Named without the person: file names travel further than files."""
    response["Content-Disposition"] = f'attachment; filename="person.{ending}"'
    return response
