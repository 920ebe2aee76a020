"""What an advisor is told of a lead, in the mail and on the page where they answer it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from assessment.domain.answers import Answers, parse_answers
from assessment.domain.rubric import QuestionKind, Rubric
from assessment.domain.scoring import contributions
from leads.domain.facts import Facts
from leads.domain.results import Given, deciding
from leads.domain.rule_sets import Rule
from leads.mail.drawn import bars, points_of
from leads.mail.inert import first_name, inert
from leads.models import Assignment, Lane, Lead, Submission

MOST_ANSWERS: Final = 6
MOST_VISITS: Final = 5
SOMEBODY: Final = "Somebody"

type Context = dict[str, Any]


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


def brief(submission: Submission, *, lane: Lane, turn: Assignment | None) -> Context:
    """`turn`: whose brief it is; None is the lane's inbox, where a person looks for an advisor."""
    decision = submission.decision
    rubric = submission.rubric.rubric
    answers = parse_answers(rubric, submission.answers)
    rule = decision.rule_set.rule_set.by_key.get(decision.rule)
    points = points_of(decision)
    return described(submission, turn) | {
        "bars": bars(rubric, points),
        "lane": lane,
        "reason": decision.reason,
        "rule": rule,
        "assignment": turn,
        "zone": zone_of(turn),
        "deciding": deciding_answers(submission, answers, points=points, rule=rule),
        "written": list(_written(rubric, answers)),
        "came_from": {name: inert(text) for name, text in submission.attribution.items()},
        "write_url": "" if is_withheld(turn) else write_url(submission, lane),
        "before": history(submission, turn),
    }


def described(submission: Submission, turn: Assignment | None) -> Context:
    """Who it is, as they said themselves; without the address as long as it is withheld."""
    email = "" if is_withheld(turn) else submission.email
    name = inert(submission.name)
    return {
        "name": name,
        "email": email,
        "who": name or email or SOMEBODY,
        "company": inert(submission.company),
        "role": inert(submission.role),
        "is_withheld": is_withheld(turn),
    }


def is_withheld(turn: Assignment | None) -> bool:
    """Whether the lane shows the address only to whoever has accepted the lead."""
    return turn is not None and turn.lane.withholds_contact and turn.accepted_at is None


def zone_of(turn: Assignment | None) -> str:
    """In which the advisor reads times."""
    return turn.advisor.calendar.zone.key if turn else ""


def history(submission: Submission, turn: Assignment | None) -> Context:
    """What the reader sent before, and who had their lead before; newest first."""
    lead = submission.lead
    if lead is None:
        return {}
    people = Lead.objects.of_person(lead)
    sent = Submission.objects.filter(lead__in=people, erased_at=None).exclude(pk=submission.pk)
    earlier = sent.filter(submitted_at__lte=submission.submitted_at).with_receipt()
    had = Assignment.objects.of_person(people).select_related("advisor", "lane")
    if turn is not None and turn.pk:
        had = had.filter(pk__lt=turn.pk)
    return {
        "visits": list(earlier.order_by("-submitted_at")[:MOST_VISITS]),
        "turns": list(had[:MOST_VISITS]),
    }


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


def write_url(submission: Submission, lane: Lane) -> str:
    """Opens the advisor's own mail program on a draft; nothing is sent by it."""
    greeting = f"Dear {name},\n\n" if (name := first_name(submission.name)) else ""
    fields = {
        "subject": f"Your result: {submission.rubric.rubric.title}",
        "body": greeting + lane.suggested_opening,
    }
    query = "&".join(f"{name}={quote(text)}" for name, text in fields.items() if text)
    return f"mailto:{quote(submission.email, safe='@')}?{query}"


def _written(rubric: Rubric, answers: Answers) -> Iterator[Answer]:
    for question in rubric.questions:
        if question.kind is QuestionKind.TEXT and question.key in answers:
            yield Answer(Given(question, answers[question.key]))
