"""Things measured side by side: in turns, so that a slow minute slows them all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from tests.bench.load import Answers

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Rates:
    """Of several rounds: how many a second, and the slow end of each."""

    name: str
    rates: tuple[float, ...]
    slowest: tuple[float, ...]  # p99 of each round

    @property
    def median(self) -> float:
        return median(self.rates)

    def times(self, other: "Rates") -> float:
        """Median of the ratios within a round: both had the same neighbours."""
        pairs = zip(self.rates, other.rates, strict=True)
        return median(mine / theirs for mine, theirs in pairs)


def in_turns(
    kinds: Mapping[str, Callable[[], Answers]], *, rounds: int = ROUNDS
) -> dict[str, Rates]:
    """A round that is not counted, then `rounds` of all of them, one after the other."""
    seen: dict[str, list[Answers]] = {name: [] for name in kinds}
    for at in range(rounds + 1):
        for name, work in kinds.items():
            answers = work()
            if at:
                seen[name].append(answers)
    return {
        name: Rates(name, tuple(a.rate for a in all_), tuple(a.quantile(0.99) for a in all_))
        for name, all_ in seen.items()
    }


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def spread(rates: Rates) -> str:
    return f"{min(rates.rates):,.0f} – {max(rates.rates):,.0f}"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.3g} ms"


def judged(value: float, goal: float, *, words: str) -> str:
    """A goal that is at least so much, and whether it is met."""
    return f"{words}: {'met' if value >= goal else '**missed**'}"
