"""How much of the follow-up a reader wants: a page behind the link of each of its mails."""

from enum import StrEnum

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from leads.actions.preferences import prefer_mail
from leads.actions.suppressions import is_suppressed, unsubscribe
from leads.models import Lead, MailPreference, Sequence
from leads.models.deliveries import Stream
from leads.models.tokens import parties_of_preferences_token
from leads.throttle import admit
from leads.views.keeping import keeping
from leads.views.secret import secret


class Choice(StrEnum):
    ALL = "all"
    WEEKLY = "weekly"
    ONLY = "only"  # the sequence of the mail that the link stands in
    NOTHING = "nothing"


# Mail programs open links in browsers without our cookie: the token in the path is the permission.
@csrf_exempt
@secret
@keeping
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows, a POST acts, as often as it likes. No session, no cookie, no redirect."""
    lead, sequence = _parties_of(token)
    if lead is None:
        return render(request, "leads/unsubscribe_unknown.html", status=404)
    if request.method != "POST":
        return _page(request, lead, sequence)
    admit(request, what="preferences")
    choice = request.POST.get("choice", "")
    offered = set(Choice) if sequence else set(Choice) - {Choice.ONLY}
    if choice not in offered:
        return _page(request, lead, sequence, missing=True)
    _act(Choice(choice), lead, sequence)
    return render(request, "leads/preferences_done.html", {"choice": choice})


def _act(choice: Choice, lead: Lead, sequence: Sequence | None) -> None:
    now = timezone.now()
    if choice is Choice.NOTHING:
        unsubscribe(lead, now=now)
    else:
        only = sequence if choice is Choice.ONLY else None
        prefer_mail(lead, weekly=choice is Choice.WEEKLY, only=only, now=now)


def _page(
    request: HttpRequest, lead: Lead, sequence: Sequence | None, *, missing: bool = False
) -> HttpResponse:
    context = {
        "chosen": _chosen(lead),
        "of_a_mail": sequence is not None,
        "stopped": is_suppressed(lead.email, Stream.UPDATES),
        "missing": missing,
    }
    return render(request, "leads/preferences.html", context, status=422 if missing else 200)


def _chosen(lead: Lead) -> Choice:
    said = MailPreference.objects.filter(lead=lead).first()
    if said is None or not (said.weekly or said.only_id):
        return Choice.ALL
    return Choice.WEEKLY if said.weekly else Choice.ONLY


def _parties_of(token: str) -> tuple[Lead | None, Sequence | None]:
    try:
        lead_id, sequence_id = parties_of_preferences_token(token)
    except (signing.BadSignature, TypeError, ValueError):
        lead_id = sequence_id = 0
    lead = Lead.objects.filter(pk=lead_id, erased_at=None).first()
    return lead, Sequence.objects.filter(pk=sequence_id).defer("steps").first()
