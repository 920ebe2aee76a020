"""T3: a submission is scored, routed, and offered to one advisor, in one transaction."""

from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction

from assessment.models import ScoreCount
from leads import outbox
from leads.actions.announcements import announce
from leads.actions.confirming import ask_to_confirm
from leads.actions.consents import record_given
from leads.actions.deliveries import plan_delivery
from leads.actions.draws import Drawn, draw_advisor
from leads.actions.leaving import leave_other_lanes
from leads.actions.offers import offer_drawn
from leads.actions.returning import go_on, turn_that_goes_on
from leads.actions.sequences import enter_sequences_of
from leads.actions.wishes import wishes_of
from leads.deciding import Verdict, decide
from leads.domain.consent import Standing
from leads.domain.followups import may_follow_up
from leads.domain.webhooks import Event
from leads.failpoints import fail_point
from leads.models import Assignment, ConsentEvent, Decision, Lane, Lead, Submission
from leads.models.deliveries import Kind, Stream
from leads.models.suppressions import Suppression
from leads.outbox import Claimed

NOBODY: Final = Drawn(None, [], "")


def process_submission(work: Claimed, now: datetime) -> None:
    """Once: a submission that has its decision is left as it is."""
    with transaction.atomic():
        submission = Submission.objects.locked(work.key)  # nobody erases it meanwhile
        if submission.status != Submission.Status.PROCESSED:
            _route(submission, now=now)
        fail_point("before_commit")
        outbox.complete(work)


def _route(submission: Submission, *, now: datetime) -> None:
    verdict = decide(submission)
    lead = _record_lead(submission) if _is_followed_up(submission) else None
    lane = Lane.objects.locked(verdict.match.lane)
    turn = turn_that_goes_on(lead, lane=lane, now=now) if lead else None
    drawn = _draw(lead, submission, lane=lane, now=now) if lead and turn is None else NOBODY
    decision = _record_decision(
        submission, verdict, lane=lane, drawn=drawn, continues=turn, now=now
    )
    if lead:
        _plan_mail(submission, lead, decision=decision, drawn=drawn)
        _follow_up(submission, lead, lane=lane, now=now)
        _announce(submission, lead, decision=decision)
    if not submission.flag:
        points = {key: each for key, each in verdict.points.items() if each is not None}
        ScoreCount.objects.record(submission.rubric_id, points)
    submission.record_processed(lead, now=now)


def _draw(lead: Lead, submission: Submission, *, lane: Lane, now: datetime) -> Drawn:
    wishes = wishes_of(lead.person, submission=submission, lane=lane)
    return draw_advisor(lane, wishes=wishes, now=now)


def _is_followed_up(submission: Submission) -> bool:
    """Who left no address asked for nothing more; what looks automated is kept and left alone."""
    return bool(submission.email) and not submission.flag


def _may_follow_up(submission: Submission) -> bool:
    return may_follow_up(
        consent=submission.follow_up_consent,
        suppressed=Suppression.objects.blocking(submission.email, Stream.UPDATES).exists(),
    )


def _record_lead(submission: Submission) -> Lead:
    """The person of this address, held; what they say of themselves now replaces what they said."""
    said = {name: text for name, text in submission.contact.items() if text and name != "email"}
    lead, _ = Lead.objects.update_or_create(email=submission.email, defaults=said)
    return lead


def _record_decision(
    submission: Submission,
    verdict: Verdict,
    *,
    lane: Lane,
    drawn: Drawn,
    continues: Assignment | None,
    now: datetime,
) -> Decision:
    return Decision.objects.create(
        submission=submission,
        rule_set=verdict.rule_set,
        score=verdict.score.to_document(),
        lane=lane,
        rule=verdict.match.rule or "",
        reason=verdict.match.reason,
        verdicts=[{"rule": each.rule, "held": each.held} for each in verdict.match.verdicts],
        considered=drawn.considered,
        continues=continues,
        decided_at=now,
    )


def _follow_up(submission: Submission, lead: Lead, *, lane: Lane, now: datetime) -> None:
    """Out of the sequences of other lanes; into those of this one, if the reader agreed, and has
    confirmed it where that is asked for."""
    leave_other_lanes(lead, lane, now=now)
    record_given(lead, submission)
    if not _may_follow_up(submission):
        return
    if ConsentEvent.objects.standing_of(lead) is Standing.PENDING:
        ask_to_confirm(lead, submission, now=now)
    else:
        enter_sequences_of(lane, lead, submission=submission, now=now)


def _announce(submission: Submission, lead: Lead, *, decision: Decision) -> None:
    """What other systems are told: that there is somebody new, and where each submission went."""
    advisor = decision.owner.advisor if decision.owner else None
    tell = partial(announce, lead=lead, submission=submission, now=decision.decided_at)
    tell(Event.CREATED, key=lead.pk)
    routed = {
        "lane": decision.lane.key,
        "reason": decision.reason,
        "scores": {each["dimension"]: each["points"] for each in decision.score["dimensions"]},
        "advisor": {"name": advisor.name, "email": advisor.email} if advisor else None,
    }
    tell(Event.ROUTED, key=submission.pk, data=routed)


def _plan_mail(submission: Submission, lead: Lead, *, decision: Decision, drawn: Drawn) -> None:
    """The result to the reader; the brief to whoever takes the lead, news to whoever has it."""
    plan = partial(plan_delivery, submission=submission, lead=lead)
    at = decision.decided_at
    plan(Kind.RESULT, key=f"result:{submission.pk}", to_address=submission.email, planned_for=at)
    if decision.continues:
        go_on(decision.continues, decision=decision, now=at)
    elif drawn.considered:  # a lane without advisors, such as the book's, asks nobody
        offer_drawn(lead, drawn, decision=decision, lane=decision.lane, now=at)
