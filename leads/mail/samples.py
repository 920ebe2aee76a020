"""Every kind of mail as somebody made up would get it: nothing of it is stored, nobody is drawn."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from assessment.domain.rubric import Question, QuestionKind, Rubric
from assessment.models import PublishedRubric
from leads.deciding import Verdict, decide
from leads.mail.compose import Rendered, render
from leads.models import (
    Advisor,
    Alert,
    Assignment,
    Decision,
    Delivery,
    Draft,
    InboundMessage,
    Lane,
    Lead,
    Submission,
)
from leads.models.deliveries import Kind
from leads.models.timeline import LeadEvent, LeadEventKind

# What a follow-up says is written by editors, and shown where they write it.
# A digest is of leads that are open, and somebody made up has none.
SAMPLED: Final = tuple(kind for kind in Kind if kind not in (Kind.FOLLOW_UP, Kind.DIGEST))
SOMEBODY: Final = {
    "email": "rosa@example.com",
    "name": "Rosa Almeida",
    "company": "Northquay Freight",
    "role": "VP, Programme Delivery",
}
SAID: Final = {
    Kind.WROTE: "Thank you. Could we speak on Friday?",
    Kind.CALLED_OFF: "Cal.com",
}
NOBODYS: Final = UUID(int=0)
DAY: Final = timedelta(days=1)


def sample(kind: Kind, published: PublishedRubric, *, now: datetime) -> Rendered:
    """Raises PolicyMissing: without rules nobody can say where the reader would be led."""
    if kind is Kind.CARRY_ON:
        draft = Draft(id=NOBODYS, rubric=published, expires_at=now + 30 * DAY)
        return render(Delivery(kind=kind, draft=draft))
    if kind is Kind.ALERT:
        return render(Delivery(kind=kind, alert=_alert()))
    return render(_delivery(kind, published, now=now))


def _alert() -> Alert:
    text = "Two mails to readers could not be sent for five attempts. Mend the cause, then replay."
    return Alert(subject="Mail is not leaving", text=text, path="/admin/")


def _delivery(kind: Kind, published: PublishedRubric, *, now: datetime) -> Delivery:
    submission = _submission(published, now=now)
    verdict = decide(submission)
    lane = Lane.objects.select_related("offer_page").get(key=verdict.match.lane)
    lead = Lead(pk=0, **SOMEBODY)
    decision = _decision(submission, verdict, lane=lane, now=now)
    assignment = Assignment(
        decision=decision,
        lead=lead,
        lane=lane,
        advisor=_advisor(lane),
        reason="You were next: you had been owed the most.",
        due_at=now + DAY,
        created_at=now,
        accepted_at=now if kind is Kind.CONTACT else None,
    )
    return Delivery(
        kind=kind,
        submission=submission,
        lead=lead,
        assignment=assignment,
        inbound=InboundMessage(said="You accepted the lead. It is yours.", became="done"),
        lead_event=LeadEvent(
            lead=lead,
            kind=LeadEventKind.EXPIRED,
            text=SAID.get(kind, ""),
            lane=lane,
            at=now,
            until=now + DAY,
        ),
    )


def _submission(published: PublishedRubric, *, now: datetime) -> Submission:
    return Submission(
        id=NOBODYS,
        rubric=published,
        answers=sample_answers(published.rubric),
        attribution={"page": "/career/two-jobs/", "utm_source": "newsletter"},
        submitted_at=now,
        **SOMEBODY,
    )


def _decision(submission: Submission, verdict: Verdict, *, lane: Lane, now: datetime) -> Decision:
    """Known to the submission as its own from here on."""
    return Decision(
        submission=submission,
        rule_set=verdict.rule_set,
        score=verdict.score.to_document(),
        lane=lane,
        rule=verdict.match.rule or "",
        reason=verdict.match.reason,
        decided_at=now,
    )


def _advisor(lane: Lane) -> Advisor:
    """Their hours, so that the mail tells times as they would read them."""
    found = Advisor.objects.filter(memberships__lane=lane).order_by("pk").first()
    return found or Advisor(name="Somebody", email="somebody@example.com")


def sample_answers(rubric: Rubric) -> dict[str, Any]:
    """To every question, from the middle of what is offered; hidden ones are dropped unread."""
    return {question.key: _answer(question) for question in rubric.questions}


def _answer(question: Question) -> Any:
    keys = [choice.key for choice in question.choices]
    match question.kind:
        case QuestionKind.SINGLE:
            return keys[len(keys) // 2]
        case QuestionKind.MULTIPLE:
            return keys[:2]
        case QuestionKind.SPLIT:
            return {keys[0]: question.whole}
        case QuestionKind.TEXT:
            return "Who decides when two of us own it?"[: question.max_length]
    return sum(question.bounds) // 2
