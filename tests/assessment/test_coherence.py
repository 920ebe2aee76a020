from dataclasses import replace

import pytest

from assessment.domain.rubric import (
    Band,
    Choice,
    Dimension,
    Question,
    QuestionKind,
    Requirement,
    RequirementOperator,
    RubricInvalid,
    Slope,
)
from tests.assessment.samples import (
    CLARITY,
    DECISION,
    HOURS,
    MEETINGS,
    ORGANIZATIONAL,
    PERSONAL,
    RUBRIC,
    SIGNS,
    asking,
    rubric,
)

WHOLE = Dimension(
    "whole", "All of it", "", (Band("any", "Any", 0),), (("organizational", 1), ("personal", 2))
)
WEEK = Question("week", QuestionKind.SPLIT, "Where did it go?", choices=MEETINGS.choices, total=40)


def composed(*parts, **changes):
    return rubric(
        dimensions=(PERSONAL, ORGANIZATIONAL, replace(WHOLE, composed_of=parts, **changes))
    )


def hiding(first, /, **requirement):
    """CLARITY where it is shown only after an answer to `first`, which comes before it."""
    asked = {"operator": "is_any_of", "question": first.key} | requirement
    operator = RequirementOperator(asked.pop("operator"))
    shown = replace(CLARITY, show_if=(Requirement(operator=operator, **asked),))
    return rubric(questions=(first, shown, SIGNS, *([] if first is HOURS else [HOURS])))


SHOWN = "/questions/1/show_if/0"
BAD = [
    (lambda: composed(("personal", 1)), "/dimensions/2/composed_of"),
    (lambda: composed(("personal", 1), ("people", 1)), "/dimensions/2/composed_of/people"),
    (lambda: composed(("personal", 1), ("whole", 1)), "/dimensions/2/composed_of/whole"),
    (lambda: composed(("personal", 1), ("personal", 2)), "/dimensions/2/composed_of"),
    (
        lambda: composed(("personal", 0), ("organizational", 1)),
        "/dimensions/2/composed_of/personal",
    ),
    (
        lambda: composed(("personal", 101), ("organizational", 1)),
        "/dimensions/2/composed_of/personal",
    ),
    (
        lambda: rubric(dimensions=(PERSONAL, ORGANIZATIONAL, WHOLE), questions=(HOURS,)),
        "/dimensions/1",  # a part that nothing moves is named where it stands
    ),
    (
        lambda: rubric(
            dimensions=(PERSONAL, ORGANIZATIONAL, replace(WHOLE, key="all-of-it")),
            questions=(
                *RUBRIC.questions,
                replace(HOURS, key="h", slopes=(Slope("all-of-it", 0, 1),)),
            ),
        ),
        "/questions/5/slopes/0/dimension",
    ),
    (
        lambda: rubric(
            dimensions=(PERSONAL, ORGANIZATIONAL, WHOLE),
            questions=(
                replace(SIGNS, choices=(*SIGNS.choices, Choice("a", "A", (("whole", 1),)))),
                CLARITY,
            ),
        ),
        "/questions/0/choices/3/points/whole",
    ),
    (lambda: asking(replace(HOURS, weight=0)), "/questions/0/weight"),
    (lambda: asking(replace(HOURS, weight=101)), "/questions/0/weight"),
    (lambda: asking(HOURS, replace(DECISION, weight=2)), "/questions/1/weight"),
    (lambda: asking(replace(HOURS, shuffled=True)), "/questions/0/shuffled"),
    (lambda: asking(replace(HOURS, total=40)), "/questions/0/total"),
    (lambda: rubric(questions=(replace(WEEK, total=None),)), "/questions/0/total"),
    (lambda: rubric(questions=(replace(WEEK, total=0),)), "/questions/0/total"),
    (lambda: rubric(questions=(replace(WEEK, total=10_001),)), "/questions/0/total"),
    (lambda: rubric(questions=(replace(WEEK, choices=WEEK.choices[:1]),)), "/questions/0/choices"),
    (lambda: rubric(questions=(replace(WEEK, minimum=0),)), "/questions/0/slopes"),
    (lambda: rubric(contact_first=True), "/contact_first"),
    (lambda: hiding(MEETINGS, question="nobody"), f"{SHOWN}/question"),
    (lambda: hiding(MEETINGS, question="clarity", keys=("all",)), f"{SHOWN}/question"),
    (lambda: hiding(MEETINGS, question="signs", keys=("waiting",)), f"{SHOWN}/question"),
    (lambda: hiding(DECISION, keys=("all",)), f"{SHOWN}/question"),
    (lambda: hiding(WEEK, keys=("all",)), f"{SHOWN}/question"),
    (lambda: hiding(MEETINGS), f"{SHOWN}/keys"),
    (lambda: hiding(MEETINGS, keys=("most",)), f"{SHOWN}/keys"),
    (lambda: hiding(MEETINGS, keys=("all", "all")), f"{SHOWN}/keys"),
    (lambda: hiding(MEETINGS, keys=("all",), value=1), f"{SHOWN}/value"),
    (lambda: hiding(MEETINGS, operator="at_least", value=1), f"{SHOWN}/operator"),
    (lambda: hiding(HOURS, keys=("all",)), f"{SHOWN}/operator"),
    (lambda: hiding(HOURS, operator="at_most"), f"{SHOWN}/value"),
    (lambda: hiding(HOURS, operator="at_most", value=41), f"{SHOWN}/value"),
    (lambda: hiding(HOURS, operator="at_least", value=-1), f"{SHOWN}/value"),
    (lambda: hiding(HOURS, operator="at_least", value=1, keys=("a",)), f"{SHOWN}/keys"),
]


@pytest.mark.parametrize(("make", "path"), BAD)
def test_parts_that_do_not_fit_each_other_are_refused_where_they_stand(make, path):
    with pytest.raises(RubricInvalid) as refused:
        make()
    assert path in [fault.path for fault in refused.value.errors]
    assert all(fault.sentence.endswith(".") for fault in refused.value.errors)
