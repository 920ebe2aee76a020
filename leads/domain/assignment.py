"""Who in a lane gets the next lead: a ledger of what each advisor is owed, and a fair choice.

Each lead is worth LEAD. Every advisor available is credited a share of it by weight, and whoever
gets it pays for it, so what a lane owes its advisors always adds up to the same. Who is not
available is neither credited nor charged: an absence builds no debt, and nothing has to be made up
for after it.

The choice is R. Tijdeman's ("The chairman assignment problem", Discrete Mathematics 32, 1980):
among those owed at least 1/(2k-2) of a lead, whoever's turn falls due first; a turn is due when,
were it passed over until then, 1 - 1/(2k-2) would be owed. In a lane of k advisors who start level
and stay available nobody is ever further than that from their weighted share: less than one lead.
To take whoever is owed most breaks this promise: weights 1, 1, 1, 1, 1, 9, 9, 9 lead it astray by
1.19 leads.

Tijdeman knows beforehand who will be available; a lane does not, so where advisors come and go the
bound is not promised (in random trials nobody was further off than 1.4). The choice looks only at
differences: what those available are owed on average is first set aside, lest somebody who ran
ahead and is now away delay the turns of those who stayed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

LEAD = 1_000_000  # the ledger's unit is a millionth of a lead


@dataclass(frozen=True, slots=True)
class Candidate:
    """An advisor of the lane. `balance`: what they are owed; 0, as for a newcomer, is level.

    `excluded` says in one word why they cannot be drawn now ("away", "at_daily_cap", "inactive").
    `known` says how they know the reader ("reader", "organization"); of at most one in a lane.
    """

    key: str
    weight: int
    balance: int = 0
    excluded: str | None = None
    known: str = ""

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise ValueError(f"The weight of {self.key} is below 1. Exclude them instead.")


@dataclass(frozen=True, slots=True)
class Considered:
    """How one candidate stood when the lead came.

    `owed` is the balance with this lead's credit, before anybody paid. `due` is how many leads,
    in millionths, could still go to others before the turn had to come; None for the excluded and
    for those not owed enough to have a turn. The lowest `due` gets the lead.
    """

    key: str
    weight: int
    balance: int
    owed: int
    due: int | None
    excluded: str | None
    known: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets the lead, None where nobody can, and everyone considered, by key."""

    chosen: str | None
    considered: tuple[Considered, ...]

    @property
    def balances(self) -> dict[str, int]:
        """What each is owed from now on, the excluded included."""
        return {
            each.key: each.owed - LEAD if each.key == self.chosen else each.owed
            for each in self.considered
        }

    def to_document(self) -> dict[str, Any]:
        """JSON-able, for a receipt; the candidates can be read from it again."""
        considered = [
            {name: getattr(each, name) for name in Considered.__slots__} for each in self.considered
        ]
        return {"chosen": self.chosen, "considered": considered, "balances": self.balances}


def choose(candidates: Iterable[Candidate]) -> Choice:
    """The fair choice of the module's docstring; the order of `candidates` means nothing.

    Whoever knows the reader comes before any turn, and pays for the lead all the same: the others
    keep what they are owed, so their turns come sooner after it.

    Where two turns fall due together the lower key is first. Raises ValueError where two candidates
    have the same key.
    """
    everyone = sorted(candidates, key=lambda candidate: candidate.key)
    if len({candidate.key for candidate in everyone}) < len(everyone):
        raise ValueError("Two candidates have the same key.")
    able = [candidate for candidate in everyone if candidate.excluded is None]
    owed = {candidate.key: candidate.balance for candidate in everyone} | _credited(able)
    due = _due(able, owed)
    return Choice(
        chosen=_acquaintance(able) or min(due, key=lambda key: due[key], default=None),
        considered=tuple(
            Considered(
                key=candidate.key,
                weight=candidate.weight,
                balance=candidate.balance,
                owed=owed[candidate.key],
                due=due.get(candidate.key),
                excluded=candidate.excluded,
                known=candidate.known,
            )
            for candidate in everyone
        ),
    )


def _acquaintance(able: Sequence[Candidate]) -> str | None:
    return next((candidate.key for candidate in able if candidate.known), None)


def _credited(able: Sequence[Candidate]) -> dict[str, int]:
    """Balances after each was credited by weight: LEAD in all, to the unit.

    The units that division leaves over go where it cut off most, then to whoever is owed least. A
    balance so strays from the exact one by less than one unit a lead.
    """
    total = sum(candidate.weight for candidate in able)
    owed = {each.key: each.balance + LEAD * each.weight // total for each in able}
    left = LEAD - sum(LEAD * each.weight // total for each in able)
    by_cut = sorted(able, key=lambda each: (-(LEAD * each.weight % total), each.balance))
    for each in by_cut[:left]:
        owed[each.key] += 1
    return owed


def _due(able: Sequence[Candidate], owed: Mapping[str, int]) -> dict[str, int]:
    """When the turn of each falls due, in millionths of leads from now; only of those owed enough.

    Somebody always is: set level, all are owed LEAD together, so one of k at least LEAD / k.
    """
    total = sum(candidate.weight for candidate in able)
    enough = Fraction(LEAD, max(2 * len(able) - 2, 1))
    level = Fraction(sum(each.balance for each in able), max(len(able), 1))
    return {
        each.key: floor((LEAD - enough - (owed[each.key] - level)) * total / each.weight)
        for each in able
        if owed[each.key] - level >= enough
    }
