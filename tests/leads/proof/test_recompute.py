"""The receipts are true: each decision run again is the same, and one that was touched is found."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from assessment.models import Assessment, PublishedRubric
from leads.actions.moving import reassign_lead
from leads.actions.policies import load_policy
from leads.actions.retention import erase_submission
from leads.domain.actors import SYSTEM
from leads.models import Advisor, Assignment, Decision, Lane, PublishedRuleSet, Submission
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def recompute(*, sound: bool) -> dict[str, Any]:
    """The report; `sound`: whether the command ends well."""
    out = StringIO()
    if sound:
        call_command("recompute", "--json", stdout=out, stderr=StringIO())
    else:
        with pytest.raises(CommandError, match="differ"):
            call_command("recompute", "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def tamper(row: Any, **fields: Any) -> None:
    """What no code of ours can do: a row changed behind the house's back."""
    QuerySet(type(row)).filter(pk=row.pk).update(**fields)


def parts(report: dict[str, Any]) -> list[str]:
    (one,) = report["differences"]
    return [each["part"] for each in one["differs"]]


@pytest.fixture
def decision(house: Assessment) -> Decision:
    """One of three: Rosa's, offered to Ada or Ben; another lead went before and one after."""
    make.route(make.TO_EXECUTIVE, contact=make.SAM)
    rosa = make.route(make.TO_INDIVIDUAL, contact=make.ROSA)
    make.route(make.TO_BOOK, contact=None)
    return rosa.decision


def test_untouched_receipts_are_true(decision: Decision) -> None:
    report = recompute(sound=True)
    assert report["differences"] == []
    assert (report["checked"], report["same"], report["differing"]) == (3, 3, 0)


def test_an_empty_house_is_sound(db: None) -> None:
    assert recompute(sound=True)["checked"] == 0


def test_a_tampered_lane_is_found(decision: Decision) -> None:
    tamper(decision, lane=Lane.objects.get(key="book"))
    report = recompute(sound=False)
    assert (report["checked"], report["same"], report["differing"]) == (3, 2, 1)
    assert report["differences"] == [
        {
            "decision": decision.pk,
            "submission": str(decision.submission_id),
            "differs": [
                {"part": "lane", "stored": "book", "recomputed": "individual-advisory"},
            ],
        }
    ]


TAMPERED = {
    "score": {"score": {"dimensions": []}},
    "verdicts": {"verdicts": [{"rule": "organization", "held": True}]},
    "rule": {"rule": "organization"},
    "reason": {"reason": "Because."},
}


@pytest.mark.parametrize("part", TAMPERED)
def test_a_tampered_part_is_found(part: str, decision: Decision) -> None:
    tamper(decision, **TAMPERED[part])
    assert parts(recompute(sound=False)) == [part]


def test_one_point_more_is_found(decision: Decision) -> None:
    score = decision.score
    score["dimensions"][0]["points"] -= 1
    tamper(decision, score=score)
    assert parts(recompute(sound=False)) == ["score"]


def test_an_answer_changed_afterwards_is_found(decision: Decision) -> None:
    tamper(decision.submission, answers=make.TO_BOOK)
    assert parts(recompute(sound=False)) == ["score", "lane", "rule", "reason", "verdicts"]


@pytest.mark.parametrize("answers", [{"pace": "sideways"}, [], "nothing", {"pace": {}}])
def test_answers_that_can_no_longer_be_read_are_found(answers: Any, decision: Decision) -> None:
    tamper(decision.submission, answers=answers)
    assert parts(recompute(sound=False)) == ["answers"]


def test_another_advisor_than_the_one_drawn_is_found(decision: Decision) -> None:
    assignment = Assignment.objects.get(decision=decision)
    other = Advisor.objects.exclude(pk=assignment.advisor_id).get(name__in=("Ada", "Ben"))
    tamper(assignment, advisor=other)
    (one,) = recompute(sound=False)["differences"]
    assert one["differs"] == [
        {"part": "advisor", "stored": other.pk, "recomputed": assignment.advisor_id}
    ]


def test_an_offer_that_is_gone_is_found(decision: Decision) -> None:
    QuerySet(Assignment).filter(decision=decision).update(number=2)
    assert parts(recompute(sound=False)) == ["advisor"]


