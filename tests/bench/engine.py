"""Scoring, matching, coverage: pure functions, in this process."""

from collections.abc import Iterable, Iterator

from tests.bench.figures import figures
from tests.bench.harness import Result, measure
from tests.bench.stage import say

TITLE = "Scoring, matching, coverage"
HEAD = ("What", "Median", "Quickest – slowest", "Goal", "× floor")
NOTE = """\
Each figure is the median of at least three rounds, each long enough for the clock, after a round
that is not counted. Coverage is counted exactly, without sampling. It is quickest where an answer
moves one dimension."""


def run() -> str:
    results = []
    for figure in figures():
        results.append(measure(figure))
        say("  ".join(cells(results[-1])))
    return "\n".join([*rows(results), "", NOTE])


def rows(results: Iterable[Result]) -> Iterator[str]:
    yield f"| {' | '.join(HEAD)} |"
    yield f"|{'---|' * len(HEAD)}"
    for result in results:
        yield f"| {' | '.join(cells(result))} |"


def cells(result: Result) -> list[str]:
    measured, goal = result.measured, result.figure.goal
    met = "" if goal is None else f"≤ {_seconds(goal)}: {'met' if result.is_met else '**missed**'}"
    return [
        result.figure.name,
        _seconds(measured.median),
        f"{_seconds(measured.least)} – {_seconds(measured.most)}",
        met,
        f"{result.ratio:.1f}" if result.ratio else "",
    ]


def _seconds(seconds: float) -> str:
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"
