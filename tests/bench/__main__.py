"""Measures, prints a table, and writes docs/performance.md. A goal that is missed is marked."""

import platform
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.figures import figures
from tests.bench.harness import Result, measure

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
HEAD = ("What", "Median", "Quickest – slowest", "Goal", "× floor")


def main() -> None:
    results = []
    for figure in figures():
        results.append(measure(figure))
        print("  ".join(cells(results[-1])), file=sys.stderr)  # noqa: T201
    table = "\n".join(rows(results))
    print(table)  # noqa: T201
    PAGE.write_text(page(table))


PAGE_TEXT = """\
# Performance

Measured by `make bench`, which writes this page. Absolute figures move with the machine and its
neighbours; the ratio to a floor, measured beside each in the same run, moves less. A floor is the
least the same work could cost.

{versions}; one process. {day}.

{table}

Each figure is the median of at least three rounds, each long enough for the clock, after a round
that is not counted. Coverage is counted exactly, without sampling. It is quickest where an answer
moves one dimension.
"""


def page(table: str) -> str:
    versions = ", ".join(
        [
            f"Python {platform.python_version()}",
            *(f"{name} {version(name)}" for name in ("Django", "Wagtail")),
            f"{platform.system()} on {platform.machine()}",
        ]
    )
    return PAGE_TEXT.format(versions=versions, day=f"{datetime.now(UTC):%-d %B %Y}", table=table)


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


if __name__ == "__main__":
    main()
