"""What is left to ask of a rule once some of its comparisons are known."""

from collections.abc import Iterable, Mapping

from leads.domain.conditions import All, AnyOf, Condition, Leaf, Not

type Residue = Condition | bool


class Residues:
    """Rules as far as they are known, each set of them by a number of its own; 0 is unknown.

    `bits` has a bit for each comparison that a question or the reader's fields decide.
    """

    def __init__(self, rules: Iterable[Condition], bits: Mapping[Leaf, int]) -> None:
        self._bits = bits
        self._known: list[tuple[Residue, ...]] = [tuple(rules)]
        self._numbers = {self._known[0]: 0}
        self._settled: dict[tuple[int, int, int], int] = {}

    def __getitem__(self, number: int) -> tuple[Residue, ...]:
        return self._known[number]

    def settle(self, number: int, *, asked: int, truths: int) -> int:
        """The rules once the comparisons `asked` are known, `truths` being those that hold."""
        key = number, asked, truths
        if key not in self._settled:
            rules = tuple(self._settle(rule, asked, truths) for rule in self._known[number])
            if rules not in self._numbers:
                self._numbers[rules] = len(self._known)
                self._known.append(rules)
            self._settled[key] = self._numbers[rules]
        return self._settled[key]

    def _settle(self, rule: Residue, asked: int, truths: int) -> Residue:
        match rule:
            case bool():
                return rule
            case All(conditions):
                return _joined(All, [self._settle(each, asked, truths) for each in conditions])
            case AnyOf(conditions):
                return _joined(AnyOf, [self._settle(each, asked, truths) for each in conditions])
            case Not(inner):
                known = self._settle(inner, asked, truths)
                return (not known) if isinstance(known, bool) else Not(known)
            case leaf:
                bit = self._bits.get(leaf, 0)
                return bool(bit & truths) if bit & asked else leaf


def _joined(kind: type[All] | type[AnyOf], parts: list[Residue]) -> Residue:
    decides = kind is AnyOf  # what decides the whole as soon as one part is it
    if decides in parts:
        return decides
    left = tuple(each for each in parts if not isinstance(each, bool))
    if not left:
        return not decides
    return left[0] if len(left) == 1 else kind(left)
