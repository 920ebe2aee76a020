"""One run: warm, faults, heal, drain, check."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models.functions import Now

from leads.models import Circuit, Delivery, OutboxMessage
from leads.models.outbox import Topic
from tests.chaos.faults import COMMON, ON_POSTGRES, POISON, Fault, play
from tests.chaos.invariants import Run, broken
from tests.chaos.load import Load, Reader, readers
from tests.chaos.stage import Database, Stage, stage
from tests.deployment import ALIAS

WARM = 10
DRAINS = 240.0  # seconds until we stop waiting
SOON = (Topic.SUBMISSION_ACCEPTED, Topic.DELIVERY_PLANNED)


@dataclass(frozen=True, slots=True)
class Figures:
    """The row of the table, and what breaks each invariant."""

    database: str
    seed: int
    submissions: int
    faults: int
    lost: int
    mails: int
    duplicates: int
    possible: int
    errors: int
    indeterminate: int
    worst: float
    settled: float
    shortened: bool
    broken: dict[str, list[str]]


def run(
    database: Database,
    *,
    count: int,
    seed: int,
    rounds: int = 1,
    rate: float = 6.0,
    faults: Sequence[Fault] | None = None,
    shorten: bool = False,
    say: Callable[[str], None] = print,
) -> Figures:
    """`shorten`: at healing leases, back-off and the open circuit are ended by hand."""
    chance = random.Random(seed)
    chosen = list(faults or [*COMMON, *(ON_POSTGRES if database == "postgres" else [])])
    with stage(database) as s:
        s.start_all()
        people = readers(s.person(), count=count + WARM, seed=seed)
        _send(people[:WARM], s)
        _drain(s)
        memory = s.memory()
        load = Load(people[WARM:], rate=rate, addresses=s.webs)
        began = time.time()
        load.start()
        hurt = [each for _ in range(rounds) for each in play(chosen, s, chance=chance, say=say)]
        load.wait()
        say(f"healed after {time.time() - began:.0f} s")
        if shorten:
            _end_waits()
        settled = _drain(s)
        happened = _seen(s, people, hurt=hurt, settled=settled, shorten=shorten, memory=memory)
        return _figures(database, seed, happened, faults=len(chosen) * rounds)


def _send(people: Sequence[Reader], s: Stage) -> None:
    load = Load(people, rate=20, addresses=s.webs)
    load.start()
    load.wait()


def _end_waits() -> None:
    """Time passes for leases, back-off and the circuit."""
    pending = OutboxMessage.objects.using(ALIAS).pending().filter(topic__in=SOON)
    pending.update(available_at=Now())
    Circuit.objects.using(ALIAS).filter(open_until__isnull=False).update(open_until=Now())


def _drain(s: Stage) -> float:
    """Seconds until nothing that concerns these readers waits; the poison row is hurried along."""
    began = time.monotonic()
    while (took := time.monotonic() - began) < DRAINS:
        waiting = OutboxMessage.objects.using(ALIAS).pending().filter(topic__in=SOON)
        waiting.filter(key=str(POISON), token=None).update(available_at=Now())
        if not waiting.exclude(key=str(POISON)).exists():
            _bury_poison()
            return took
        time.sleep(0.2)
    return float("inf")


def _bury_poison() -> None:
    """Five attempts have long waits between them; here each comes at once."""
    poison = OutboxMessage.objects.using(ALIAS).pending().filter(key=str(POISON))
    ends = time.monotonic() + 30
    while poison.exists() and time.monotonic() < ends:
        poison.update(available_at=Now())
        time.sleep(1.5)


def _seen(
    s: Stage, people: Sequence[Reader], *, hurt: list[tuple[float, float]], settled: float,
    shorten: bool, memory: int,
) -> Run:  # fmt: skip
    up: list[tuple[int, float]] = []
    down: list[int] = []
    for post in (post for reader in people for post in reader.posts):
        if post.told == "indeterminate":
            continue
        if any(begins <= post.at <= ends for begins, ends in hurt):
            down.append(post.status)
        else:
            up.append((post.status, post.took))
    return Run(
        readers=people,
        copies=list(s.sink.copies),
        refused=set(s.sink.refused),
        logs=s.directory / "logs",
        settled=settled,
        shortened=shorten,
        memory=(memory, s.memory()),
        with_database=up,
        without_database=down,
    )


def _figures(database: str, seed: int, happened: Run, *, faults: int) -> Figures:
    faulty = broken(happened)
    copies = happened.copies_of()
    ledger = Delivery.objects.using(ALIAS).all()
    return Figures(
        database=database,
        seed=seed,
        submissions=len(happened.readers),
        faults=faults,
        lost=len(faulty["I1"]) + len(faulty["I4"]),
        mails=len(copies),
        duplicates=sum(copies.values()) - len(copies),
        possible=sum(each.possible_duplicates for each in ledger),
        errors=happened.errors_seen,
        indeterminate=sum(
            post.told == "indeterminate" for each in happened.readers for post in each.posts
        ),
        worst=happened.worst,
        settled=happened.settled,
        shortened=happened.shortened,
        broken=faulty,
    )
