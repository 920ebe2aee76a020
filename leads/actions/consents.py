"""The ledger of consent: each line is written here, in the transaction of what it tells."""

from datetime import datetime
from typing import Any

from leads.domain.actors import READER, SYSTEM, Actor
from leads.domain.consent import Said, Standing
from leads.models import ConsentEvent, FollowUpSettings, Lead, Submission
from leads.models.acting import acted
from leads.models.consents import Source


def record_given(lead: Lead, submission: Submission) -> None:
    """What was ticked with this submission, in the words it had then. Twice is once.

    Whether it has to be confirmed is decided by the setting of this day, and stays so.
    """
    rubric = submission.rubric.rubric
    known = ConsentEvent.objects.filter(submission=submission, said=Said.GIVEN)
    if not submission.follow_up_consent or known.exists():
        return
    _add(
        lead,
        Said.GIVEN,
        at=submission.submitted_at,
        by=READER,
        submission=submission,
        text_id=submission.consent_text_id,
        wording=rubric.consent_text,
        source=submission.via,
        page=submission.attribution.get("page", ""),
        to_confirm=FollowUpSettings.current().double_opt_in,
    )


def record_confirmed(lead: Lead, submission: Submission, *, now: datetime) -> None:
    """From the address itself, by the link of the mail about this submission."""
    given = ConsentEvent.objects.get(submission=submission, said=Said.GIVEN)
    _add(
        lead,
        Said.CONFIRMED,
        at=now,
        by=READER,
        submission=submission,
        text_id=given.text_id,
        wording=given.wording,
        source=Source.LINK,
    )


def record_withdrawn(lead: Lead, *, source: Source, now: datetime) -> None:
    """By the reader, or as the mail service reported it. Where nothing stands nothing changes."""
    if _held_standing(lead) not in (Standing.NONE, Standing.WITHDRAWN):
        by = SYSTEM if source is Source.SERVICE else READER
        _add(lead, Said.WITHDRAWN, at=now, by=by, source=source)


def record_lifted(lead: Lead, *, reason: str, by: Actor, now: datetime) -> None:
    """A person took back that the reader was to be left alone."""
    _held_standing(lead)
    _add(lead, Said.LIFTED, at=now, by=by, source=Source.ADMIN, reason=reason.strip())


def forget_consents(**about: Lead | Submission) -> None:
    """The page and what people wrote of this reader; what was agreed to and when stays."""
    ConsentEvent.objects.filter(**about).forget()


def _held_standing(lead: Lead) -> Standing:
    """Asked while the lead is held, so that nothing is said twice at once."""
    Lead.objects.select_for_update().get(pk=lead.pk)
    standing: Standing = ConsentEvent.objects.standing_of(lead)
    return standing


def _add(lead: Lead, said: Said, *, at: datetime, by: Actor, **about: Any) -> None:
    number = ConsentEvent.objects.filter(lead=lead).count() + 1
    ConsentEvent.objects.create(
        lead=lead, number=number, said=said.value, at=at, **acted(by), **about
    )
