"""What a lane owes its advisors after a lead went back.

Who declines neither gains nor loses. A turn that ends without the advisor having had the lead, by
declining, by handing back, by a person's decision, is taken back whole: everybody returns the
credit they got for it and the advisor gets back what they paid, as if the lead had never come. The
next draw then credits and charges only those who are left, as if whoever declined had been away for
this one lead. They keep their turn, and who takes their place is not charged twice.

A turn that expired stays paid for. To return it would put an advisor who never answers first in
line for every lead, and each of them would wait for nothing.

Both only add and subtract, so other leads may be drawn in between, and what a lane owes in all
always adds up to the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leads.domain.assignment import LEAD

type Balances = dict[str, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one draw moved: whose turn it was, and the credit everybody got for it, by key.

    A turn that a person gave without a draw has no credits and moved nothing.
    """

    advisor: str
    credits: tuple[tuple[str, int], ...] = ()


def turn_of(advisor: str, considered: Iterable[Mapping[str, int]]) -> Turn:
    """From the receipt of a draw."""
    return Turn(
        advisor,
        tuple((str(each["advisor"]), each["owed"] - each["balance"]) for each in considered),
    )


def taken_back(balances: Mapping[str, int], turn: Turn) -> Balances:
    """As if the lead of this turn had never come. Who has left the lane since is left out."""
    return _moved(balances, turn, sign=-1)


def paid_for(balances: Mapping[str, int], turn: Turn) -> Balances:
    """The reverse: the turn counts again, as when a person hands it on and another pays for it."""
    return _moved(balances, turn, sign=1)


def _moved(balances: Mapping[str, int], turn: Turn, *, sign: int) -> Balances:
    after = dict(balances)
    if not turn.credits:
        return after
    for key, moved in (*turn.credits, (turn.advisor, -LEAD)):
        if key in after:
            after[key] += sign * moved
    return after
