"""The table: printed, and written into docs/reliability.md between its markers."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.chaos.comparison import Compared
from tests.chaos.invariants import ALL, NOT_CHECKED
from tests.chaos.run import Figures

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGINS, ENDS = "<!-- chaos begins -->", "<!-- chaos ends -->"
HEAD = (
    "Database", "Submissions", "Faults", "Lost", "Duplicates", "Possible duplicates",
    "Readers who saw an error", "Worst submit", "Settled after", "Seed",
)  # fmt: skip


def table(results: Sequence[Figures], compared: Sequence[Compared] = ()) -> str:
    return "\n".join([*_rows(results), "", *_comparison(compared), *_invariants(results)])


def write(text: str) -> None:
    before, _, rest = PAGE.read_text().partition(BEGINS)
    after = rest.partition(ENDS)[2]
    PAGE.write_text(f"{before}{BEGINS}\n\n{text}\n\n{ENDS}{after}")


def _rows(results: Sequence[Figures]) -> Iterator[str]:
    yield f"| {' | '.join(HEAD)} |"
    yield f"|{'---|' * len(HEAD)}"
    for each in results:
        share = 100 * each.duplicates / max(each.mails, 1)
        cells = (
            each.database, each.submissions, each.faults, each.lost,
            f"{each.duplicates} of {each.mails} ({share:.1f} %)", each.possible, each.errors,
            f"{each.worst:.2f} s",
            f"{each.settled:.0f} s{', waits ended by hand' if each.shortened else ''}", each.seed,
        )  # fmt: skip
        yield f"| {' | '.join(map(str, cells))} |"


def _comparison(compared: Sequence[Compared]) -> Iterator[str]:
    """Nothing where nothing was compared."""
    if not compared:
        return
    yield "The same readers and faults, but for sweeper, beat, fail points and the poison row"
    yield "(they have none of these), against two small prototypes, on SQLite:"
    yield ""
    yield "| Design | Mails lost | Duplicates | Readers who saw an error | Worst submit |"
    yield "|---|---|---|---|---|"
    for each in compared:
        lost = f"{each.lost} of {each.owed} ({100 * each.lost / max(each.owed, 1):.1f} %)"
        twice = f"{each.duplicates} ({100 * each.duplicates / max(each.mails, 1):.1f} %)"
        yield f"| {each.name} | {lost} | {twice} | {each.errors} | {each.worst:.2f} s |"
    yield ""


def _invariants(results: Sequence[Figures]) -> Iterator[str]:
    yield f"| | Invariant | {' | '.join(each.database for each in results)} |"
    yield f"|---|---|{'---|' * len(results)}"
    for name, check in ALL.items():
        sentence = " ".join((check.__doc__ or "").split())
        told = " | ".join(_told(each.broken[name]) for each in results)
        yield f"| {name} | {sentence} | {told} |"
    for name, why in NOT_CHECKED.items():
        yield f"| {name} | not checked here: {why} | {' | '.join('–' for _ in results)} |"


def _told(faults: list[str]) -> str:
    return f"**broken {len(faults)} times**, {faults[0]}" if faults else "holds"
