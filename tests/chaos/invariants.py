"""What must hold when everything is whole again. Each is a function with its sentence; it yields
what breaks it, and nothing else."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assessment.domain.answers import parse_answers
from assessment.domain.rubric import Rubric
from assessment.domain.scoring import score
from leads.domain.statuses import MOST_RESENDS, Status
from leads.models import Assignment, Decision, Delivery, Lane, OutboxMessage, Submission
from leads.models.outbox import Topic
from tests.chaos.faults import POISON
from tests.chaos.load import Reader
from tests.chaos.sink import Copy
from tests.deployment import ALIAS

MARK = re.compile(r"zq\d{5}[0-9a-f]{6}")
SETTLES = 30.0  # seconds after healing
WORST = 1.0  # seconds of a submission
NEVER_LEFT = {Status.REJECTED, Status.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Run:
    """What happened, and all that anybody noticed of it."""

    readers: Sequence[Reader]
    copies: Sequence[Copy]
    refused: set[str]  # Message-IDs the mail server said no to
    logs: Path
    settled: float  # seconds from healing until nothing was due; infinite where that never came
    shortened: bool  # the waits of leases and back-off were ended by hand at healing
    memory: tuple[int, int]  # bytes before the faults and after
    with_database: Sequence[tuple[int, float]]  # status and seconds of each POST while it was up
    without_database: Sequence[int]  # statuses of the others

    @property
    def worst(self) -> float:
        return max(took for _, took in self.with_database)

    @property
    def errors_seen(self) -> int:
        told = sum(status >= 400 for status, _ in self.with_database)
        return told + sum(not each.is_acknowledged for each in self.readers)

    def copies_of(self) -> Counter[str]:
        return Counter(each.message_id for each in self.copies)


def submissions() -> Iterator[str]:
    yield from map(str, Submission.objects.using(ALIAS).values_list("pk", flat=True))


def i1(run: Run) -> Iterator[str]:
    """Every acknowledged submission is stored, exactly once."""
    stored = set(submissions())
    yield from (each.id for each in run.readers if each.is_acknowledged and each.id not in stored)


def i2(run: Run) -> Iterator[str]:
    """Nothing is stored that was neither acknowledged nor left open."""
    known = {each.id for each in run.readers if each.may_be_stored}
    yield from set(submissions()) - known


def i3(run: Run) -> Iterator[str]:
    """Each has one decision, one turn of an advisor where its lane has advisors, and the score of
    what was posted (by the same scoring function, from the client's own answers)."""
    posted = {each.id: each.body["answers"] for each in run.readers}
    staffed = set(
        Lane.objects.using(ALIAS).filter(memberships__isnull=False).values_list("pk", flat=True)
    )
    turns = Counter(Assignment.objects.using(ALIAS).values_list("decision_id", flat=True))
    decided = Decision.objects.using(ALIAS).select_related("submission__rubric")
    receipts = {str(each.submission_id): each for each in decided}
    rubrics: dict[int, Rubric] = {}
    for key in submissions():
        receipt = receipts.get(key)
        if receipt is None:
            yield f"{key} has no decision"
            continue
        published = receipt.submission.rubric
        rubric = rubrics.setdefault(published.pk, Rubric.from_document(published.document))
        if score(rubric, parse_answers(rubric, posted[key])).to_document() != receipt.score:
            yield f"{key} has another score"
        if turns[receipt.pk] != int(receipt.lane_id in staffed):
            yield f"{key} has {turns[receipt.pk]} turns"


def i4(run: Run) -> Iterator[str]:
    """Every mail owed was accepted at least once, or stands as unknown, or was refused for good by
    the mail server and stands so: lost = 0."""
    copies = run.copies_of()
    owed = Delivery.objects.using(ALIAS).filter(kind__in=["result", "lead_brief"])
    for each in owed:
        refused = each.message_id in run.refused and each.status == Status.REJECTED
        if not copies[each.message_id] and each.status != Status.UNKNOWN and not refused:
            yield f"{each.kind} {each.pk} is {each.status}"
    told = set(owed.filter(kind="result").values_list("submission_id", flat=True))
    yield from (key for key in submissions() if key not in set(map(str, told)))


def i5(run: Run) -> Iterator[str]:
    """Copies beyond the first never exceed what the ledger counts as possible for that mail, and
    no mail has more than three."""
    known = {each.message_id: each for each in Delivery.objects.using(ALIAS).all()}
    for message_id, count in run.copies_of().items():
        delivery = known.get(message_id)
        if delivery is None:
            yield f"{message_id} is in no ledger"
        elif count - 1 > min(delivery.possible_duplicates, MOST_RESENDS):
            yield f"{message_id}: {count} copies, {delivery.possible_duplicates} possible"


def i7(run: Run) -> Iterator[str]:
    """No mail holds another person's words: each reader's mark is in mails about them alone."""
    owners = {
        each.message_id: each.submission.email
        for each in Delivery.objects.using(ALIAS).select_related("submission")
        if each.submission
    }
    for copy in run.copies:
        found = {f"{mark}@example.com" for mark in MARK.findall(copy.words + copy.to)}
        if found - {owners.get(copy.message_id, "")}:
            yield copy.message_id


def i8(_: Run) -> Iterator[str]:
    """No stage ran twice or by a stale token: one lead and one result a reader, nobody's twice."""
    for model, field in ((Decision, "submission"), (Delivery, "key")):
        seen = Counter(model.objects.using(ALIAS).values_list(field, flat=True))
        yield from (f"{model.__name__} {key}" for key, count in seen.items() if count > 1)


def i9(_: Run) -> Iterator[str]:
    """A poison row is dead after five attempts, and nothing else that decides is."""
    dead = OutboxMessage.objects.using(ALIAS).dead().filter(topic=Topic.SUBMISSION_ACCEPTED)
    for row in dead:
        if row.key != str(POISON):
            yield f"{row} is dead: {row.last_error}"
        elif row.attempts > 6:
            yield f"the poison row had {row.attempts} attempts"
    if not dead.filter(key=str(POISON)).exists():
        yield "the poison row is not dead"


def i12(run: Run) -> Iterator[str]:
    """Settled within thirty seconds of healing; memory at most half as much again as before."""
    if run.settled > SETTLES:
        yield f"settled after {run.settled:.0f} s"
    before, after = run.memory
    if after > 1.5 * before:
        yield f"memory {before >> 20} MB, then {after >> 20} MB"


def i13(run: Run) -> Iterator[str]:
    """With the database up no POST is answered with an error, and none after more than a second;
    with it down, 202 or 503."""
    yield from (f"status {status}" for status, _ in run.with_database if status != 202)
    yield from (f"{took:.2f} s" for _, took in run.with_database if took > WORST)
    yield from (f"status {status}" for status in run.without_database if status not in (202, 503))


def i15(run: Run) -> Iterator[str]:
    """No reader's mark in any log; every row of work is done, waiting or dead."""
    for log in run.logs.glob("*.log"):
        if MARK.search(log.read_text(errors="replace")):
            yield log.name
    rows = OutboxMessage.objects.using(ALIAS)
    done = rows.exclude(done_at=None).count()
    if done + rows.pending().count() + rows.dead().count() != rows.count():
        yield "rows that are neither done, waiting nor dead"


ALL: dict[str, Callable[[Run], Iterator[str]]] = {
    "I1": i1, "I2": i2, "I3": i3, "I4": i4, "I5": i5, "I7": i7, "I8": i8, "I9": i9, "I12": i12,
    "I13": i13, "I15": i15,
}  # fmt: skip
NOT_CHECKED = {
    "I6": "no address is suppressed in this script; tests/leads does that",
    "I10": "the sample's advisors have no caps; tests/leads checks caps and shares",
    "I11": "neither tracking reports nor webhooks pass here; tests/leads checks both",
    "I14": "the ledgers are append-only by trigger and have no chain of hashes to verify",
}


def broken(run: Run) -> dict[str, list[str]]:
    """By invariant, what breaks it."""
    return {name: list(check(run)) for name, check in ALL.items()}
