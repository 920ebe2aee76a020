"""What goes into each kind of mail: one function a kind. The words are in templates/emails."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings

from assessment.domain.answers import Answers, parse_answers
from assessment.domain.rubric import QuestionKind, Rubric
from assessment.domain.scoring import contributions
from leads.domain.facts import Facts
from leads.domain.results import Given, deciding, measured
from leads.domain.rule_sets import Rule
from leads.mail import links
from leads.mail.inert import first_name, inert
from leads.mail.letters import addressee, letter
from leads.mail.senders import house_address
from leads.models import Decision, Delivery, Lane, Submission
from leads.models.deliveries import Kind
from leads.models.timeline import LeadEventKind
from leads.models.tokens import CONFIRM_LINK_LASTS

MOST_ANSWERS = 6
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

type Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bar:
    """One score as it is drawn. `points` is None where no answer could move it."""

    label: str
    points: int | None
    band: str
    narrative: str  # the first sentence; the result page has the rest


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked and answered, and what it moved: (dimension, points of its score)."""

    given: Given
    moved: tuple[tuple[str, int], ...] = ()

    @property
    def said(self) -> str:
        """In words: the labels of its choices, a number with its unit, a text made inert."""
        if self.given.labels:
            return "; ".join(self.given.labels)
        return inert(f"{self.given.value} {self.given.question.unit}".strip())

    @property
    def lines(self) -> list[str]:
        return self.said.splitlines()


def content(delivery: Delivery) -> Context:
    """Everything the templates of this kind need."""
    shared = {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": settings.BASE_URL,
    }
    if delivery.alert is None:
        shared["assessment"] = _rubric(delivery).title
    return shared | CONTENT[Kind(delivery.kind)](delivery)


def result(delivery: Delivery) -> Context:
    submission = delivery.sent_submission
    decision = submission.decision
    return {
        "first_name": first_name(submission.name),
        "bars": bars(submission.rubric.rubric, _points(decision)),
        "lane": decision.lane,
        "reason": decision.reason,
        "result_url": links.result_link(submission),
        "offer_url": links.offer_link(decision.lane),
    }


def result_copy(delivery: Delivery) -> Context:
    submission = delivery.sent_submission
    return {
        "first_name": first_name(submission.name),
        "result_url": links.result_link(submission),
    }


def lead_brief(delivery: Delivery) -> Context:
    submission = delivery.sent_submission
    decision = submission.decision
    rubric = submission.rubric.rubric
    answers = parse_answers(rubric, submission.answers)
    rule = decision.rule_set.rule_set.by_key.get(decision.rule)
    points = _points(decision)
    return {
        "name": inert(submission.name),
        "email": submission.email,
        "company": inert(submission.company),
        "role": inert(submission.role),
        "bars": bars(rubric, points),
        "lane": _lane(delivery),
        "reason": decision.reason,
        "rule": rule,
        "assignment": delivery.assignment,
        "zone": _zone(delivery),
        "deciding": deciding_answers(submission, answers, points=points, rule=rule),
        "written": list(_written(rubric, answers)),
        "came_from": {name: inert(text) for name, text in submission.attribution.items()},
        "write_url": _write_url(submission, _lane(delivery)),
    }


def reminder(delivery: Delivery) -> Context:
    line = delivery.lead_event
    return _about_lead(delivery) | {
        "zone": _zone(delivery),
        "woken": line is not None and line.kind == LeadEventKind.WOKEN,
        "lead_url": links.lead_page(delivery.lead),
    }


def returned(delivery: Delivery) -> Context:
    return _about_lead(delivery) | {"house": house_address()}


def _about_lead(delivery: Delivery) -> Context:
    """Who it is, as they said themselves, and what of their timeline the mail tells."""
    submission = delivery.sent_submission
    return {
        "name": inert(submission.name),
        "email": submission.email,
        "company": inert(submission.company),
        "role": inert(submission.role),
        "lane": _lane(delivery),
        "assignment": delivery.assignment,
        "line": delivery.lead_event,
    }


def _lane(delivery: Delivery) -> Lane:
    """Where the lead is now: a person may have moved it since it was decided."""
    moved = delivery.assignment or delivery.lead_event
    lane: Lane | None = moved.lane if moved else None
    return lane or delivery.sent_submission.decision.lane


