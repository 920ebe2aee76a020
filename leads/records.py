"""Everything that is kept about one submission, and about one person: as JSON and to be read.

A record of a submission goes as far as the link that opens it: this submission, and nothing else of
whoever used the same address. Of advisors it has the names of those who were given the lead, and
nothing of their own.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from assessment.domain.answers import parse_answers, to_raw
from assessment.domain.rubric import Rubric
from leads.domain.results import Given, measured
from leads.models import (
    Assignment,
    ConsentEvent,
    Decision,
    Delivery,
    Draft,
    Enrolment,
    InboundMessage,
    Lead,
    LeadEvent,
    MailPreference,
    Submission,
    Suppression,
)
from leads.models.deliveries import Stream
from leads.models.people import Person
from leads.models.timeline import LeadEventKind
from leads.models.tokens import address_hash

type Record = dict[str, Any]


def record_of(submission: Submission) -> Record:
    """JSON-able; times are RFC 3339. `submission` has its receipt, if it was routed."""
    return _records([submission])[0]


def _records(submissions: Sequence[Submission]) -> list[Record]:
    """In the same number of queries however many there are."""
    prefetch_related_objects(
        [each.decision for each in submissions if hasattr(each, "decision")],
        Prefetch("assignments", Assignment.objects.select_related("advisor")),
    )
    mailed = Delivery.objects.select_related("assignment__advisor").order_by("created_at")
    prefetch_related_objects(submissions, Prefetch("deliveries", mailed.prefetch_related("events")))
    stopped = _stopped(each.email for each in submissions)
    return [_record(each, stopped.get(each.email, [])) for each in submissions]


def _record(submission: Submission, stopped: list[Record]) -> Record:
    decision: Decision | None = getattr(submission, "decision", None)
    rubric = submission.rubric.rubric
    return {
        "submission": _submission(submission),
        "answers": list(_answers(submission, rubric)),
        "contact": submission.contact,
        "consent": _consent(submission, rubric),
        "came_from": submission.attribution,
        "decision": _decision(decision, rubric) if decision else None,
        "given_to": [_assignment(each) for each in decision.assignments.all()] if decision else [],
        "messages": [_message(each) for each in submission.deliveries.all()],
        "mail_stopped": stopped,
    }


def record_of_person(person: Person) -> Record:
    """JSON-able; for the operator, who answers the person's own question with it."""
    return {
        "address": person.address,
        "known_as": [_lead(each) for each in person.leads],
        "submissions": _records(person.submissions),
        "what_happened": [_line(each) for each in LeadEvent.objects.of_person(person.leads)],
        "written_by_advisors": [_reply(each) for each in _replies(person.leads)],
        "begun_and_not_sent": [_draft(each) for each in person.drafts if not each.submitted_at],
        "follow_up": [_enrolment(each) for each in _enrolments(person)],
        "written_to_us": [
            {"received_at": each.received_at, "subject": each.subject, "text": each.text}
            for each in person.written
        ],
        "other_messages": [_message(each) for each in person.messages],
        "agreed_to": [_consent_line(each) for each in ConsentEvent.objects.of_person(person.leads)],
        "asked_for": [str(each) for each in _preferences(person)],
        "mail_stopped": _stopped([person.address]).get(person.address, []),
    }


def _preferences(person: Person) -> Iterable[MailPreference]:
    return MailPreference.objects.filter(lead__in=person.leads).select_related("only")


def _consent_line(line: ConsentEvent) -> Record:
    return {
        "at": line.at,
        "said": line.said,
        "address": line.lead.email,
        "text_id": line.text_id,
        "wording": line.wording,
        "through": line.get_source_display(),
        "page": line.page,
        "to_be_confirmed": line.to_confirm,
        "because": line.reason,
        "by": line.by_kind,
    }


def _enrolments(person: Person) -> list[Enrolment]:
    found = Enrolment.objects.filter(lead__in=person.leads).order_by("entered_at", "pk")
    return list(found.select_related("sequence").prefetch_related("records"))


def _enrolment(enrolment: Enrolment) -> Record:
    return {
        "sequence": enrolment.sequence.title,
        "entered_at": enrolment.entered_at,
        "because": enrolment.get_entered_because_display(),
        "left_at": enrolment.left_at,
        "left_because": enrolment.get_left_because_display(),
        "next_at": enrolment.next_at,
        "steps": [
            {"step": each.step, "outcome": each.outcome, "why": each.reason, "at": each.at}
            for each in enrolment.records.all()
        ],
    }


