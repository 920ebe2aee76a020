"""What the lists of the rule editor offer: ways to compare, and what was published to compare."""

from typing import Any

from django.utils.text import Truncator

from assessment.domain.rubric import Choice, Question, Rubric
from assessment.models import Assessment

type Options = list[tuple[str, Any]]

SCORE_OPERATORS: Options = [
    ("at_least", "is at least"),
    ("at_most", "is at most"),
    ("above", "is above"),
    ("below", "is below"),
]
CHOICE_OPERATORS: Options = [
    ("is", "is"),
    ("is_not", "is answered, but not with"),
    ("is_any_of", "is one of"),
    ("includes", "includes"),
]
NUMBER_OPERATORS: Options = [
    ("at_least", "is at least"),
    ("at_most", "is at most"),
    ("is", "is"),
    ("is_not", "is not"),
]
WORDS_OPERATORS: Options = [("contains", "contains"), ("is", "is"), ("is_not", "is not")]
FIELD_OPERATORS: Options = [
    ("is", "is"),
    ("is_not", "is given, but is not"),
    ("contains", "contains"),
    ("ends_with", "ends with"),
    ("is_present", "is given"),
    ("is_empty", "is not given"),
]
FIELDS: Options = [
    (
        "What the reader says",
        [
            ("contact.email", "Email address"),
            ("contact.email_domain", "Domain of the email address"),
            ("contact.name", "Name"),
            ("contact.company", "Company"),
            ("contact.role", "Role"),
        ],
    ),
    (
        "How the reader came",
        [
            ("attribution.page", "Page they came from"),
            ("attribution.block", "Call to action they followed"),
            ("attribution.referrer", "Site that linked here"),
            ("attribution.utm_source", "Campaign source"),
            ("attribution.utm_medium", "Campaign medium"),
            ("attribution.utm_campaign", "Campaign name"),
        ],
    ),
]
JOINED: Options = [("all", "all of these hold"), ("any", "at least one of these holds")]
GROUPED: Options = [*JOINED, ("none", "none of these holds")]


def dimensions_on_offer() -> Options:
    """Every dimension of every published assessment, under the assessment's title."""
    return [
        (rubric.title, [(each.key, each.label) for each in rubric.dimensions])
        for rubric in _rubrics()
    ]


def choices_on_offer() -> Options:
    """Every answer a reader can pick, as `question/choice`, under the question's wording.

    Each names its question again, because a closed list shows the answer alone.
    """
    return [
        (question.text, [_choice(question, choice) for choice in question.choices])
        for question in _questions()
        if question.choices
    ]


def numbers_on_offer() -> Options:
    return [(each.key, each.text) for each in _questions() if each.minimum is not None]


def texts_on_offer() -> Options:
    return [
        (each.key, each.text) for each in _questions() if not each.choices and each.minimum is None
    ]


def _choice(question: Question, choice: Choice) -> tuple[str, str]:
    asked = Truncator(question.text).chars(50)
    return f"{question.key}/{choice.key}", f"{choice.label} ({asked})"


def _rubrics() -> list[Rubric]:
    current = (each.current_rubric for each in Assessment.objects.published())
    return [published.rubric for published in current if published]


def _questions() -> list[Question]:
    return [question for rubric in _rubrics() for question in rubric.questions]
