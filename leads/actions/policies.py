"""Lanes, advisors and routing policies from documents: the sample site, and what is imported."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.actions.create import CreateAction
from wagtail.actions.edit import EditAction

from assessment.domain.documents import Fault
from assessment.domain.rubric import Rubric
from assessment.models import Assessment
from leads.domain.document_schema import LONGEST_TITLE
from leads.domain.routing import Names, RuleSet, RuleSetInvalid, check_references
from leads.models import Absence, Advisor, Lane, Membership, RoutingPolicy
from leads.models.policies import names_of
from leads.models.rule_freezing import TooDeep, thaw_rules

MONDAY = "next-monday"


def load_policy(
    document: Mapping[str, Any],
    *,
    assessment: Assessment,
    publish: bool,
    rubric: Rubric | None = None,
) -> RoutingPolicy:
    """Makes the policy of this assessment, or gives the one there is a new revision.

    The document is a rule set's, with or without `title`. Raises RuleSetInvalid with the path and
    the reason of every fault. Rules may speak only of what is in `rubric`; without one, in the
    rubric that is published, which to publish the policy there must be.
    """
    rules = {name: value for name, value in document.items() if name != "title"}
    rule_set = RuleSet.from_document(rules)
    policy = RoutingPolicy.objects.filter(assessment=assessment).first()
    action = EditAction if policy else CreateAction
    policy = policy or RoutingPolicy(assessment=assessment)
    names = names_of(rubric) if rubric else _names(assessment)
    content = _content(rule_set, names, strict=publish or rubric is not None)
    content["title"] = document.get("title") or f"Routing of {assessment.title}"[:LONGEST_TITLE]
    for name, value in content.items():
        setattr(policy, name, value)
    with transaction.atomic():
        action(policy, publish=publish).execute()
    policy.refresh_from_db()
    return policy


def policy_document(policy: RoutingPolicy, *, rubric: Rubric | None = None) -> dict[str, Any]:
    """Exact: `load_policy` makes the same rules of it again. Raises ValidationError."""
    return {"title": policy.title, **policy.freeze(rubric=rubric).to_document()}


def load_lane(document: Mapping[str, Any], *, offer_page: Any = None) -> Lane:
    """Makes the lane of this key, or rewrites the one there is."""
    words = {name: value for name, value in document.items() if name not in ("key", "offer_page")}
    lane, _ = Lane.objects.update_or_create(
        key=document["key"], defaults=words | {"offer_page": offer_page}
    )
    return lane


@transaction.atomic
def load_advisor(document: Mapping[str, Any], *, now: datetime) -> Advisor:
    """Makes the advisor of this address, or rewrites the one there is; memberships are added.

    `away_until: next-monday` is an absence from now until the Monday after it, 00:00 UTC.
    """
    known = {name: document[name] for name in ("name", "weight", "daily_cap") if name in document}
    advisor, _ = Advisor.objects.update_or_create(email=document["email"], defaults=known)
    for lane in Lane.objects.filter(key__in=document["lanes"]):
        Membership.objects.get_or_create(advisor=advisor, lane=lane)
    if document.get("away_until") == MONDAY and not advisor.absences.exists():
        Absence.objects.create(advisor=advisor, starts_at=now, ends_at=_next_monday(now))
    return advisor


def _names(assessment: Assessment) -> Names:
    rubric = assessment.current_rubric
    return names_of(rubric.rubric) if rubric else Names((), {}, ())


def _content(rule_set: RuleSet, names: Names, *, strict: bool) -> dict[str, Any]:
    """The fields of a policy that freezes to this rule set."""
    lanes = {lane.key: lane for lane in Lane.objects.all()}
    faults = _missing_lanes(rule_set, lanes)
    faults += _misfits(rule_set, names) if strict else []
    if faults:
        raise RuleSetInvalid(faults)
    try:
        rules = list(thaw_rules(rule_set.rules, names, lanes))
    except TooDeep as error:
        raise RuleSetInvalid([Fault("/rules", str(error))]) from None
    return {
        "rules": rules,
        "fallback_lane": lanes[rule_set.fallback],
        "fallback_reason": rule_set.fallback_reason,
    }


def _missing_lanes(rule_set: RuleSet, lanes: Mapping[str, Lane]) -> list[Fault]:
    named = {f"/rules/{at}/lane": rule.lane for at, rule in enumerate(rule_set.rules)}
    named["/fallback"] = rule_set.fallback
    return [
        Fault(path, f"There is no lane “{key}”.") for path, key in named.items() if key not in lanes
    ]


def _misfits(rule_set: RuleSet, names: Names) -> list[Fault]:
    places = {rule.key: f"/rules/{at}/condition" for at, rule in enumerate(rule_set.rules)}
    named = {rule_set.fallback, *(rule.lane for rule in rule_set.rules)}  # those are checked above
    found = check_references(rule_set, replace(names, lanes=named))
    return [Fault(places[key], sentence) for key, sentence in found if key is not None]


def _next_monday(now: datetime) -> datetime:
    day = now + timedelta(days=7 - now.weekday())
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
