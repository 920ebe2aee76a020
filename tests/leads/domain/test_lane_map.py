"""The plane of two dimensions: each cell as the rules decide it, drawn whole, thresholds moved."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.rubric import Rubric
from leads.domain.conditions import ConditionInvalid, Facts
from leads.domain.lane_map import (
    SIDE,
    Cells,
    Plane,
    regions,
    roomiest,
    thresholds,
    with_thresholds,
)
from leads.domain.routing import RuleSet, match

BANDS = [{"key": "all", "label": "All", "at_least": 0}]


def rubric(**composites: dict[str, int]) -> Rubric:
    plain = [{"key": key, "label": key, "bands": BANDS} for key in ("mine", "ours", "debt")]
    made = [
        {"key": key, "label": key, "bands": BANDS, "composed_of": parts}
        for key, parts in composites.items()
    ]
    points = {"mine": 1, "ours": 1, "debt": 1}
    question = {
        "key": "one",
        "kind": "single",
        "text": "One?",
        "choices": [
            {"key": "yes", "label": "Yes", "points": points},
            {"key": "no", "label": "No"},
        ],
    }
    document = {"slug": "x", "title": "X", "contact": "none", "dimensions": [*plain, *made]}
    return Rubric.from_document(document | {"questions": [question]})


def rules(*conditions: dict[str, Any]) -> RuleSet:
    texts = {"label": "Rule", "reason": "Because.", "lane": "one"}
    written = [
        texts | {"key": f"rule-{at}", "condition": condition}
        for at, condition in enumerate(conditions)
    ]
    return RuleSet.from_document({"rules": written, "fallback": "two", "fallback_reason": "Else."})


def at_least(value: int, dimension: str = "mine") -> dict[str, Any]:
    return {"score": dimension, "operator": "at_least", "value": value}


def plane(of: Rubric | None = None, *, facts: Facts | None = None) -> Plane:
    return Plane(of or rubric(), "mine", "ours", facts or Facts({"debt": 50}, {}, {}))


OUTWEIGHS = {"difference": ["mine", "ours"], "operator": "above", "value": 10}
MANY = rules(
    {"all": [at_least(60), {"not": at_least(20, "ours")}]},
    OUTWEIGHS,
    {"any": [at_least(90, "ours"), at_least(51, "debt")]},
)


def test_a_cell_is_what_the_rules_decide_for_its_two_scores() -> None:
    cells = plane().cells(MANY)
    assert (len(cells), {len(row) for row in cells}) == (SIDE, {SIDE})
    keys = [rule.key for rule in MANY.rules]
    for up in range(0, SIDE, 7):
        for across in range(0, SIDE, 3):
            found = match(MANY, Facts({"mine": across, "ours": up, "debt": 50}, {}, {}))
            expected = keys.index(found.rule) if found.rule else len(keys)
            assert cells[up][across] == expected


def test_a_border_stands_exactly_at_the_threshold() -> None:
    row = plane().cells(rules(at_least(37)))[0]
    assert (row[36], row[37]) == (1, 0)


def test_what_else_is_known_holds_for_every_cell() -> None:
    said = rules({"answer": "one", "operator": "is", "value": "yes"}, at_least(50, "debt"))
    answered = Facts({"debt": None}, {"one": "yes"}, {})
    unmeasured = Facts({"debt": None}, {}, {})
    assert {cell for row in plane(facts=answered).cells(said) for cell in row} == {0}
    assert {cell for row in plane(facts=unmeasured).cells(said) for cell in row} == {2}
    assert {cell for row in plane().cells(said) for cell in row} == {1}


def test_a_composite_follows_from_its_parts() -> None:
    of = rubric(both={"mine": 3, "ours": 1})
    assert plane(of).points(80, 20)["both"] == 65
    cells = plane(of).cells(rules(at_least(65, "both")))
    assert (cells[20][80], cells[20][78]) == (0, 1)


@given(st.lists(st.lists(st.integers(0, 3), min_size=6, max_size=6), min_size=6, max_size=6))
def test_rectangles_cover_every_cell_once(rows: list[list[int]]) -> None:
    cells: Cells = tuple(tuple(row) for row in rows)
    drawn: dict[tuple[int, int], int] = {}
    for region in regions(cells):
        for left, low, width, height in region.rectangles:
            for up in range(low, low + height):
                for across in range(left, left + width):
                    assert (across, up) not in drawn
                    drawn[across, up] = region.rule
    assert drawn == {
        (across, up): rule for up, row in enumerate(rows) for across, rule in enumerate(row)
    }


@given(st.lists(st.lists(st.integers(0, 1), min_size=5, max_size=5), min_size=5, max_size=5))
def test_the_roomiest_square_is_its_rules_own_and_none_is_larger(rows: list[list[int]]) -> None:
    def owned(rule: int, across: int, up: int, size: int) -> bool:
        places = range(size)
        return all(rows[up + y][across + x] == rule for y in places for x in places)

    for rule, (across, up, size, _) in roomiest(tuple(tuple(row) for row in rows)).items():
        assert owned(rule, across, up, size)
        steps = range(5 - size)
        assert not any(owned(rule, x, y, size + 1) for x in steps for y in steps)


def test_a_region_knows_its_ranges_and_whether_they_are_all_of_it() -> None:
    above, below = regions(plane().cells(rules(at_least(40))))
    assert above.ranges == ((40, 100), (0, 100))
    assert above.is_rectangle
    assert (above.cells, below.cells) == (61 * SIDE, 40 * SIDE)
    slanted = regions(plane().cells(rules(OUTWEIGHS)))[0]
    assert slanted.ranges == ((11, 100), (0, 89))
    assert not slanted.is_rectangle


def test_a_rule_that_decides_nowhere_has_no_region() -> None:
    found = regions(plane().cells(rules(at_least(0), at_least(50))))
    assert [region.rule for region in found] == [0]


def test_thresholds_are_found_inside_groups_in_the_order_they_are_written() -> None:
    found = [(each.place, each.condition.value) for each in thresholds(MANY)]
    assert found == [((0, 0), 60), ((0, 1), 20), ((1, 0), 10), ((2, 0), 90), ((2, 1), 51)]


def test_a_threshold_moves_and_all_else_stays() -> None:
    moved = with_thresholds(MANY, {(0, 1): 33, (2, 0): 80})
    values = [each.condition.value for each in thresholds(moved)]
    assert values == [60, 33, 10, 80, 51]
    back = with_thresholds(moved, {(0, 1): 20, (2, 0): 90})
    assert back == MANY
    assert back.content_hash == MANY.content_hash


def test_a_number_off_the_scale_is_refused() -> None:
    with pytest.raises(ConditionInvalid):
        with_thresholds(MANY, {(0, 0): 101})


def test_a_place_that_compares_no_score_stays_as_it_is() -> None:
    said = rules({"answer": "one", "operator": "is", "value": "yes"})
    assert with_thresholds(said, {(0, 0): 4, (7, 7): 9}) == said