def _zone(delivery: Delivery) -> str:
    """In which the advisor reads times."""
    return delivery.assignment.advisor.calendar.zone.key if delivery.assignment else ""


def follow_up(delivery: Delivery) -> Context:
    """The step, in the words of the version that the reader entered."""
    if delivery.lead is None:
        raise ValueError("A follow-up needs a lead: its unsubscribe link names one.")
    record = delivery.step_record
    reader = addressee(
        delivery.sent_submission,
        delivery.lead,
        unsubscribe_url=links.unsubscribe_link(delivery.lead),
    )
    return letter(record.enrolment.version.series.step(record.step), reader)


def carry_on(delivery: Delivery) -> Context:
    if delivery.draft is None:
        raise ValueError("A link to carry on needs a draft.")
    return {
        "carry_on_url": links.carry_on_link(delivery.draft),
        "expires_at": delivery.draft.expires_at,
    }


def confirm(delivery: Delivery) -> Context:
    submission = delivery.sent_submission
    return {
        "first_name": first_name(submission.name),
        "confirm_url": links.confirm_link(submission),
        "wording": submission.rubric.rubric.consent_text,
        "days": CONFIRM_LINK_LASTS.days,
    }


def alert(delivery: Delivery) -> Context:
    if delivery.alert is None:
        raise ValueError("A mail of an alert needs the alert.")
    path = delivery.alert.path
    return {"alert": delivery.alert, "act_url": links.absolute(path) if path else ""}


def bars(rubric: Rubric, points: Mapping[str, int | None]) -> list[Bar]:
    """Every score as it was stored, in the words of its rubric."""
    return [
        Bar(
            each.dimension.label,
            each.points,
            each.band.label if each.band else "",
            _SENTENCE_END.split(each.band.narrative.strip())[0] if each.band else "",
        )
        for each in measured(rubric, points)
    ]


def deciding_answers(
    submission: Submission, answers: Answers, *, points: Mapping[str, int | None], rule: Rule | None
) -> list[Answer]:
    """Those of the result page, in its order and some more of them, each with what it moved."""
    rubric = submission.rubric.rubric
    moved: dict[str, list[tuple[str, int]]] = {}
    for each in contributions(rubric, answers):
        if gained := round(100 * each.share):
            label = rubric.dimension(each.dimension).label
            moved.setdefault(each.question, []).append((label, gained))
    facts = Facts.of(
        scores=points,
        answers=answers,
        contact=submission.contact,
        attribution=submission.attribution,
    )
    condition = rule.condition if rule else None
    decided = deciding(rubric, answers, condition=condition, facts=facts, most=MOST_ANSWERS)
    return [Answer(each, tuple(moved.get(each.question.key, ()))) for each in decided]


def _rubric(delivery: Delivery) -> Rubric:
    published = delivery.draft.rubric if delivery.draft else delivery.sent_submission.rubric
    rubric: Rubric = published.rubric
    return rubric


def _points(decision: Decision) -> dict[str, int | None]:
    return {each["dimension"]: each["points"] for each in decision.score["dimensions"]}


def _written(rubric: Rubric, answers: Answers) -> Iterator[Answer]:
    for question in rubric.questions:
        if question.kind is QuestionKind.TEXT and question.key in answers:
            yield Answer(Given(question, answers[question.key]))


def _write_url(submission: Submission, lane: Lane) -> str:
    """Opens the advisor's own mail program on a draft; nothing is sent by it."""
    greeting = f"Dear {name},\n\n" if (name := first_name(submission.name)) else ""
    fields = {
        "subject": f"Your result: {submission.rubric.rubric.title}",
        "body": greeting + lane.suggested_opening,
    }
    query = "&".join(f"{name}={quote(text)}" for name, text in fields.items() if text)
    return f"mailto:{quote(submission.email, safe='@')}?{query}"


CONTENT = {
    Kind.RESULT: result,
    Kind.RESULT_COPY: result_copy,
    Kind.LEAD_BRIEF: lead_brief,
    Kind.REMINDER: reminder,
    Kind.RETURNED: returned,
    Kind.FOLLOW_UP: follow_up,
    Kind.CARRY_ON: carry_on,
    Kind.CONFIRM: confirm,
    Kind.ALERT: alert,
}
