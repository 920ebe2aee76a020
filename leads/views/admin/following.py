"""A lead's sequences: what they had, what is planned; and putting them in or taking them out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from leads.actions.holding import StaleLead
from leads.actions.leaving import leave_sequence, record_reply
from leads.actions.sequences import NotEntered, put_in_sequence
from leads.models import Enrolment, Lead, Sequence, StepRecord
from leads.models.enrolments import Left
from leads.views.admin.receipts import ReceiptInspectView, page_of


@dataclass(frozen=True, slots=True)
class StepShown:
    """`state`: sent, skipped, planned, or "" for a step that has not come up."""

    subject: str
    state: str = ""
    at: datetime | None = None
    reason: str = ""
    record: StepRecord | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentShown:
    enrolment: Enrolment
    steps: tuple[StepShown, ...]


def enrolments_shown(lead: Lead) -> list[EnrolmentShown]:
    """Newest first; two queries, however many there are."""
    found = (
        Enrolment.objects.filter(lead=lead)
        .select_related("sequence", "version", "entered_by")
        .defer("sequence__steps", "version__document")
        .prefetch_related("records")
    )
    return [EnrolmentShown(each, tuple(_steps(each))) for each in found]


def _steps(enrolment: Enrolment) -> Iterator[StepShown]:
    records = {record.step: record for record in enrolment.records.all()}
    for step in enrolment.version.series.steps:
        if record := records.get(step.key):
            yield StepShown(step.subject, record.outcome, record.at, record.reason, record)
        elif enrolment.left_at is None and step.key == enrolment.next_step:
            yield StepShown(step.subject, "planned", enrolment.next_at)
        else:
            yield StepShown(step.subject)


class FollowingView(ReceiptInspectView):
    """A GET shows the ways in and out, a POST takes one."""

    template_name = "leads/admin/following.html"
    any_permission_required: ClassVar[list[str]] = ["follow_up"]

    def heading(self, row: Lead) -> str:
        return str(row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        running = Enrolment.objects.running().filter(lead=self.object).select_related("sequence")
        inside = [each.sequence_id for each in running]
        offered = Sequence.objects.filter(live=True, current_version__isnull=False)
        return super().get_context_data(
            lead=self.object,
            running=running.defer("sequence__steps"),
            offered=offered.exclude(pk__in=inside).defer("steps"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        match request.POST.get("do"):
            case "enter":
                self._enter(request, now=now)
            case "leave":
                running = Enrolment.objects.filter(lead=self.object)
                enrolment = get_object_or_404(running, pk=_number(request, "enrolment"))
                leave_sequence(enrolment, why=Left.BY_HAND, now=now)
                messages.success(request, "The reader is out of the sequence.")
            case "replied":
                record_reply(self.object, now=now)
                messages.success(request, "The reply is noted; what it ends has ended.")
        return redirect(page_of(self.object))

    def _enter(self, request: HttpRequest, *, now: datetime) -> None:
        sequence = get_object_or_404(Sequence, pk=_number(request, "sequence"), live=True)
        try:
            put_in_sequence(self.object, sequence, by=request.user, now=now)
        except (NotEntered, StaleLead) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "The reader is in the sequence.")


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < len("1000000000") else 0
