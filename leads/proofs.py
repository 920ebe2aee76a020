"""What is to be proved: an assessment and its rules, as published or as they would be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from assessment.domain.rubric import Rubric
from assessment.models import Assessment
from leads.domain.routing import RuleSet
from leads.models import RoutingPolicy


class ProofMissing(Exception):
    """There is nothing whole to prove; the message says what to do, in a sentence."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The rules speak of nothing that the rubric does not have."""

    assessment: Assessment
    rubric: Rubric
    rule_set: RuleSet


def proof_of(slug: str, *, draft: bool) -> Proof:
    """`draft`: the newest revisions, as if both were published now. Raises ProofMissing."""
    assessment = Assessment.objects.called(slug).select_related("current_rubric").first()
    if assessment is None:
        raise ProofMissing(f"There is no assessment “{slug}”.")
    policy = (
        RoutingPolicy.objects.filter(assessment=assessment)
        .select_related("current_rule_set")
        .first()
    )
    if policy is None:
        raise ProofMissing(f"“{assessment}” has no routing policy yet. Add one under Leads.")
    return _draft(assessment, policy) if draft else _published(assessment, policy)


def _published(assessment: Assessment, policy: RoutingPolicy) -> Proof:
    if assessment.current_rubric is None:
        raise ProofMissing(f"“{assessment}” is not published. Publish it, or look at the draft.")
    if policy.current_rule_set is None:
        raise ProofMissing(f"“{policy}” is not published. Publish it, or look at the draft.")
    return Proof(assessment, assessment.current_rubric.rubric, policy.current_rule_set.rule_set)


def _draft(assessment: Assessment, policy: RoutingPolicy) -> Proof:
    edited = assessment.get_latest_revision_as_object()
    rubric: Rubric = _whole(edited.freeze, of=f"The draft of “{assessment}”")
    rules = policy.get_latest_revision_as_object()
    rule_set = _whole(lambda: rules.freeze(rubric=rubric), of=f"The draft of “{policy}”")
    return Proof(assessment, rubric, rule_set)


def _whole(freeze: Callable[[], Any], *, of: str) -> Any:
    try:
        return freeze()
    except ValidationError:
        raise ProofMissing(
            f"{of} is not complete. Open it and choose Publish to see what is missing."
        ) from None
