"""What is known of an enrolled person now: why they leave, why a step is not for them, what else is
ahead of it. Read, and nothing written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assessment.domain.answers import parse_answers
from leads.domain.caps import Claim, Limits
from leads.domain.consent import Standing
from leads.domain.facts import Facts
from leads.domain.followups import may_follow_up
from leads.domain.preferences import ALL_OF_IT, NOT_WANTED, Preferences
from leads.domain.results import measured
from leads.domain.sequences import Situation, Step, why_skipped
from leads.domain.step_conditions import OUTCOMES, Event
from leads.models import (
    Assignment,
    ConsentEvent,
    Decision,
    Enrolment,
    Lead,
    LeadEvent,
    MailPreference,
    Suppression,
)
from leads.models.deliveries import Stream
from leads.models.enrolments import Left
from leads.models.timeline import LeadEventKind


@dataclass(frozen=True, slots=True)
class Person:
    """Every row of one person, their lane, and what has happened, in the words of conditions."""

    leads: tuple[Lead, ...]
    lane: str
    events: frozenset[str]
    asked: Preferences = ALL_OF_IT


def person_of(leads: Sequence[Lead]) -> Person:
    asked = MailPreference.objects.of_people(leads)
    return Person(tuple(leads), _lane_of(leads), _events_of(leads), asked)


def why_leave(enrolment: Enrolment, person: Person) -> Left | None:
    """What ends it, asked anew; None where the reader stays."""
    lead = enrolment.lead
    if lead.erased_at or enrolment.submission.erased_at:
        return Left.ERASED
    if lead.merged_into_id:
        return Left.MERGED
    blocked = Suppression.objects.blocking(lead.email, Stream.UPDATES).first()
    if blocked is not None:
        unsubscribed = blocked.reason == Suppression.Reason.UNSUBSCRIBE
        return Left.UNSUBSCRIBED if unsubscribed else Left.SUPPRESSED
    unconfirmed = ConsentEvent.objects.standing_of(lead) is Standing.PENDING
    agreed = enrolment.submission.follow_up_consent
    if not may_follow_up(consent=agreed, suppressed=False, unconfirmed=unconfirmed):
        return Left.NOT_AGREED
    if not enrolment.is_for(person.lane):
        return Left.LANE_CHANGED
    return _ended_by(person.events, enrolment.version.series.stays_after)


def why_not(enrolment: Enrolment, step: Step, person: Person) -> str:
    """Why this step is not for this reader; "" where it is."""
    if not person.asked.welcomes(enrolment.sequence_id):
        return NOT_WANTED
    return why_skipped(step, _situation(enrolment, person)) if step.conditions else ""


def claim_of(enrolment: Enrolment) -> Claim:
    if enrolment.step_due is None:
        raise ValueError(f"{enrolment} has no step that could be due.")
    return Claim(enrolment.version.series.priority, enrolment.step_due, f"{enrolment.pk:012}")


def others_due(
    enrolment: Enrolment, person: Person, *, limits: Limits, now: datetime
) -> list[Claim]:
    """What else is due for the same person and could go now."""
    found = []
    others = Enrolment.objects.due(now=now).filter(lead__in=person.leads).exclude(pk=enrolment.pk)
    for other in others:
        step = other.version.series.step(other.next_step)
        opens = step.window.holds(now, limits.zone)
        if opens and not why_leave(other, person) and not why_not(other, step, person):
            found.append(claim_of(other))
    return found


def _situation(enrolment: Enrolment, person: Person) -> Situation:
    submission = enrolment.submission
    rubric = submission.rubric.rubric
    points = {each["dimension"]: each["points"] for each in submission.decision.score["dimensions"]}
    scored = measured(rubric, points)
    return Situation(
        lane=person.lane,
        bands={each.dimension.key: each.band.key for each in scored if each.band},
        events=person.events,
        facts=Facts.of(
            scores=points,
            answers=parse_answers(rubric, submission.answers),
            contact=submission.contact,
            attribution=submission.attribution,
        ),
    )


def _lane_of(leads: Sequence[Lead]) -> str:
    """Where the newest submission was routed, unless a person moved the lead since."""
    decision = Decision.objects.filter(submission__lead__in=leads).order_by("-pk").first()
    if decision is None:
        return ""
    turn = (
        Assignment.objects.filter(decision=decision).select_related("lane").order_by("-pk").first()
    )
    moved = LeadEvent.objects.filter(
        lead__in=leads, kind=LeadEventKind.REROUTED, assignment=None, at__gt=decision.decided_at
    )
    line = moved.select_related("lane").order_by("-at", "-pk").first()
    if line and line.lane and (turn is None or turn.created_at < line.at):
        return str(line.lane.key)
    return str(turn.lane.key if turn else decision.lane.key)


def _events_of(leads: Sequence[Lead]) -> frozenset[str]:
    """What was said of the lead once stays said; a conversation that was cancelled is none."""
    told = LeadEvent.objects.filter(lead__in=leads, kind=LeadEventKind.OUTCOME)
    found = set(told.values_list("outcome", flat=True).distinct())
    if any(lead.booked_for for lead in leads):
        found.add(Event.BOOKED.value)
    if any(lead.replied_at for lead in leads):
        found.add(Event.REPLIED.value)
    return frozenset(found)


def _ended_by(events: frozenset[str], stays_after: tuple[str, ...]) -> Left | None:
    found = {
        Left.BOOKED: Event.BOOKED in events,
        Left.REPLIED: Event.REPLIED in events,
        Left.OUTCOME: bool(events & OUTCOMES),
    }
    ended = (why for why, happened in found.items() if happened and why not in stays_after)
    return next(ended, None)
