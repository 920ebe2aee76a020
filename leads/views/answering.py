"""An advisor's answer to an offer, by a link of the brief: a GET shows, a POST acts, once.

No login: the token in the path is the permission. Once the offer is over the same address says
what happened since, and names nobody, because mails are forwarded.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.csrf import csrf_exempt

from leads.actions.answers import answer_offer, is_asked
from leads.actions.holding import StaleLead
from leads.domain.answering import Answer, days_to_wait
from leads.mail.briefs import brief, zone_of
from leads.mail.senders import house_address
from leads.models import Assignment, Submission
from leads.models.tokens import AnswerLink, answer_of_token
from leads.throttle import admit
from leads.views.keeping import keeping
from leads.views.secret import secret
from leads.views.stepping import SeeOther

NOBODYS = AnswerLink(0, Answer.ACCEPT, 0)
DAY = "l j F"
HOUR = "H:i"


class AcceptForm(forms.Form):
    """Asks for nothing: to press the button is all."""


class DeclineForm(forms.Form):
    reason = forms.CharField(
        max_length=2000,
        error_messages={"required": "Say why in a word or two: it is what we learn from."},
    )


class NotNowForm(forms.Form):
    """One of the days that are left, each by the end of work."""

    until = forms.TypedChoiceField(
        coerce=datetime.fromisoformat,
        error_messages={
            "required": "Choose a day.",
            "invalid_choice": "That day is over, or more than a week after the offer.",
        },
    )

    def __init__(self, data: Any, *, days: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["until"].choices = self.days = days  # type: ignore[attr-defined]


# As for every private link: the token is the permission, and a refused method logs no path.
@csrf_exempt
@secret
@keeping
def answer(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        admit(request)
    link = _link(token)
    turn = _turn(link)
    if turn is None:
        return render(request, "leads/answers/unknown.html", _house(), status=404)
    if turn.submission.erased_at is not None or not is_asked(turn, link):
        return _since(request, turn, status=409 if request.method == "POST" else 200)
    form = _form(request, turn, link)
    if request.method == "POST" and form.is_valid():
        return _act(request, turn, link, form)
    return _show(request, turn, link, form)


def _act(
    request: HttpRequest, turn: Assignment, link: AnswerLink, form: forms.Form
) -> HttpResponse:
    try:
        answer_offer(turn, link, now=timezone.now(), **form.cleaned_data)
    except StaleLead:
        return _since(request, turn, status=409)
    return SeeOther(request.path)


def _show(
    request: HttpRequest, turn: Assignment, link: AnswerLink, form: forms.Form
) -> HttpResponse:
    submission = Submission.objects.with_receipt().get(pk=turn.submission.pk)
    context = brief(submission, lane=turn.lane, turn=turn) | {"answer": link.answer, "form": form}
    page = f"leads/answers/{link.answer}.html"
    return render(request, page, context, status=422 if form.errors else 200)


def _since(request: HttpRequest, turn: Assignment, *, status: int) -> HttpResponse:
    turn = Assignment.objects.with_parties().get(pk=turn.pk)  # as it stands now
    context = _house() | {
        "turn": turn,
        "zone": zone_of(turn),
        "is_erased": turn.submission.erased_at is not None,
    }
    return render(request, "leads/answers/since.html", context, status=status)


def _form(request: HttpRequest, turn: Assignment, link: AnswerLink) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    match Answer(link.answer):
        case Answer.ACCEPT:
            return AcceptForm(data)
        case Answer.DECLINE:
            return DeclineForm(data)
    return NotNowForm(data, days=_days(turn))


def _days(turn: Assignment) -> list[tuple[str, str]]:
    calendar = turn.advisor.calendar
    after = max(turn.due_at, timezone.now())
    ends = days_to_wait(calendar, offered_at=turn.created_at, after=after)
    return [(end.isoformat(), _in_words(end.astimezone(calendar.zone))) for end in ends]


def _in_words(end: datetime) -> str:
    return f"{date_format(end, DAY)}, by {date_format(end, HOUR)}"


def _link(token: str) -> AnswerLink:
    """A wrong token asks the database as much as a right one."""
    try:
        return answer_of_token(token)
    except (signing.BadSignature, TypeError, ValueError):
        return NOBODYS


def _turn(link: AnswerLink) -> Assignment | None:
    found: Assignment | None = Assignment.objects.with_parties().filter(pk=link.turn).first()
    return found


def _house() -> dict[str, str]:
    return {"house": house_address()}
