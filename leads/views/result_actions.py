"""What a reader can do with their result: have it mailed, close its link, have it forgotten."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from leads.actions.copies import request_copy
from leads.actions.retention import close_result_link, erase_submission
from leads.models import Submission
from leads.views.private import ACTS, behind_link
from leads.views.stepping import SeeOther


@behind_link(*ACTS, counted=True)
def mail_result(_request: HttpRequest, submission: Submission) -> HttpResponse:
    outcome = "sent" if request_copy(submission, now=timezone.now()) else "refused"
    return SeeOther(f"{reverse('result', args=[submission.result_token])}?copy={outcome}")


@behind_link(*ACTS, counted=True)
def close_result(request: HttpRequest, submission: Submission) -> HttpResponse:
    close_result_link(submission, now=timezone.now())
    return render(request, "leads/result_closed.html")


@behind_link(*ACTS, counted=True)
def delete_result(request: HttpRequest, submission: Submission) -> HttpResponse:
    erase_submission(submission, now=timezone.now())
    return render(request, "leads/result_deleted.html")
