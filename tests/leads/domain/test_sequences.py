"""A sequence in its frozen form: exact as a document, refused at the field that is wrong."""

from typing import Any

import pytest

from leads.domain.facts import Facts
from leads.domain.sequences import (
    Match,
    Passage,
    PassageKind,
    Series,
    SeriesInvalid,
    Step,
    why_skipped,
)
from leads.domain.step_conditions import (
    BandIs,
    Event,
    Happened,
    LaneIs,
    Situation,
    StepCondition,
    StepConditionInvalid,
    condition_document,
    read_condition,
)
from leads.domain.terms import ScoreCondition, ScoreOperator
from leads.domain.windows import Unit, Wait, Window

WORDS = (Passage(PassageKind.TEXT, "<p>Hello {{ first_name|there }}.</p>"),)
HIGH = ScoreCondition("personal-drag", ScoreOperator.AT_LEAST, 50)
CONDITIONS: tuple[StepCondition, ...] = (
    LaneIs(("book",)),
    BandIs("personal-drag", ("high", "low"), holds=False),
    Happened(Event.WON, holds=False),
    HIGH,
)
ROSA = Situation(
    lane="book",
    bands={"personal-drag": "high"},
    events={"booked"},
    facts=Facts({"personal-drag": 80}, {}, {}),
)


def step(key: str = "first", **more: Any) -> Step:
    return Step(key, "A subject", more.pop("body", WORDS), **more)


def series(*steps: Step, **more: Any) -> Series:
    return Series(more.pop("lanes", ("book",)), steps or (step(),), **more)


def test_a_document_holds_all_of_it_and_its_hash_names_it() -> None:
    written = series(
        step(wait=Wait(2, Unit.HOURS), window=Window(540, 660, (1, 3)), conditions=CONDITIONS),
        step("second", match=Match.ANY, opening="A line"),
        lanes=("book", "other"), priority=2, again=True, stays_after=("booked",),
    )  # fmt: skip
    read = Series.from_document(written.to_document())
    assert read == written
    assert read.content_hash == written.content_hash != series().content_hash


@pytest.mark.parametrize(
    ("change", "path", "sentence"),
    [
        ({"lanes": ()}, "/lanes", "at least one lane"),
        ({"priority": 10}, "/priority", "from 1 to 9"),
        ({"steps": (step(), step())}, "/steps/1/key", "already taken"),
        ({"steps": (step("Bad Key"),)}, "/steps/0/key", "small letters"),
        ({"steps": (step(window=Window(600, 540)),)}, "/steps/0/window", "end after they begin"),
        ({"steps": (step(wait=Wait(-1)),)}, "/steps/0/wait/amount", "Wait from 0"),
        ({"steps": (step(body=()),)}, "/steps/0/body", "says something"),
        ({"steps": (step(opening="{{ x }}"),)}, "/steps/0/opening", "no field “x”"),
        (
            {"steps": (step(body=(*WORDS, Passage(PassageKind.QUOTE, "{{ y }}"))),)},
            "/steps/0/body/1/words",
            "no field “y”",
        ),
        (
            {"steps": (step(body=(Passage(PassageKind.BUTTON, "Go"),)),)},
            "/steps/0/body/0/to",
            "where the button leads",
        ),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(
    change: dict[str, Any], path: str, sentence: str
) -> None:
    content: dict[str, Any] = {"lanes": ("book",), "steps": (step(),), **change}
    with pytest.raises(SeriesInvalid) as refused:
        Series(**content)
    [fault] = refused.value.errors
    assert fault.path == path
    assert sentence in fault.sentence


@pytest.mark.parametrize(
    "document",
    [
        None, [], {}, {"lanes": "book", "steps": []}, {"lanes": ["book"], "steps": 4},
        {"lanes": ["book"], "steps": [None]},
        {"lanes": ["book"], "steps": [{"conditions": 7}]},
        {"lanes": ["book"], "steps": [{"key": "a", "conditions": [{"event": "born"}]}]},
        {"lanes": ["book"], "steps": [], "surprise": 1},
    ],
)  # fmt: skip
def test_any_other_document_is_refused(document: object) -> None:
    with pytest.raises(SeriesInvalid):
        Series.from_document(document)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_is_exact_as_a_document(condition: StepCondition) -> None:
    assert read_condition(condition_document(condition)) == condition


@pytest.mark.parametrize(
    "document",
    [{"lane": []}, {"lane": "book"}, {"band": "x", "bands": []}, {"event": "booked", "holds": 1},
     {"event": "booked", "and": 1}, {"event": ["booked"]}, 4],
)  # fmt: skip
def test_a_condition_that_cannot_be_read_is_refused(document: object) -> None:
    with pytest.raises(StepConditionInvalid):
        read_condition(document)


@pytest.mark.parametrize(
    ("match", "conditions", "reason"),
    [
        (Match.ALL, (), ""),
        (Match.ALL, (LaneIs(("book",)), HIGH), ""),
        (Match.ALL, (LaneIs(("other",)), HIGH), "the lane: no"),
        (Match.ALL, (Happened(Event.BOOKED, holds=False),), "booked: yes"),
        (Match.ALL, (Happened(Event.WON),), "won: no"),
        (Match.ANY, (LaneIs(("other",)), HIGH), ""),
        (
            Match.ANY,
            (LaneIs(("other",)), BandIs("personal-drag", ("low",))),
            "the lane: no; the band of personal-drag: no",
        ),
        (Match.NONE, (LaneIs(("other",)),), ""),
        (Match.NONE, (LaneIs(("other",)), HIGH), "one of its exceptions holds"),
        (
            Match.ALL,
            (ScoreCondition("personal-drag", ScoreOperator.BELOW, 50),),
            "personal-drag: no",
        ),
    ],
)
def test_a_step_says_why_it_is_not_for_somebody(
    match: Match, conditions: tuple[StepCondition, ...], reason: str
) -> None:
    assert why_skipped(step(match=match, conditions=conditions), ROSA) == reason


def test_the_next_step_is_one_the_reader_has_not_had() -> None:
    three = series(step("a"), step("b"), step("c"))
    assert [three.after(key) for key in (None, "a", "c")] == [step("a"), step("b"), None]
    assert three.after(None, had={"a", "b"}) == step("c")
    assert three.after("a", had={"b", "c"}) is None
