"""What the frozen rubric and the current rule set say of one submission: read, and nothing written.

The same for the result page, the mails and the pipeline, so that they can never disagree.
"""

from dataclasses import dataclass

from assessment.domain.answers import Answers, parse_answers
from assessment.domain.rubric import Rubric
from assessment.domain.scoring import Score, score
from leads.domain.facts import Facts
from leads.domain.routing import Match, match
from leads.models import PublishedRuleSet, RoutingPolicy, Submission


class PolicyMissing(Exception):
    """The assessment has no published routing policy: publish one, replay the dead letter."""


@dataclass(frozen=True, slots=True)
class Verdict:
    rubric: Rubric
    answers: Answers
    score: Score
    rule_set: PublishedRuleSet
    match: Match

    @property
    def points(self) -> dict[str, int | None]:
        return {each.dimension: each.points for each in self.score.dimensions}


def decide(submission: Submission) -> Verdict:
    """Score and match. Raises PolicyMissing."""
    rule_set = RoutingPolicy.objects.current_for(submission.rubric.assessment_id)
    if rule_set is None:
        raise PolicyMissing
    rubric = submission.rubric.rubric
    answers = parse_answers(rubric, submission.answers)
    scored = score(rubric, answers)
    facts = Facts.of(
        scores={each.dimension: each.points for each in scored.dimensions},
        answers=answers,
        contact=submission.contact,
        attribution=submission.attribution,
    )
    return Verdict(rubric, answers, scored, rule_set, match(rule_set.rule_set, facts))