def _lead(lead: Lead) -> Record:
    described = {name: getattr(lead, name) for name in ("email", "name", "company", "role")}
    return described | {"first_seen": lead.created_at, "replied_at": lead.replied_at}


def _line(line: LeadEvent) -> Record:
    """What was done and said about them; of those who did it only whether it was a person."""
    return {
        "at": line.at,
        "what": line.get_kind_display(),
        "outcome": line.get_outcome_display(),
        "until": line.until,
        "said": "" if line.kind == LeadEventKind.OFFERED else line.text,  # that speaks of advisors
        "by": line.by_kind,
    }


def _replies(leads: Iterable[Lead]) -> "QuerySet[InboundMessage]":
    return InboundMessage.objects.filter(assignment__lead__in=list(leads)).order_by("pk")


def _reply(reply: InboundMessage) -> Record:
    """What an advisor wrote back about them."""
    return {"received_at": reply.received_at, "subject": reply.subject, "text": reply.text}


def _draft(draft: Draft) -> Record:
    return {
        "assessment": draft.rubric.rubric.title,
        "started_at": draft.started_at,
        "kept_until": draft.expires_at,
        "answers": draft.answers,
        "contact": draft.contact,
        "came_from": draft.attribution,
    }


def _submission(submission: Submission) -> Record:
    return {
        "id": str(submission.pk),
        "assessment": submission.rubric.rubric.title,
        "version": submission.rubric.version,
        "submitted_at": submission.submitted_at,
        "processed_at": submission.processed_at,
        "looks_automated": submission.flag,
        "link_open_until": submission.result_expires_at,
    }


def _answers(submission: Submission, rubric: Rubric) -> Iterator[Record]:
    answers = parse_answers(rubric, submission.answers)
    raw = to_raw(answers)
    for question in rubric.questions:
        if question.key in answers:
            given = Given(question, answers[question.key])
            words = list(given.labels) or [f"{given.value} {question.unit}".strip()]
            yield {
                "question": question.key,
                "text": question.text,
                "answer": raw[question.key],
                "in_words": words,
            }


def _consent(submission: Submission, rubric: Rubric) -> Record:
    """With the wording that was agreed to; "" where nothing was."""
    agreed = submission.follow_up_consent and submission.consent_text_id == rubric.consent_text_id
    return {
        "follow_up": submission.follow_up_consent,
        "text_id": submission.consent_text_id,
        "wording": rubric.consent_text if agreed else "",
    }


def _decision(decision: Decision, rubric: Rubric) -> Record:
    points = {each["dimension"]: each["points"] for each in decision.score["dimensions"]}
    labels = {rule.key: rule.label for rule in decision.rule_set.rule_set.rules}
    return {
        "decided_at": decision.decided_at,
        "lane": decision.lane.name,
        "reason": decision.reason,
        "scores": [
            {
                "dimension": each.dimension.label,
                "points": each.points,
                "band": each.band.label if each.band else None,
            }
            for each in measured(rubric, points)
        ],
        "rules": [
            {"rule": labels.get(each["rule"], each["rule"]), "held": each["held"]}
            for each in decision.verdicts
        ],
    }


def _assignment(assignment: Assignment) -> Record:
    """Not its reason: that speaks of the other advisors."""
    return {
        "advisor": assignment.advisor.name,
        "offered_at": assignment.created_at,
        "answer_by": assignment.due_at,
        "became": assignment.state,
    }


def _message(delivery: Delivery) -> Record:
    advisor = delivery.assignment.advisor.name if delivery.assignment else "an inbox of ours"
    to = advisor if delivery.stream is Stream.BRIEFS else delivery.to_address
    return {
        "what": delivery.get_kind_display(),
        "to": to,
        "status": delivery.status,
        "planned_for": delivery.planned_for,
        "sent_at": delivery.sent_at,
        "subject": delivery.subject,
        "text": delivery.text,
        "reports": [
            {"what": event.event_type, "by": event.service, "received_at": event.received_at}
            for event in delivery.events.all()
        ],
    }


def _stopped(addresses: Iterable[str]) -> dict[str, list[Record]]:
    """Why we write nothing more to these: each is kept as a hash that survives erasure."""
    hashes = {address_hash(address): address for address in addresses if address}
    stopped: dict[str, list[Record]] = {}
    for each in Suppression.objects.filter(address_hash__in=hashes):
        stopped.setdefault(hashes[each.address_hash], []).append(
            {
                "which": each.get_stream_display() or "all mail",
                "why": each.get_reason_display(),
                "since": each.created_at,
                "lifted_at": each.lifted_at,
                "lifted_because": each.lift_reason,
            }
        )
    return stopped
