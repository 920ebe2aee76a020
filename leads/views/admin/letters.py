"""The mails of a sequence as a past lead would get them, and a test to oneself."""

from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from leads.domain.sequences import Series, Step
from leads.mail.trying import reader_of, send_test, tried
from leads.models import Lead, Submission
from leads.throttle import TooManyRequests, admit
from leads.views.admin.permissions import OwnLeadPolicy
from leads.views.admin.sequence_pages import SequencePage

OFFERED: Final = 20  # past leads to pick from, the newest; any other by its number
TESTS: Final = "20/hour"


class LettersView(SequencePage):
    """A GET shows a step, written to somebody made up or to a lead this user may see. A POST sends
    it to the user's own address."""

    label = "See the mails"
    template_name = "leads/admin/letters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(sequence=self.sequence, **kwargs)
        if self.missing:
            return context | {"missing": self.missing}
        step = self._step(self.draft)
        return context | {
            "steps": self.draft.steps,
            "step": step,
            "past": self._submissions()[:OFFERED],
            "picked": self._picked,
            "asked_for": self._asked_for,
            "mail": tried(step, reader_of(self._picked)),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.missing:
            messages.error(request, f"Nothing was sent. {self.missing}")
        else:
            _tell(request, self._step(self.draft), self._picked)
        return redirect(request.get_full_path())

    def _step(self, series: Series) -> Step:
        key = self.request.GET.get("step", "")
        return next((step for step in series.steps if step.key == key), series.steps[0])

    @property
    def _asked_for(self) -> str:
        return str(self.request.GET.get("lead", "")).strip()

    @property
    def _picked(self) -> Submission | None:
        """The newest submission of the lead that is asked for, if this user may see the lead."""
        if not self._asked_for.isdecimal() or len(self._asked_for) > len("999999999"):
            return None
        return self._submissions().filter(lead=int(self._asked_for)).first()

    def _submissions(self) -> "QuerySet[Submission]":
        leads = OwnLeadPolicy(Lead).instances_user_has_permission_for(self.request.user, "view")
        seen = Submission.objects.filter(lead__in=leads, decision__isnull=False, erased_at=None)
        return seen.with_receipt().select_related("lead").order_by("-submitted_at")


def _tell(request: HttpRequest, step: Step, picked: Submission | None) -> None:
    user: Any = request.user
    if not user.email:
        messages.error(
            request, "Your account has no email address, so there is nowhere to send it."
        )
        return
    try:
        admit(request, what="test mail", limit=TESTS)
    except TooManyRequests as refused:
        messages.error(request, f"That was many tests. Try again in {refused.wait // 60 + 1} min.")
        return
    if send_test(step, reader_of(picked), to=user.email):
        messages.success(request, f"A test is on its way to {user.email}.")
    else:
        messages.error(request, "The mail service did not take the test. Try again later.")
