"""Editors write the rules and the lanes; operators keep the advisors."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from assessment.importing import load_assessment
from assessment.models import Assessment
from leads.models import Absence, Advisor, Lane, Membership, PublishedRuleSet, RoutingPolicy
from tests import make
from tests.leads.admin.conftest import LogIn

POLICY = "wagtailsnippets_leads_routingpolicy"
LANE = "wagtailsnippets_leads_lane"

type Posted = dict[str, Any]


@pytest.fixture
def edith(log_in: LogIn) -> Client:
    return log_in("edith")


@pytest.fixture
def posted(house: Assessment) -> Callable[..., Posted]:
    """What the policy's form sends: one rule with one condition on a score."""

    score = {"dimension": "personal-drag", "operator": "at_least", "value": "60"}

    def form(
        *conditions: tuple[str, Posted], action: str = "action-publish", **fields: Any
    ) -> Posted:
        rule = {
            "key": "",
            "label": "The person drags much",
            "reason": "Most of it is your own.",
            "lane": Lane.objects.get(key="individual-advisory").pk,
            "match": "all",
            "conditions": streamfield(conditions or [("score", score)]),
        }
        policy = {
            "title": "The rules",
            "assessment": house.pk,
            "rules": streamfield([("rule", rule)]),
            "fallback_lane": Lane.objects.get(key="book").pk,
            "fallback_reason": "The book is enough.",
        }
        return nested_form_data(policy | fields) | {action: "1"}

    return form


def edit_url() -> str:
    return reverse(f"{POLICY}:edit", args=[RoutingPolicy.objects.get().pk])


def test_an_editor_publishes_rules(edith: Client, posted: Callable[..., Posted]) -> None:
    assert edith.post(edit_url(), posted()).status_code == 302
    rule_set = RoutingPolicy.objects.get().current_rule_set
    assert rule_set.version == 2
    (rule,) = rule_set.document["rules"]
    assert rule["key"] == "the-person-drags-much", "made of the label"
    assert rule["lane"] == "individual-advisory"


def test_a_new_policy_can_be_made_and_published_at_once(
    edith: Client, posted: Callable[..., Posted]
) -> None:
    PublishedRuleSet.objects.all()._raw_delete("default")
    RoutingPolicy.objects.all()._raw_delete("default")
    assert edith.post(reverse(f"{POLICY}:add"), posted()).status_code == 302
    assert RoutingPolicy.objects.get().current_rule_set.version == 1


def test_an_incomplete_draft_can_be_kept(edith: Client, posted: Callable[..., Posted]) -> None:
    form = posted(("score", {"dimension": "", "value": ""}), action="action-save", title="Half")
    assert edith.post(edit_url(), form).status_code == 302
    policy = RoutingPolicy.objects.get()
    assert policy.has_unpublished_changes
    assert policy.current_rule_set.version == 1


def test_what_is_incomplete_is_not_published_and_says_where(
    edith: Client, posted: Callable[..., Posted]
) -> None:
    page = edith.post(edit_url(), posted(fallback_reason=""))
    assert page.status_code == 200
    assert "fallback_reason" in page.context["form"].errors
    assert RoutingPolicy.objects.get().current_rule_set.version == 1


def test_a_rule_that_cannot_be_is_shown_in_its_place(
    edith: Client, posted: Callable[..., Posted], house: Assessment
) -> None:
    difference = {
        "minuend": "personal-drag",
        "subtrahend": "personal-drag",
        "operator": "above",
        "value": "5",
    }
    form = posted(("difference", difference))
    page = edith.post(edit_url(), form)
    assert page.status_code == 200
    assert "Name two different dimensions." in page.content.decode()
    assert RoutingPolicy.objects.get().current_rule_set.version == 1


def test_the_editor_offers_what_was_published_by_its_labels(edith: Client) -> None:
    page = edith.get(edit_url()).content.decode()
    for label in ("Personal drag", "Nobody waits (Who waits for whom?)", "What else?", "Company"):
        assert label in page


def test_the_editor_offers_what_stands_in_a_draft_and_publishes_it_only_once_that_is_live(
    edith: Client, posted: Callable[..., Posted]
) -> None:
    hours = {
        "key": "hours",
        "kind": "number",
        "text": "How many hours?",
        "minimum": 0,
        "maximum": 60,
        "slopes": [{"dimension": "personal-drag", "at_minimum": 0, "at_maximum": 9}],
    }
    drafted = make.COMPASS | {"questions": [*make.COMPASS["questions"], hours]}
    load_assessment(drafted, publish=False)
    page = edith.get(edit_url()).content.decode()
    assert "How many hours? (in the draft)" in page
    assert "What else? (in the draft)" not in page
    many = ("number", {"question": "hours", "operator": "at_least", "value": "40"})
    assert edith.post(edit_url(), posted(many, action="action-save")).status_code == 302
    refused = edith.post(edit_url(), posted(many))
    assert refused.status_code == 200
    assert "There is no question" in refused.content.decode()
    load_assessment(drafted, publish=True)
    assert edith.post(edit_url(), posted(many)).status_code == 302


