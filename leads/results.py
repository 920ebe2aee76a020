"""One result, found by its private link: for the page, the API, the mails and the paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.domain.answers import Answers, parse_answers
from assessment.domain.benchmark import Standing, standing
from assessment.domain.rubric import Rubric
from assessment.domain.scoring import score
from assessment.models import ScoreCount
from leads.deciding import PolicyMissing, decide
from leads.domain.facts import Facts
from leads.domain.flips import Flip, flips, nearest
from leads.domain.results import MOST, Given, Heaviest, Measured, deciding, heaviest, measured
from leads.models import Decision, Lane, PublishedRuleSet, Submission

type Points = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that, given otherwise, leads to another lane, and that lane as it is today."""

    flip: Flip
    lane: Lane


@dataclass(frozen=True, slots=True)
class Result:
    """What its reader sees. `lane` is None as long as no routing policy has been published; then
    `changes`, nearest first, says nothing either."""

    submission: Submission
    rubric: Rubric
    measured: tuple[Measured, ...]
    heaviest: Heaviest | None
    lane: Lane | None
    reason: str
    deciding: tuple[Given, ...]
    changes: tuple[Change, ...]

    @property
    def nearest(self) -> tuple[Change, ...]:
        """As many changes as a page shows."""
        lanes = {each.lane.key: each.lane for each in self.changes}
        found = nearest((each.flip for each in self.changes), most=MOST)
        return tuple(Change(flip, lanes[flip.match.lane]) for flip in found)

    @property
    def other_lanes(self) -> tuple[Lane, ...]:
        """Where the nearest changes lead, each lane once."""
        return tuple({each.lane.key: each.lane for each in self.nearest}.values())

    @property
    def is_compared(self) -> bool:
        return any(each.standing for each in self.measured)


@dataclass(frozen=True, slots=True)
class _Routed:
    points: Points
    lane: str = ""
    rule_set: PublishedRuleSet | None = None
    rule: str = ""
    reason: str = ""


def result_behind(token: str, *, now: datetime) -> Result | None:
    """None alike for a link that was never made, has expired or was closed."""
    submission = submission_behind(token, now=now)
    return None if submission is None else result_of(submission)


def submission_behind(token: str, *, now: datetime) -> Submission | None:
    """With its receipt, where there is one; None alike for whatever opens nothing."""
    return Submission.objects.with_result_token(token, now=now).with_receipt().first()


def result_of(submission: Submission) -> Result:
    """Of a submission that was not erased."""
    rubric = submission.rubric.rubric
    answers = parse_answers(rubric, submission.answers)
    routed = _routed(submission, answers)
    scores = measured(rubric, routed.points, standings=_standings(submission, routed.points))
    found = _flips(submission, answers, routed)
    lanes = _lanes(submission, {routed.lane, *(each.match.lane for each in found)} - {""})
    return Result(
        submission=submission,
        rubric=rubric,
        measured=scores,
        heaviest=heaviest(rubric, answers, scores),
        lane=lanes.get(routed.lane),
        reason=routed.reason,
        deciding=_deciding(submission, answers, routed),
        changes=tuple(
            Change(each, lanes[each.match.lane]) for each in found if each.match.lane in lanes
        ),
    )


def _routed(submission: Submission, answers: Answers) -> _Routed:
    """The receipt; before there is one, what the pipeline will find, by the same function."""
    decision: Decision | None = getattr(submission, "decision", None)
    if decision is not None:
        points = {each["dimension"]: each["points"] for each in decision.score["dimensions"]}
        return _Routed(
            points, decision.lane.key, decision.rule_set, rule=decision.rule, reason=decision.reason
        )
    try:
        verdict = decide(submission)
    except PolicyMissing:
        scored = score(submission.rubric.rubric, answers)
        return _Routed({each.dimension: each.points for each in scored.dimensions})
    match = verdict.match
    return _Routed(
        verdict.points, match.lane, verdict.rule_set, rule=match.rule or "", reason=match.reason
    )


def _lanes(submission: Submission, keys: set[str]) -> Mapping[str, Lane]:
    """Those that are not at hand already in one query; a lane that is gone is left out."""
    decision: Decision | None = getattr(submission, "decision", None)
    known = {decision.lane.key: decision.lane} if decision else {}
    if missing := keys - known.keys():
        found = Lane.objects.select_related("offer_page").filter(key__in=missing)
        known |= {lane.key: lane for lane in found}
    return known


def _standings(submission: Submission, points: Points) -> Mapping[str, Standing | None]:
    """Among all of the same line of comparison, without this submission itself."""
    histograms = ScoreCount.objects.of_line(submission.rubric)
    counted = submission.status == Submission.Status.PROCESSED and not submission.flag
    minimum = submission.rubric.assessment.comparison_minimum
    return {
        key: standing(histograms.get(key, {}), value, minimum=minimum, counted=counted)
        for key, value in points.items()
        if value is not None
    }


def _flips(submission: Submission, answers: Answers, routed: _Routed) -> tuple[Flip, ...]:
    if routed.rule_set is None:
        return ()
    return flips(
        submission.rubric.rubric,
        answers,
        rule_set=routed.rule_set.rule_set,
        contact=submission.contact,
        attribution=submission.attribution,
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
