"""What the lists of the rule editor offer: ways to compare, and what there is to compare."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from assessment.domain.rubric import Choice, Question, Rubric
from assessment.models import Assessment

type Options = list[tuple[str, Any]]

IN_DRAFT: Final = "(in the draft)"

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
    """Every dimension of every assessment, under the assessment's title."""
    return _grouped(
        lambda rubric: [(rubric.title, [(each.key, each.label) for each in rubric.dimensions])]
    )


def bands_on_offer() -> Options:
    """Every band of every score, as `dimension/band`, under the score's label."""
    return _grouped(
        lambda rubric: [
            (
                f"{each.label} ({rubric.title})",
                [(f"{each.key}/{band.key}", f"{band.label} ({each.label})") for band in each.bands],
            )
            for each in rubric.dimensions
            if each.bands
        ]
    )


def choices_on_offer() -> Options:
    """Every answer a reader can pick, as `question/choice`, under the question's wording.

    Each names its question again, because a closed list shows the answer alone.
    """
    return _grouped(
        lambda rubric: [
            (question.text, [_choice(question, choice) for choice in question.choices])
            for question in rubric.questions
            if question.choices
        ]
    )


def numbers_on_offer() -> Options:
    return _listed(lambda question: question.minimum is not None)


def texts_on_offer() -> Options:
    return _listed(lambda question: not question.choices and question.minimum is None)


def _choice(question: Question, choice: Choice) -> tuple[str, str]:
    asked = Truncator(question.text).chars(50)
    return f"{question.key}/{choice.key}", f"{choice.label} ({asked})"


def _grouped(offered: Callable[[Rubric], Options]) -> Options:
    """What was published, then what stands in drafts alone."""
    found = [group for rubric in _published() for group in offered(rubric)]
    for rubric, before in _drafts():
        known = {value for _, options in offered(before) for value, _ in options} if before else ()
        for heading, options in offered(rubric):
            if new := [option for option in options if option[0] not in known]:
                found.append((f"{heading} {IN_DRAFT}", new))
    return found


def _listed(fits: Callable[[Question], bool]) -> Options:
    found = [
        (each.key, each.text) for rubric in _published() for each in rubric.questions if fits(each)
    ]
    for rubric, before in _drafts():
        known = {each.key for each in before.questions if fits(each)} if before else ()
        new = (each for each in rubric.questions if fits(each) and each.key not in known)
        found += [(each.key, f"{each.text} {IN_DRAFT}") for each in new]
    return found


def _published() -> list[Rubric]:
    current = (each.current_rubric for each in Assessment.objects.published())
    return [published.rubric for published in current if published]


def _drafts() -> Iterator[tuple[Rubric, Rubric | None]]:
    """Each draft that could be published, and what its assessment is published as."""
    changed = Assessment.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    for each in changed.select_related("current_rubric", "latest_revision"):
        try:
            draft = each.with_content_json(each.latest_revision.content).freeze()
        except ValidationError:
            continue
        yield draft, each.current_rubric.rubric if each.live and each.current_rubric else None
