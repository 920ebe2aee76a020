"""Past submissions, streamed through a draft: constant memory, and nothing written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from django.db.models import QuerySet

from leads.domain.replay import Draft, Member, Past, Tally, expected_load
from leads.models import Decision, Membership, Submission
from leads.proofs import Proof

CHUNK: Final = 1_000
FACTS: Final = ("submission_id", "submission__lead_id", "lane__key", "submission__answers")
CONTACT: Final = ("email", "name", "company", "role")


class Change(NamedTuple):
    """A submission that would take another lane; `rule` is None for the fallback."""

    submission: UUID
    lead: int | None
    before: str
    after: str
    rule: str | None


class Shift(NamedTuple):
    """What one advisor is to expect, in leads. `name` is "" for lanes that have no advisor."""

    name: str
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(slots=True)
class Replay:
    """Every routed submission of one assessment under a draft, newest first.

    `done` and `tally` grow as `chunks` is read.
    """

    assessment_id: int
    draft: Draft
    tally: Tally = field(default_factory=Tally)
    done: int = 0

    @classmethod
    def of(cls, proof: Proof) -> Self:
        return cls(proof.assessment.pk, Draft(proof.rubric, proof.rule_set))

    def total(self) -> int:
        return self._decisions().count()

    def erased(self) -> int:
        """Submissions whose reader was erased: there are no answers left to replay."""
        return self._receipts().exclude(submission__erased_at=None).count()

    def waiting(self) -> int:
        """Submissions that no rules have routed yet, so that there is no lane to change."""
        sent = Submission.objects.filter(rubric__assessment=self.assessment_id)
        return sent.filter(status=Submission.Status.SUBMITTED).count()

    def chunks(self) -> Iterator[list[Change]]:
        """The changes among each CHUNK submissions; an empty list where there are none."""
        asked = _Asked.by(self.draft)
        rows = self._decisions().order_by("-pk").values_list(*asked.columns)
        for chunk in batched(rows.iterator(chunk_size=CHUNK), CHUNK, strict=False):
            changes = [change for row in chunk if (change := self._replayed(asked.past(row), row))]
            self.done += len(chunk)
            yield changes

    def shifts(self) -> list[Shift]:
        """Each advisor's expected leads among those replayed, before and after, as lanes stand."""
        members = list(
            Membership.objects.filter(advisor__active=True)
            .order_by("advisor__name", "advisor")
            .values_list("advisor", "advisor__name", "lane__key", "advisor__weight")
        )
        names = {None: ""} | {str(pk): name for pk, name, _, _ in members}
        drawn = [Member(str(pk), lane=lane, weight=weight) for pk, _, lane, weight in members]
        before = expected_load(self.tally.leads_before, drawn)
        after = expected_load(self.tally.leads_after, drawn)
        return [
            Shift(names[key], float(before[key]), float(after[key]))
            for key in [*(key for key in before if key), None]
        ]

    def _replayed(self, past: Past, row: tuple[Any, ...]) -> Change | None:
        replayed = self.draft.replay(past)
        if not self.tally.add(past, replayed):
            return None
        return Change(row[0], row[1], past.lane, replayed.lane or "", replayed.rule)

    def _decisions(self) -> "QuerySet[Decision]":
        return self._receipts().filter(submission__erased_at=None)

    def _receipts(self) -> "QuerySet[Decision]":
        return Decision.objects.filter(submission__rubric__assessment=self.assessment_id)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which columns a replay reads: of contact and attribution only what a rule asks for."""

    contact: bool
    attribution: bool

    @classmethod
    def by(cls, draft: Draft) -> Self:
        rooms = {name.split(".")[0] for name in draft.fields}
        return cls("contact" in rooms, "attribution" in rooms)

    @property
    def columns(self) -> list[str]:
        more = [*(CONTACT if self.contact else ()), *(("attribution",) if self.attribution else ())]
        return [*FACTS, *(f"submission__{name}" for name in more)]

    def past(self, row: tuple[Any, ...]) -> Past:
        more = row[len(FACTS) :]
        return Past(
            lane=row[2],
            followed_up=row[1] is not None,
            answers=row[3],
            contact=dict(zip(CONTACT, more, strict=False)) if self.contact else {},
            attribution=more[-1] if self.attribution else {},
        )
