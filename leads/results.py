"""One result, found by its private link: for the page and for the API, from one place."""

from dataclasses import dataclass
from datetime import datetime

from assessment.domain.answers import Answers, parse_answers
from assessment.domain.rubric import Rubric
from assessment.domain.scoring import score
from leads.deciding import PolicyMissing, decide
from leads.domain.facts import Facts
from leads.domain.results import Given, Heaviest, Measured, deciding, heaviest, measured
from leads.models import Decision, Lane, PublishedRuleSet, Submission

type Points = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What its reader sees. `lane` is None as long as no routing policy has been published."""

    submission: Submission
    rubric: Rubric
    measured: tuple[Measured, ...]
    heaviest: Heaviest | None
    lane: Lane | None
    reason: str
    deciding: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class _Routed:
    points: Points
    lane: Lane | None = None
    rule_set: PublishedRuleSet | None = None
    rule: str = ""
    reason: str = ""


def result_behind(token: str, *, now: datetime) -> Result | None:
    """None alike for a link that was never made, has expired or was revoked."""
    submission = (
        Submission.objects.with_result_token(token, now=now)
        .select_related("rubric", "decision__rule_set", "decision__lane__offer_page")
        .defer("rubric__document")
        .first()
    )
    return None if submission is None else _result(submission)


def _result(submission: Submission) -> Result:
    rubric = submission.rubric.rubric
    answers = parse_answers(rubric, submission.answers)
    routed = _routed(submission, answers)
    scores = measured(rubric, routed.points)
    return Result(
        submission=submission,
        rubric=rubric,
        measured=scores,
        heaviest=heaviest(rubric, answers, scores),
        lane=routed.lane,
        reason=routed.reason,
        deciding=_deciding(submission, answers, routed),
    )


def _routed(submission: Submission, answers: Answers) -> _Routed:
    """The receipt; before there is one, what the pipeline will find, by the same function."""
    decision: Decision | None = getattr(submission, "decision", None)
    if decision is not None:
        points = {each["dimension"]: each["points"] for each in decision.score["dimensions"]}
        return _Routed(
            points, decision.lane, decision.rule_set, rule=decision.rule, reason=decision.reason
        )
    try:
        verdict = decide(submission)
    except PolicyMissing:
        scored = score(submission.rubric.rubric, answers)
        return _Routed({each.dimension: each.points for each in scored.dimensions})
    match = verdict.match
    return _Routed(
        points={each.dimension: each.points for each in verdict.score.dimensions},
        lane=Lane.objects.select_related("offer_page").filter(key=match.lane).first(),
        rule_set=verdict.rule_set,
        rule=match.rule or "",
        reason=match.reason,
    )


def _deciding(submission: Submission, answers: Answers, routed: _Routed) -> tuple[Given, ...]:
    if routed.rule_set is None:
        return ()
    rule = routed.rule_set.rule_set.by_key.get(routed.rule)
    facts = Facts.of(
        scores=routed.points,
        answers=answers,
        contact=submission.contact,
        attribution=submission.attribution,
    )
    return deciding(
        submission.rubric.rubric, answers, condition=rule.condition if rule else None, facts=facts
    )
