"""The frame of the proof: who sees it, from where one gets there, and draft or published."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from assessment.models import Assessment
from leads.models import RoutingPolicy
from leads.proofs import ProofMissing, proof_of
from leads.views.admin.proof.frame import ProofView
from leads.views.admin.proof.pages import PAGES, proof_url
from tests import make
from tests.leads.admin.conftest import LogIn

POLICIES = "wagtailsnippets_leads_routingpolicy"


def address(page: str = "coverage", **query: str) -> str:
    url = reverse(f"leads_proof:{page}", args=[RoutingPolicy.objects.get().pk])
    return f"{url}?of={query['of']}" if query else url


def edit_policy(**changed: object) -> None:
    """A newer revision that nobody published."""
    policy = RoutingPolicy.objects.get()
    for name, value in changed.items():
        setattr(policy, name, value)
    policy.save_revision(clean=False)


@pytest.mark.parametrize("page", PAGES)
def test_whoever_views_the_policy_sees_its_proof_and_readers_only_if_they_view_those_too(
    page: type[ProofView], log_in: LogIn
) -> None:
    url = address(page.name)
    shown = {name: log_in(name).get(url).status_code for name in ("edith", "otto", "ada")}
    assert shown == {"edith": 302 if page.shows_readers else 200, "otto": 200, "ada": 302}
    assert Client().get(url).status_code == 302


def test_a_policy_that_is_not_there_has_no_proof(log_in: LogIn) -> None:
    url = reverse("leads_proof:coverage", args=[4711])
    assert log_in("edith").get(url).status_code == 404


def test_the_proof_is_one_click_from_the_policy_and_from_the_list(log_in: LogIn) -> None:
    edith = log_in("edith")
    policy = RoutingPolicy.objects.get()
    for page in (
        reverse(f"{POLICIES}:edit", args=[policy.pk]),
        reverse(f"{POLICIES}:list"),
    ):
        assert f'href="{proof_url(policy)}"' in edith.get(page).content.decode()


def test_a_tab_is_offered_only_to_those_who_may_open_it(log_in: LogIn) -> None:
    for name in ("edith", "otto"):
        tabs = log_in(name).get(address()).context["tabs"]
        expected = [page.label for page in PAGES if name == "otto" or not page.shows_readers]
        assert [tab["label"] for tab in tabs] == expected


def test_the_draft_is_shown_unless_what_is_published_is_asked_for(log_in: LogIn) -> None:
    edith = log_in("edith")
    assert "See what is published" in edith.get(address()).content.decode()
    assert "See the draft" in edith.get(address(of="published")).content.decode()


def test_a_draft_of_the_rules_is_proved_before_it_is_published(house: Assessment) -> None:
    edit_policy(rules=[])
    assert proof_of("compass", draft=True).rule_set.rules == ()
    assert len(proof_of("compass", draft=False).rule_set.rules) == 2


def test_draft_rules_are_checked_against_the_draft_assessment(house: Assessment) -> None:
    shorter = {"title": "The New Compass", "questions": make.COMPASS["questions"][:-1]}
    make.load_assessment(make.COMPASS | shorter, publish=False)
    proof = proof_of("compass", draft=True)
    assert proof.rubric.title == "The New Compass"
    assert len(proof.rubric.questions) == 2
    assert proof_of("compass", draft=False).rubric.title == "The Compass"


def test_rules_that_name_what_the_draft_lost_are_not_proved(house: Assessment) -> None:
    make.load_policy(
        make.POLICY
        | {
            "rules": [
                make.POLICY["rules"][0]
                | {"condition": {"answer": "pace", "operator": "is", "value": "nobody"}}
            ]
        },
        assessment=house,
        publish=True,
    )
    compass = Assessment.objects.get()
    for block in compass.questions:
        if block.value["key"] == "pace":
            block.value["key"] = "tempo"
    compass.save_revision()
    with pytest.raises(ProofMissing, match="not complete"):
        proof_of("compass", draft=True)
    assert proof_of("compass", draft=False)


def test_what_is_not_whole_is_told_in_a_sentence(log_in: LogIn) -> None:
    edit_policy(fallback_reason="")
    page = log_in("edith").get(address())
    assert page.status_code == 200
    assert "is not complete" in page.content.decode()
    with pytest.raises(ValidationError):
        RoutingPolicy.objects.get().get_latest_revision_as_object().freeze()


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [("nothing", "There is no assessment “nothing”."), ("\x00", "There is no assessment")],
)
def test_an_unknown_assessment_is_told_in_a_sentence(
    slug: str, sentence: str, house: Assessment
) -> None:
    with pytest.raises(ProofMissing, match=sentence):
        proof_of(slug, draft=True)


@pytest.mark.parametrize("draft", [True, False])
def test_an_assessment_without_rules_is_told_in_a_sentence(draft: bool, db: None) -> None:
    make.load_assessment(make.COMPASS, publish=True)
    with pytest.raises(ProofMissing, match="no routing policy"):
        proof_of("compass", draft=draft)


def test_rules_that_were_never_published_can_only_be_seen_as_a_draft(db: None) -> None:
    compass = make.load_assessment(make.COMPASS, publish=True)
    for key, name in make.LANES.items():
        make.make_lane(key, name=name)
    make.load_policy(make.POLICY, assessment=compass, publish=False)
    assert proof_of("compass", draft=True)
    with pytest.raises(ProofMissing, match="look at the draft"):
        proof_of("compass", draft=False)
