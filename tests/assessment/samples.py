"""A small rubric that every table test bends in one place."""

from dataclasses import replace
from typing import Any

from assessment.domain.rubric import (
    Band,
    Choice,
    ContactPolicy,
    Dimension,
    Question,
    QuestionKind,
    Rubric,
    Slope,
)

PERSONAL = Dimension(
    "personal",
    "Personal drag",
    "What you carry yourself.",
    (Band("light", "Light", 0, "You decide."), Band("heavy", "Heavy", 50, "You carry it.")),
)
ORGANIZATIONAL = Dimension("organizational", "Organizational drag", "", (Band("any", "Any", 0),))
MEETINGS = Question(
    key="meetings",
    kind=QuestionKind.SINGLE,
    text="How many meetings need you?",
    section="Your week",
    choices=(
        Choice("none", "None", (("personal", 0),)),
        Choice("some", "Some", (("personal", 1), ("organizational", 1))),
        Choice("all", "All of them", (("personal", 4),)),
    ),
)
SIGNS = Question(
    key="signs",
    kind=QuestionKind.MULTIPLE,
    text="Which of these do you see?",
    required=False,
    choices=(
        Choice("waiting", "The team waits", (("personal", 2),)),
        Choice("deferring", "The boss defers", (("organizational", 3),)),
        Choice("deciding", "People decide", (("personal", -1), ("organizational", -1))),
    ),
)
CLARITY = Question(
    key="clarity",
    kind=QuestionKind.SCALE,
    text="How clear is your direction?",
    minimum=1,
    maximum=5,
    low_label="Not at all",
    high_label="Entirely",
    slopes=(Slope("organizational", 8, 0),),
)
HOURS = Question(
    key="hours",
    kind=QuestionKind.NUMBER,
    text="How many hours go into status?",
    required=False,
    minimum=0,
    maximum=40,
    unit="hours",
    slopes=(Slope("personal", 0, 4),),
)
DECISION = Question(
    key="decision",
    kind=QuestionKind.TEXT,
    text="Which decision do you carry for someone else?",
    required=False,
    max_length=40,
)
RUBRIC = Rubric(
    slug="drag",
    title="Where the drag is",
    contact=ContactPolicy.OPTIONAL,
    consent_text="Write to me about my result.",
    dimensions=(PERSONAL, ORGANIZATIONAL),
    questions=(MEETINGS, SIGNS, CLARITY, HOURS, DECISION),
)


def rubric(**changes: Any) -> Rubric:
    """The sample with some fields changed; raises RubricInvalid when that makes it invalid."""
    return replace(RUBRIC, **changes)


def asking(*questions: Question, dimensions: tuple[Dimension, ...] = (PERSONAL,)) -> Rubric:
    return rubric(questions=questions, dimensions=dimensions)
