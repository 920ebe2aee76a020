"""A reader's private result: on a page, on paper, and all that is kept about it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from leads.actions.copies import may_have_copy
from leads.mail.booking import booking_link
from leads.mail.links import offer_link
from leads.mail.senders import house_address
from leads.models import Decision, Submission
from leads.printing import file_name, print_result
from leads.records import record_of
from leads.results import result_of
from leads.views.private import SHOWS, behind_link


@behind_link(*SHOWS)
def result(request: HttpRequest, submission: Submission) -> HttpResponse:
    context = {
        "result": result_of(submission),
        "token": submission.result_token,
        "house_address": house_address(),
        "may_have_copy": may_have_copy(submission),
        "copy": request.GET.get("copy", ""),
        "booking_url": _booking_url(submission),
    }
    return render(request, "leads/result.html", context)


def _booking_url(submission: Submission) -> str:
    """ "" until the lead was decided: before that, nobody knows whose conversation it would be."""
    decision: Decision | None = getattr(submission, "decision", None)
    if decision is None:
        return ""
    return booking_link(submission, lane=decision.lane, turn=decision.owner)


@behind_link(*SHOWS, counted=True)
def result_pdf(_request: HttpRequest, submission: Submission) -> HttpResponse:
    found = result_of(submission)
    printed = print_result(found, offer_url=offer_link(found.lane) if found.lane else "")
    response = HttpResponse(printed, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file_name(found)}"'
    return response


@behind_link(*SHOWS)
def result_data(request: HttpRequest, submission: Submission) -> HttpResponse:
    context = {
        "record": record_of(submission),
        "token": submission.result_token,
        "house_address": house_address(),
    }
    return render(request, "leads/result_data.html", context)


@behind_link(*SHOWS)
def result_json(_request: HttpRequest, submission: Submission) -> HttpResponse:
    response = JsonResponse(
        record_of(submission), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="result-data.json"'
    return response