def test_a_policy_cannot_be_unpublished(log_in: LogIn) -> None:
    policy = RoutingPolicy.objects.get()
    with pytest.raises(NoReverseMatch):
        reverse(f"{POLICY}:unpublish", args=[policy.pk])
    root = log_in("root")
    assert edit_url().replace("edit", "unpublish") not in root.get(edit_url()).content.decode()
    assert root.post(edit_url().replace("edit", "unpublish")).status_code == 404
    policy.refresh_from_db()
    assert policy.live


def test_a_policy_offers_no_date_to_come_or_to_go(edith: Client) -> None:
    page = edith.get(edit_url())
    assert "expire_at" not in page.context["form"].fields
    assert "go_live_at" not in page.context["form"].fields


def test_approving_what_cannot_be_published_says_so(log_in: LogIn, house: Assessment) -> None:
    policy = RoutingPolicy.objects.get()
    policy.rules[0].value["conditions"][0].value["dimension"] = "gone"
    policy.save_revision()
    root = log_in("root")
    user = root.get(edit_url()).wsgi_request.user
    state = Workflow.objects.get().start(policy, user)
    url = reverse(
        f"{POLICY}:workflow_action", args=[policy.pk, "approve", state.current_task_state.pk]
    )
    answer = root.post(url, {"comment": ""}, follow=True)
    assert "This draft was not published. Rules: " in answer.content.decode()
    assert RoutingPolicy.objects.get().current_rule_set.version == 1


def lane_form(**fields: str) -> Posted:
    return {
        "key": "coaching",
        "name": "Coaching",
        "summary": "One to one.",
        "reader_heading": "Start here",
        "reader_text": "This happens next.",
        "accept_within_hours": "24",
        "contact_details": "always",
        "booking_link": "",
        "fallback_inbox": "",
        "suggested_opening": "",
        "offer_page": "",
    } | fields


def test_an_editor_adds_a_lane(edith: Client, house: Assessment) -> None:
    assert edith.post(reverse(f"{LANE}:add"), lane_form()).status_code == 302
    assert Lane.objects.filter(key="coaching").exists()


@pytest.mark.parametrize("key", ["Coaching", "coaching_1", "one--two", "-one"])
def test_a_lane_gets_no_key_that_rules_could_not_name(
    key: str, edith: Client, house: Assessment
) -> None:
    page = edith.post(reverse(f"{LANE}:add"), lane_form(key=key))
    assert "key" in page.context["form"].errors
    assert not Lane.objects.filter(name="Coaching").exists()


def test_an_editor_renames_a_lane_and_its_key_stands(edith: Client, house: Assessment) -> None:
    book = Lane.objects.get(key="book")
    form = lane_form(key="other", name="Volume 1")
    assert edith.post(reverse(f"{LANE}:edit", args=[book.pk]), form).status_code == 302
    book.refresh_from_db()
    assert (book.key, book.name) == ("book", "Volume 1")


def advisor_form(advisor: Advisor, **fields: str) -> Posted:
    (membership,) = Membership.objects.filter(advisor=advisor)
    lane = {"id": membership.pk, "lane": membership.lane_id}
    absence = {"starts_at": "2026-12-01 00:00", "ends_at": "2026-12-08 00:00"}
    return {
        "name": advisor.name,
        "email": advisor.email,
        "user": "",
        "active": "on",
        "weight": "3",
        "daily_cap": "",
        "booking_link": "",
        "working_hours": "Mon-Thu 9-12, 13-17:30",
        "time_zone": "Europe/Berlin",
        **nested_form_data(
            {
                "memberships": inline_formset([lane], initial=1),
                "absences": inline_formset([absence]),
            }
        ),
    } | fields


def test_an_operator_says_when_an_advisor_is_away(otto: Client, house: Assessment) -> None:
    ada = Advisor.objects.get(name="Ada")
    Membership.objects.filter(advisor=ada).update(balance=7)
    url = reverse("leads_advisor:edit", args=[ada.pk])
    assert otto.post(url, advisor_form(ada)).status_code == 302
    ada.refresh_from_db()
    assert ada.weight == 3
    assert Absence.objects.get(advisor=ada).starts_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert Membership.objects.get(advisor=ada).balance == 7


def test_a_lead_drawn_while_an_advisor_is_edited_is_not_forgotten(house: Assessment) -> None:
    ada = Advisor.objects.get(name="Ada")
    held = list(ada.memberships.all())
    Membership.objects.update(balance=5)
    ada.memberships.set(held)
    ada.save()
    assert Membership.objects.get(advisor=ada).balance == 5


def test_an_absence_that_ends_before_it_starts_is_refused(otto: Client, house: Assessment) -> None:
    ada = Advisor.objects.get(name="Ada")
    form = advisor_form(ada) | {"absences-0-ends_at": "2026-11-01 00:00"}
    page = otto.post(reverse("leads_advisor:edit", args=[ada.pk]), form)
    assert page.status_code == 200
    assert not Absence.objects.filter(advisor=ada).exists()


def test_a_weight_of_nothing_is_refused(otto: Client, house: Assessment) -> None:
    ada = Advisor.objects.get(name="Ada")
    page = otto.post(reverse("leads_advisor:edit", args=[ada.pk]), advisor_form(ada, weight="0"))
    assert "weight" in page.context["form"].errors
