"""Publishing freezes a rule set; nothing that was published ever changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessment.importing import load_assessment
from assessment.models import Assessment
from leads.actions.policies import load_policy
from leads.models import Lane, PublishedRuleSet, RoutingPolicy
from leads.models.appendonly import AppendOnlyError
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

OTHER_WORDS = make.POLICY | {"fallback_reason": "Other words."}


def current() -> PublishedRuleSet:
    rule_set = RoutingPolicy.objects.current_for(Assessment.objects.get())
    assert rule_set is not None
    return rule_set


def publish(document: dict[str, Any]) -> RoutingPolicy:
    return load_policy(document, assessment=Assessment.objects.get(), publish=True)


def test_the_current_rule_set_is_found_by_assessment_or_by_its_id(house: Assessment) -> None:
    assert current().version == 1
    assert RoutingPolicy.objects.current_for(house.pk) == current()


def test_an_assessment_without_a_policy_has_no_rule_set(house: Assessment) -> None:
    assert RoutingPolicy.objects.current_for(house.pk + 1) is None


def test_a_policy_that_was_never_published_routes_nobody(house: Assessment) -> None:
    other = load_assessment(make.COMPASS | {"slug": "other"}, publish=True)
    load_policy(make.POLICY, assessment=other, publish=False)
    assert RoutingPolicy.objects.current_for(other) is None


def test_a_published_rule_set_is_the_document_that_was_loaded(house: Assessment) -> None:
    assert current().document == current().rule_set.to_document()
    assert current().document == make.POLICY


def test_other_content_makes_the_next_version(house: Assessment) -> None:
    publish(OTHER_WORDS)
    assert current().version == 2
    assert current().rule_set.fallback_reason == "Other words."


def test_the_same_content_again_makes_no_version(house: Assessment) -> None:
    publish(make.POLICY)
    assert PublishedRuleSet.objects.count() == 1


def test_going_back_makes_the_old_version_current_again(house: Assessment) -> None:
    publish(OTHER_WORDS)
    publish(make.POLICY)
    assert current().version == 1
    assert PublishedRuleSet.objects.count() == 2


def test_a_draft_changes_nothing_for_leads(house: Assessment) -> None:
    load_policy(OTHER_WORDS, assessment=house, publish=False)
    assert current().version == 1
    assert RoutingPolicy.objects.get().has_unpublished_changes


def test_reverting_to_an_old_revision_keeps_the_rule_set_of_today(house: Assessment) -> None:
    policy = publish(OTHER_WORDS)
    first = policy.revisions.earliest("created_at").as_object()
    assert first.current_rule_set == policy.current_rule_set
    first.save_revision().publish()
    assert current().version == 1


def test_what_cannot_freeze_is_not_published(house: Assessment) -> None:
    policy = house.routing_policy
    policy.rules[0].value["conditions"][0].value["dimension"] = "gone"
    revision = policy.save_revision()
    with pytest.raises(ValidationError):
        revision.publish()
    policy.refresh_from_db()
    assert policy.live_revision != revision
    assert current().version == 1


def test_a_dimension_that_left_the_assessment_stops_the_next_publishing(house: Assessment) -> None:
    load_assessment(
        make.COMPASS
        | {
            "dimensions": make.COMPASS["dimensions"][:1],
            "questions": make.COMPASS["questions"][:1],
        },
        publish=True,
    )
    with pytest.raises(ValidationError) as refused:
        RoutingPolicy.objects.get().freeze()
    assert list(refused.value.error_dict) == ["rules"]
    assert current().version == 1, "leads go on being routed by what was published"


def test_a_revision_for_later_is_checked_and_changes_nothing_yet(house: Assessment) -> None:
    policy = house.routing_policy
    policy.fallback_reason = "From tomorrow on."
    policy.go_live_at = timezone.now() + timedelta(days=1)
    policy.save_revision().publish()
    assert current().version == 1


def test_a_renamed_lane_changes_no_rule_set(house: Assessment) -> None:
    Lane.objects.filter(key="book").update(name="Volume 1")
    publish(make.POLICY)
    assert PublishedRuleSet.objects.count() == 1


def test_a_published_rule_set_is_never_changed(house: Assessment) -> None:
    published = current()
    published.document = {}
    with pytest.raises(AppendOnlyError):
        published.save()
    with pytest.raises(AppendOnlyError):
        PublishedRuleSet.objects.update(document={})


def test_a_published_rule_set_never_goes(house: Assessment) -> None:
    with pytest.raises(AppendOnlyError):
        current().delete()
    with pytest.raises(AppendOnlyError):
        PublishedRuleSet.objects.all().delete()


def test_a_rule_set_is_read_and_compiled_once_a_process(
    house: Assessment, django_assert_num_queries: Any
) -> None:
    published = current()
    first = published.rule_set
    with django_assert_num_queries(0):
        assert published.rule_set is first
