"""Every stored decision run again, streamed: constant memory, and nothing written."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import batched
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from assessment.domain.documents import DocumentInvalid
from assessment.domain.rubric import Rubric
from assessment.models import PublishedRubric
from leads.domain.recomputing import UNREADABLE, Difference, Receipt, differences
from leads.domain.routing import RuleSet
from leads.models import Assignment, Decision, PublishedRuleSet, Submission

CHUNK: Final = 500
CONTACT: Final = ("email", "name", "company", "role")
SENT: Final = ("rubric_id", "answers", "attribution", *CONTACT)
COLUMNS: Final = (
    *("pk", "submission_id", "rule_set_id", "score", "lane__key", "rule", "reason"),
    *("verdicts", "considered", "offered"),
    *(f"submission__{name}" for name in SENT),
)


class Recomputed(NamedTuple):
    """One receipt. `decision` is None where a processed submission has none."""

    submission: UUID
    decision: int | None
    differences: tuple[Difference, ...]


def total() -> int:
    return _decisions().count()


def erased() -> int:
    """Receipts whose reader was erased: nothing is left that they could be computed from."""
    return Decision.objects.exclude(submission__erased_at=None).count()


def recomputed() -> Iterator[list[Recomputed]]:
    """Every decision of a reader who is not erased, oldest first, in chunks; then the processed
    submissions that have none.
    """
    shelf = _Shelf()
    rows = _decisions().order_by("pk").values_list(*COLUMNS, named=True)
    for chunk in batched(rows.iterator(chunk_size=CHUNK), CHUNK, strict=False):
        yield [_recomputed(row, shelf) for row in chunk]
    for lost in batched(_without_decision(), CHUNK, strict=False):
        yield [Recomputed(pk, None, (Difference("decision", None, UNREADABLE),)) for pk in lost]


def _recomputed(row: Any, shelf: "_Shelf") -> Recomputed:
    rubric, rule_set = shelf.rubric(row.submission__rubric_id), shelf.rule_set(row.rule_set_id)
    found: tuple[Difference, ...]
    if rubric is None or rule_set is None:
        part = "rubric" if rubric is None else "rule_set"
        found = (Difference(part, UNREADABLE, None),)
    else:
        found = differences(_receipt(row, rubric, rule_set))
    return Recomputed(row.submission_id, row.pk, found)


def _receipt(row: Any, rubric: Rubric, rule_set: RuleSet) -> Receipt:
    return Receipt(
        rubric=rubric,
        rule_set=rule_set,
        answers=row.submission__answers,
        contact={name: getattr(row, f"submission__{name}") for name in CONTACT},
        attribution=row.submission__attribution,
        score=row.score,
        lane=row.lane__key,
        rule=row.rule,
        reason=row.reason,
        verdicts=row.verdicts,
        considered=row.considered,
        offered=row.offered,
    )


def _decisions() -> "QuerySet[Decision]":
    first = Assignment.objects.filter(decision=OuterRef("pk"), number=1)
    kept = Decision.objects.filter(submission__erased_at=None)
    return kept.annotate(offered=Subquery(first.values("advisor")[:1]))


def _without_decision() -> Iterator[UUID]:
    routed = Submission.objects.filter(status=Submission.Status.PROCESSED, erased_at=None)
    lost = routed.filter(decision=None).order_by("pk").values_list("pk", flat=True)
    return lost.iterator(chunk_size=CHUNK)


class _Shelf:
    """What receipts were decided by, each read anew from its row and no more than a few at a time.

    None where a document can no longer be read, or is not the one that its hash names.
    """

    def __init__(self) -> None:
        self.rubric: Callable[[int], Rubric | None] = lru_cache(64)(_rubric)
        self.rule_set: Callable[[int], RuleSet | None] = lru_cache(64)(_rule_set)


def _rubric(pk: int) -> Rubric | None:
    row = PublishedRubric.objects.get(pk=pk)
    return _as_hashed(Rubric.from_document, row)


def _rule_set(pk: int) -> RuleSet | None:
    row = PublishedRuleSet.objects.get(pk=pk)
    return _as_hashed(RuleSet.from_document, row)


def _as_hashed[Frozen: (Rubric, RuleSet)](read: Callable[[Any], Frozen], row: Any) -> Frozen | None:
    try:
        frozen = read(row.document)
    except DocumentInvalid:
        return None
    return frozen if frozen.content_hash == row.content_hash else None
