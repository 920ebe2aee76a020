"""The page of the lane map: drawn, said in words, with thresholds to move; nothing written."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Assessment
from leads.actions.policies import load_policy
from leads.actions.retention import erase_submission
from leads.models import PublishedRuleSet, RoutingPolicy
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def address(query: str = "") -> str:
    return reverse("leads_proof:lanes", args=[RoutingPolicy.objects.get().pk]) + query


def page(client: Client, query: str = "") -> Tag:
    response = client.get(address(query))
    assert response.status_code == 200
    main = BeautifulSoup(response.content, "html.parser").find("main")
    assert isinstance(main, Tag)
    return main


def words(node: Any) -> str:
    return re.sub(r"\s+", " ", node.get_text(" ", strip=True))


def key(main: Tag) -> list[list[str]]:
    """The table that says the map in words, without how each region is drawn."""
    rows = main.select(".lane-map-key tbody tr")
    return [[words(cell) for cell in row.find_all(["td", "th"])[1:]] for row in rows]


def test_the_map_is_said_in_words(house: Assessment, log_in: LogIn) -> None:
    assert key(page(log_in("edith"))) == [
        [
            "The organization drags",
            "Executive advisory",
            "50%",
            "Personal drag 0 to 100, Organizational drag 50 to 100",
        ],
        [
            "The person drags",
            "Individual advisory",
            "25%",
            "Personal drag 50 to 100, Organizational drag 0 to 49",
        ],
        [
            "No rule holds",
            "The book",
            "25%",
            "Personal drag 0 to 49, Organizational drag 0 to 49",
        ],
    ]


def test_each_lane_has_a_pattern_and_each_region_its_words(
    house: Assessment, log_in: LogIn
) -> None:
    main = page(log_in("edith"))
    drawn = main.select(".lane-map-region")
    fills = [region.find("path")["fill"] for region in drawn]
    assert fills == ["url(#lane-1)", "url(#lane-2)", "url(#lane-3)"]
    assert main.select_one("#lane-1 path")["d"] != main.select_one("#lane-2 path")["d"]
    assert all(region["tabindex"] == "0" for region in drawn)
    assert [region["aria-label"].split(":")[0] for region in drawn] == [
        "1, The organization drags",
        "2, The person drags",
        "3, No rule holds",
    ]
    assert drawn[0].find("path")["d"] == "M0 0h101v51h-101z"


def test_axes_can_be_exchanged(house: Assessment, log_in: LogIn) -> None:
    rows = key(page(log_in("edith"), "?across=organizational-drag&up=personal-drag"))
    assert rows[0][3] == "Organizational drag 50 to 100, Personal drag 0 to 100"


def test_a_moved_threshold_is_drawn_and_what_it_changes_is_told(
    house: Assessment, log_in: LogIn
) -> None:
    main = page(log_in("edith"), "?t.0.0=60")
    assert key(main)[0][3] == "Personal drag 0 to 100, Organizational drag 60 to 100"
    assert "1,010 of 10,201 pairs of scores lead to another lane" in words(main)
    field = main.find("input", id="t.0.0")
    assert (field["value"], field["min"], field["max"]) == ("60", "0", "100")
    assert "in the rule: 50" in words(main)
    assert PublishedRuleSet.objects.get().rule_set.rules[0].condition.value == 50


def test_as_written_nothing_is_said_to_change(house: Assessment, log_in: LogIn) -> None:
    assert "lead to another lane than" not in words(page(log_in("edith"), "?t.0.0=50"))


@pytest.mark.parametrize(
    "query",
    [
        "?t.0.0=101&t.1.0=-1&t.9.9=4",
        "?t.0.0=much&d.personal-drag=many",
        "?across=nothing&up=nothing",
        "?across=personal-drag&up=personal-drag",
        "?f.contact.role=x&a.pace=sideways&%00=%00",
    ],
)
def test_what_makes_no_sense_is_as_good_as_not_said(
    query: str, house: Assessment, log_in: LogIn
) -> None:
    assert key(page(log_in("edith"), query)) == key(page(log_in("edith")))


def test_what_else_the_rules_ask_for_is_set_by_the_editor(house: Assessment, log_in: LogIn) -> None:
    rules = [
        make.POLICY["rules"][0]
        | {"condition": {"answer": "pace", "operator": "is", "value": "nobody"}},
        make.POLICY["rules"][1]
        | {"condition": {"field": "contact.company", "operator": "contains", "value": "halden"}},
    ]
    load_policy(make.POLICY | {"rules": rules}, assessment=house, publish=False)
    edith = log_in("edith")
    main = page(edith)
    assert [row[0] for row in key(main)] == ["No rule holds"]
    offered = [option["value"] for option in main.select("[name='a.pace'] option")]
    assert offered == ["", "they-wait", "nobody"]
    words_offered = [option["value"] for option in main.select("[name='f.contact.company'] option")]
    assert words_offered == ["", "halden", "something"]
    assert [row[0] for row in key(page(edith, "?a.pace=nobody"))] == ["The organization drags"]
    assert [row[0] for row in key(page(edith, "?f.contact.company=halden"))] == ["The person drags"]


def test_the_draft_is_drawn_unless_what_is_published_is_asked_for(
    house: Assessment, log_in: LogIn
) -> None:
    fewer = make.POLICY | {"rules": make.POLICY["rules"][:1]}
    load_policy(fewer, assessment=house, publish=False)
    assert len(key(page(log_in("edith")))) == 2
    assert len(key(page(log_in("edith"), "?of=published"))) == 3


def test_past_readers_stand_where_they_scored_for_those_who_may_see(
    house: Assessment, log_in: LogIn
) -> None:
    make.route(make.TO_EXECUTIVE)
    make.route(make.TO_EXECUTIVE, contact=make.SAM)
    make.route(make.TO_BOOK, contact=None)
    make.route(make.TO_BOOK, flag="too quick")
    erase_submission(make.route(make.TO_INDIVIDUAL), now=make.NOW)
    main = page(log_in("otto"))
    assert [row[4] for row in key(main)] == ["2", "0", "1"]
    dots = [words(dot.find("title")) for dot in main.select("circle")]
    assert dots == ["1 at 0 and 0", "2 at 0 and 100"]
    assert "2 past readers had such a pair" not in words(main)
    # nobody stood between 50 and 60; all who scored 100 stand above a threshold of 100 too
    assert "0 past readers had such a pair" in words(page(log_in("otto"), "?t.0.0=60"))


def test_an_editor_who_may_not_view_submissions_sees_no_reader(
    house: Assessment, log_in: LogIn
) -> None:
    make.route(make.TO_EXECUTIVE)
    main = page(log_in("edith"), "?t.0.0=60")
    assert main.select("circle") == []
    assert "ast reader" not in words(main)


def test_one_dimension_makes_no_map(house: Assessment, log_in: LogIn) -> None:
    first = make.COMPASS["dimensions"][:1]
    pace = make.COMPASS["questions"][:1]
    compass = make.load_assessment(
        make.COMPASS | {"dimensions": first, "questions": pace}, publish=True
    )
    rules = make.POLICY | {"rules": make.POLICY["rules"][1:]}
    load_policy(rules, assessment=compass, publish=True)
    assert "A map needs two dimensions" in words(page(log_in("edith")))


def test_who_may_not_view_the_policy_sees_no_map(house: Assessment, log_in: LogIn) -> None:
    assert log_in("ada").get(address()).status_code == 302
    assert Client().get(address()).status_code == 302


def test_it_only_reads_and_asks_no_more_for_more_readers(house: Assessment, log_in: LogIn) -> None:
    otto = log_in("otto")

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            page(otto)
        return [each["sql"] for each in queries]

    asked()
    first = asked()
    for _ in range(3):
        make.route(make.TO_EXECUTIVE)
    later = asked()
    assert len(later) == len(first) <= 24
    assert all(sql.startswith("SELECT") for sql in later)
