"""Past submissions under a draft: who changes lane, who gets them; nothing is written."""

import json
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.models import Assessment
from leads.actions.policies import load_policy
from leads.actions.retention import erase_submission
from leads.domain.replay import Member, expected_load
from leads.models import Advisor, PublishedRuleSet
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

STRICTER = {
    **make.POLICY,
    "rules": [
        make.POLICY["rules"][0]
        | {
            "condition": {
                "all": [
                    {"score": "organizational-drag", "operator": "at_least", "value": 50},
                    {"field": "contact.company", "operator": "is", "value": "Northquay Freight"},
                ]
            }
        },
        make.POLICY["rules"][1],
    ],
}


def replay(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("replay", "compass", "--json", *arguments, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def draft_rules(document: dict[str, Any], assessment: Assessment) -> None:
    load_policy(document, assessment=assessment, publish=False)


def draft_questions(*questions: dict[str, Any]) -> None:
    make.load_assessment(make.COMPASS | {"questions": list(questions)}, publish=False)


def without_rules(assessment: Assessment, lane: str = "book") -> None:
    draft_rules({"rules": [], "fallback": lane, "fallback_reason": "All."}, assessment)


def test_a_draft_that_changes_nothing_moves_nobody(house: Assessment) -> None:
    make.route(make.TO_EXECUTIVE)
    make.route(make.TO_BOOK, contact=None)
    report = replay()
    assert (report["submissions"], report["replayed"], report["changed"]) == (2, 2, 0)
    assert report["changes"] == []
    assert report["lanes"] == [
        {"from": "book", "to": "book", "count": 1},
        {"from": "executive-advisory", "to": "executive-advisory", "count": 1},
    ]


def test_who_changes_lane_is_named_with_the_rule_that_would_decide(house: Assessment) -> None:
    stays = make.route(make.TO_EXECUTIVE, contact=make.ROSA)
    moves = make.route(make.TO_EXECUTIVE | {"pace": "they-wait"}, contact=make.SAM)
    draft_rules(STRICTER, house)
    report = replay()
    assert stays.decision.lane.key == moves.decision.lane.key == "executive-advisory"
    assert report["changes"] == [
        {
            "submission": str(moves.pk),
            "from": "executive-advisory",
            "to": "individual-advisory",
            "rule": "person",
        }
    ]
    assert report["changed"] == 1
    assert "sam" not in json.dumps(report).lower(), "a report names nobody"


def test_the_newest_change_comes_first(house: Assessment) -> None:
    first, second = make.route(make.TO_EXECUTIVE), make.route(make.TO_EXECUTIVE)
    without_rules(house)
    assert [each["submission"] for each in replay()["changes"]] == [str(second.pk), str(first.pk)]


def test_each_advisor_is_told_the_leads_to_expect(house: Assessment) -> None:
    """Dov is away for some days and still has his share; Cleo loses hers."""
    Advisor.objects.filter(name="Ada").update(weight=2)
    for _ in range(4):
        make.route(make.TO_EXECUTIVE)
    without_rules(house, lane="individual-advisory")
    assert replay()["advisors"] == [
        {"advisor": "Ada", "before": 0, "after": 2},
        {"advisor": "Ben", "before": 0, "after": 1},
        {"advisor": "Cleo", "before": 4, "after": 0},
        {"advisor": "Dov", "before": 0, "after": 1},
        {"advisor": None, "before": 0, "after": 0},
    ]


def test_leads_of_a_lane_without_advisors_are_nobodys(house: Assessment) -> None:
    make.route(make.TO_EXECUTIVE)
    without_rules(house)
    assert replay()["advisors"][-1] == {"advisor": None, "before": 0, "after": 1}


def test_who_left_no_address_or_looks_automated_is_nobodys_load(house: Assessment) -> None:
    make.route(make.TO_EXECUTIVE, contact=None)
    make.route(make.TO_EXECUTIVE, flag="too quick")
    report = replay()
    assert report["replayed"] == 2
    assert {each["before"] for each in report["advisors"]} == {0}


def test_the_advisor_who_left_is_not_counted(house: Assessment) -> None:
    Advisor.objects.filter(name="Ben").update(active=False)
    assert "Ben" not in {each["advisor"] for each in replay()["advisors"]}


def test_new_points_move_old_answers(house: Assessment) -> None:
    pace, forum, note = make.COMPASS["questions"]
    kept = make.route(make.TO_INDIVIDUAL)
    turned = [pace["choices"][0] | {"points": {"personal-drag": 0}}, pace["choices"][1]]
    turned[1] = turned[1] | {"points": {"personal-drag": 10}}
    draft_questions(pace | {"choices": turned}, forum, note)
    report = replay()
    assert report["changes"][0] | {"rule": None} == {
        "submission": str(kept.pk),
        "from": "individual-advisory",
        "to": "book",
        "rule": None,
    }


def test_what_does_not_fit_the_draft_is_counted_and_says_why(house: Assessment) -> None:
    pace, forum, note = make.COMPASS["questions"]
    make.route(make.TO_EXECUTIVE)
    make.route(make.TO_INDIVIDUAL)
    choices = [pace["choices"][0], {"key": "some", "label": "Some", "points": {}}]
    draft_questions(pace | {"choices": choices}, forum, note)
    report = replay()
    assert (report["replayed"], report["cannot_be_replayed"], report["changed"]) == (1, 1, 0)
    assert report["obstacles"] == [
        {"reason": "The answer to “Who waits for whom?” does not fit the draft.", "count": 1}
    ]


def test_an_answer_the_draft_newly_requires_is_missing(house: Assessment) -> None:
    make.route(make.TO_EXECUTIVE)
    pace, forum, note = make.COMPASS["questions"]
    draft_questions(pace, forum, note | {"required": True})
    sentence = "The draft requires an answer to “What else?”, and there is none."
    assert replay()["obstacles"] == [{"reason": sentence, "count": 1}]


def test_an_answer_to_a_question_no_longer_asked_is_left_aside(house: Assessment) -> None:
    make.route(make.TO_EXECUTIVE | {"note": "A word."})
    draft_questions(*make.COMPASS["questions"][:2])
    report = replay()
    assert (report["replayed"], report["cannot_be_replayed"]) == (1, 0)


def test_what_was_not_routed_yet_is_only_counted(house: Assessment) -> None:
    make.submit()
    report = replay()
    assert (report["submissions"], report["not_routed_yet"]) == (0, 1)


def test_an_erased_reader_is_only_counted(house: Assessment) -> None:
    erase_submission(make.route(make.TO_EXECUTIVE), now=make.NOW)
    report = replay()
    assert (report["submissions"], report["erased"]) == (0, 1)


def test_what_is_published_can_be_replayed_too(house: Assessment) -> None:
    make.route(make.TO_EXECUTIVE)
    without_rules(house)
    assert replay()["changed"] == 1
    assert replay("--published")["changed"] == 0


def test_it_only_reads_and_asks_no_more_for_more_submissions(house: Assessment) -> None:
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            replay()
        return [each["sql"] for each in queries]

    draft_rules(STRICTER, house)
    make.route(make.TO_EXECUTIVE)
    first = asked()
    for _ in range(3):
        make.route(make.TO_EXECUTIVE)
    later = asked()
    assert len(later) == len(first)
    assert all(sql.startswith(("SELECT", "DECLARE")) for sql in later)
    assert PublishedRuleSet.objects.count() == 1


def test_contact_and_attribution_are_read_only_where_a_rule_asks(house: Assessment) -> None:
    with CaptureQueriesContext(connection) as queries:
        replay()
    assert not any('"company"' in each["sql"] for each in queries)
    assert not any('"attribution"' in each["sql"] for each in queries)


def test_attribution_a_rule_asks_for_is_read(house: Assessment) -> None:
    make.route(make.TO_BOOK, utm_source="newsletter")
    rule = make.POLICY["rules"][0] | {
        "condition": {"field": "attribution.utm_source", "operator": "is", "value": "newsletter"}
    }
    draft_rules(make.POLICY | {"rules": [rule]}, house)
    assert replay()["changes"][0]["to"] == "executive-advisory"


@pytest.mark.parametrize("slug", ["nothing", "../etc"])
def test_an_unknown_assessment_is_told_in_a_sentence(slug: str, house: Assessment) -> None:
    with pytest.raises(CommandError, match="There is no assessment"):
        call_command("replay", slug)


def test_it_says_in_words_what_would_change(house: Assessment) -> None:
    make.route(make.TO_EXECUTIVE)
    without_rules(house)
    out, progress = StringIO(), StringIO()
    call_command("replay", "compass", stdout=out, stderr=progress)
    assert "executive-advisory → book: 1" in out.getvalue()
    assert "Cleo: 1.0 → 0.0 leads" in out.getvalue()
    assert "1 submissions in" in progress.getvalue()


def test_a_share_is_exact_and_nothing_is_lost() -> None:
    members = [Member("a", "x", 1), Member("b", "x", 2), Member("a", "y", 5)]
    load = expected_load({"x": 10, "y": 1, "z": 4}, members)
    assert load == {"a": Fraction(10, 3) + 1, "b": Fraction(20, 3), None: Fraction(4)}
    assert sum(load.values()) == 15