def test_a_second_offer_leaves_the_first_draw_true(decision: Decision) -> None:
    first = Assignment.objects.get(decision=decision)
    cleo = Advisor.objects.get(name="Cleo")
    reassign_lead(first.lead, to=cleo, reason="Passed on.", by=SYSTEM, now=make.NOW)
    recompute(sound=True)


def test_a_balance_changed_afterwards_is_found(decision: Decision) -> None:
    considered = decision.considered
    considered[0]["balance"] += 10_000_000
    tamper(decision, considered=considered)
    assert "owed" in parts(recompute(sound=False))


@pytest.mark.parametrize(
    "considered", [[{"advisor": 1}], [None], "nobody", [{"advisor": "x", "weight": 0}]]
)
def test_a_draw_that_can_no_longer_be_read_is_found(considered: Any, decision: Decision) -> None:
    tamper(decision, considered=considered)
    assert parts(recompute(sound=False)) == ["considered"]


def test_a_published_rubric_changed_afterwards_is_found(decision: Decision) -> None:
    row = PublishedRubric.objects.get()
    tamper(row, document=row.document | {"title": "Another"})
    report = recompute(sound=False)
    assert report["differing"] == 3
    assert {each["differs"][0]["part"] for each in report["differences"]} == {"rubric"}


def test_a_published_rule_set_changed_afterwards_is_found(decision: Decision) -> None:
    row = PublishedRuleSet.objects.get()
    tamper(row, document=row.document | {"fallback": "NOT A SLUG"})
    report = recompute(sound=False)
    assert {each["differs"][0]["part"] for each in report["differences"]} == {"rule_set"}


def test_a_processed_submission_without_a_receipt_is_found(house: Assessment) -> None:
    submission = make.submit()
    tamper(submission, status=Submission.Status.PROCESSED)
    report = recompute(sound=False)
    assert report["differences"][0] | {"differs": []} == {
        "decision": None,
        "submission": str(submission.pk),
        "differs": [],
    }


def test_an_erased_reader_is_counted_and_is_no_failure(decision: Decision) -> None:
    erase_submission(decision.submission, now=make.NOW)
    erase_submission(make.submit(), now=make.NOW)
    report = recompute(sound=True)
    assert (report["checked"], report["erased_not_recomputable"]) == (2, 1)


def test_what_is_still_to_be_routed_lacks_nothing(house: Assessment) -> None:
    make.submit()
    assert recompute(sound=True)["checked"] == 0


def test_receipts_of_an_old_rubric_and_old_rules_stay_true(
    decision: Decision, house: Assessment
) -> None:
    pace, forum, note = make.COMPASS["questions"]
    turned = [
        choice | {"points": {"personal-drag": 10 - choice["points"]["personal-drag"]}}
        for choice in pace["choices"]
    ]
    changed = make.COMPASS | {"questions": [pace | {"choices": turned}, forum, note]}
    compass = make.load_assessment(changed, publish=True)
    rules = make.POLICY | {"rules": make.POLICY["rules"][:1]}
    load_policy(rules, assessment=compass, publish=True)
    make.route(make.TO_BOOK, contact=None)
    assert PublishedRubric.objects.count() == PublishedRuleSet.objects.count() == 2
    assert recompute(sound=True)["checked"] == 4


def test_advisors_whose_weight_changed_since_change_no_receipt(decision: Decision) -> None:
    Advisor.objects.update(weight=7, active=False, name="Renamed")
    recompute(sound=True)


def test_it_says_in_words_which_differ(decision: Decision) -> None:
    tamper(decision, reason="Because.")
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 3 decisions differ"):
        call_command("recompute", stdout=out, stderr=StringIO())
    assert f"Decision {decision.pk} of submission {decision.submission_id}: reason" in (
        out.getvalue()
    )


def test_no_address_or_name_is_printed(decision: Decision) -> None:
    tamper(decision, lane=Lane.objects.get(key="book"))
    report = json.dumps(recompute(sound=False))
    assert "rosa" not in report.lower()


def test_it_only_reads_and_asks_no_more_for_more_receipts(house: Assessment) -> None:
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            recompute(sound=True)
        return [each["sql"] for each in queries]

    make.route(make.TO_INDIVIDUAL)
    first = asked()
    for _ in range(3):
        make.route(make.TO_INDIVIDUAL)
    later = asked()
    assert len(later) == len(first)
    assert all(sql.startswith(("SELECT", "DECLARE")) for sql in later)
