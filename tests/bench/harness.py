"""Medians with their spread: the same work many times, the clock read around each round."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

type Work = Callable[[], object]

ROUNDS = 9
SHORTEST = 0.02  # seconds a round should take: shorter, and the clock's own noise is measured


@dataclass(frozen=True, slots=True)
class Figure:
    """`goal` in seconds, None where there is none; `floor`: the least the same work could cost."""

    name: str
    work: Work
    goal: float | None = None
    floor: Work | None = None
    rounds: int = ROUNDS


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for one piece of work: the median of all rounds, the quickest and the slowest."""

    median: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Result:
    figure: Figure
    measured: Measured
    floor: Measured | None

    @property
    def is_met(self) -> bool:
        return self.figure.goal is None or self.measured.median <= self.figure.goal

    @property
    def ratio(self) -> float | None:
        return self.measured.median / self.floor.median if self.floor else None


def measure(figure: Figure) -> Result:
    floor = timed(figure.floor, rounds=figure.rounds) if figure.floor else None
    return Result(figure, timed(figure.work, rounds=figure.rounds), floor)


def timed(work: Work, *, rounds: int) -> Measured:
    times = _times_in_a_round(work)
    gc.collect()
    gc.disable()  # a collection that falls into one round says nothing of the work
    try:
        seconds = [_round(work, times) / times for _ in range(rounds)]
    finally:
        gc.enable()
    return Measured(median(seconds), min(seconds), max(seconds))


def _times_in_a_round(work: Work) -> int:
    """The first calls also fill what is kept, so that no round pays for it."""
    times = 1
    while _round(work, times) < SHORTEST:
        times *= 2
    return times


def _round(work: Work, times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        work()
    return time.perf_counter() - began
