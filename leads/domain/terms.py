"""The terms a condition is written in: four comparisons, and three ways to join them.

Each refuses, when it is made, whatever could not be compared: ConditionInvalid names every fault.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessment.domain.documents import UNSTORABLE, DocumentInvalid, Fault
from assessment.domain.parts import LARGEST_NUMBER, SLUG

DEEPEST = 10  # all, any and not inside one another: more than any editor can read
FIELDS = (
    "contact.email",
    "contact.email_domain",
    "contact.name",
    "contact.company",
    "contact.role",
    "attribution.utm_source",
    "attribution.utm_medium",
    "attribution.utm_campaign",
    "attribution.page",
    "attribution.block",
    "attribution.referrer",
)


class ConditionInvalid(DocumentInvalid):
    """`errors`: every fault, as (JSON Pointer into the condition's document, sentence)."""


class ScoreOperator(StrEnum):
    """How a score, or the difference of two, is compared with a whole number."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"


class AnswerOperator(StrEnum):
    """How an answer is compared.

    A single choice counts as a set of one key. `is` and `is_any_of` ask for exactly one key, so of
    a multiple choice they ask that nothing else is ticked; `includes` asks that the key is among
    those ticked. `contains` looks for words in a text; `at_least` and `at_most` compare numbers.
    """

    IS = "is"
    IS_NOT = "is_not"
    IS_ANY_OF = "is_any_of"
    INCLUDES = "includes"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    CONTAINS = "contains"


class FieldOperator(StrEnum):
    """How what the reader, or the link they followed, says about them is compared."""

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    ENDS_WITH = "ends_with"
    IS_EMPTY = "is_empty"
    IS_PRESENT = "is_present"


VALUELESS = (FieldOperator.IS_EMPTY, FieldOperator.IS_PRESENT)

type AnswerValue = str | tuple[str, ...] | int | float


class _Checked:
    """Asks for faults as soon as it is made."""

    __slots__ = ()

    def __post_init__(self) -> None:
        if faults := tuple(self.faults()):
            raise ConditionInvalid(faults)

    def faults(self) -> Iterator[Fault]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class ScoreCondition(_Checked):
    """A dimension's score, 0 to 100, against a whole number in that range."""

    dimension: str
    operator: ScoreOperator
    value: int

    def faults(self) -> Iterator[Fault]:
        yield from _name_faults("/score", self.dimension)
        yield from _operator_faults(self.operator, ScoreOperator)
        yield from _whole_faults(self.value, least=0, most=100)


@dataclass(frozen=True, slots=True)
class DifferenceCondition(_Checked):
    """`minuend` minus `subtrahend` against a whole number from -100 to 100."""

    minuend: str
    subtrahend: str
    operator: ScoreOperator
    value: int

    def faults(self) -> Iterator[Fault]:
        yield from _name_faults("/difference/0", self.minuend)
        yield from _name_faults("/difference/1", self.subtrahend)
        if self.minuend == self.subtrahend:
            yield Fault("/difference", "Name two different dimensions.")
        yield from _operator_faults(self.operator, ScoreOperator)
        yield from _whole_faults(self.value, least=-100, most=100)


@dataclass(frozen=True, slots=True)
class AnswerCondition(_Checked):
    """The answer to one question against a choice key, several, a number or words."""

    question: str
    operator: AnswerOperator
    value: AnswerValue

    def __post_init__(self) -> None:
        _Checked.__post_init__(self)
        # One way to write a number: a database may give 2.0 back as 2, and the hash must not move.
        if isinstance(self.value, float) and self.value.is_integer():
            object.__setattr__(self, "value", int(self.value))

    def faults(self) -> Iterator[Fault]:
        yield from _name_faults("/answer", self.question)
        yield from _operator_faults(self.operator, AnswerOperator)
        match self.operator:
            case AnswerOperator.IS_ANY_OF:
                yield from _list_faults(self.value)
            case AnswerOperator.AT_LEAST | AnswerOperator.AT_MOST:
                yield from _number_faults(self.value)
            case AnswerOperator.IS | AnswerOperator.IS_NOT if not isinstance(self.value, str):
                yield from _number_faults(self.value)
            case _:
                yield from _text_faults("/value", self.value)


@dataclass(frozen=True, slots=True)
class FieldCondition(_Checked):
    """One of FIELDS against words; `is_empty` and `is_present` take none."""

    field: str
    operator: FieldOperator
    value: str = ""

    def faults(self) -> Iterator[Fault]:
        if self.field not in FIELDS:
            yield Fault("/field", f"Name one of: {', '.join(FIELDS)}.")
        yield from _operator_faults(self.operator, FieldOperator)
        if self.operator not in VALUELESS:
            yield from _text_faults("/value", self.value)
        elif self.value != "":
            yield Fault("/value", "This comparison takes no value. Leave it out.")


@dataclass(frozen=True, slots=True)
class All(_Checked):
    """Holds where each of its conditions holds. At least one."""

    conditions: "tuple[Condition, ...]"

    def faults(self) -> Iterator[Fault]:
        yield from _group_faults("/all", self.conditions)


@dataclass(frozen=True, slots=True)
class AnyOf(_Checked):
    """Holds where one of its conditions holds. At least one."""

    conditions: "tuple[Condition, ...]"

    def faults(self) -> Iterator[Fault]:
        yield from _group_faults("/any", self.conditions)


@dataclass(frozen=True, slots=True)
class Not(_Checked):
    """Holds where its condition does not, so also where the fact it asks for is missing."""

    condition: "Condition"

    def faults(self) -> Iterator[Fault]:
        yield from _group_faults("/not", (self.condition,))


type Leaf = ScoreCondition | DifferenceCondition | AnswerCondition | FieldCondition
type Condition = Leaf | All | AnyOf | Not


def depth(condition: Condition) -> int:
    """How many conditions stand inside one another, itself included: 1 for a comparison."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            return 1 + max(map(depth, conditions))
        case Not(inner):
            return 1 + depth(inner)
        case _:
            return 1


def _group_faults(path: str, conditions: "tuple[Condition, ...]") -> Iterator[Fault]:
    if not conditions:
        yield Fault(path, "Give at least one condition.")
    elif max(map(depth, conditions)) >= DEEPEST:
        yield Fault(path, f"Conditions may stand at most {DEEPEST} deep inside one another.")


def _name_faults(path: str, name: object) -> Iterator[Fault]:
    if not isinstance(name, str) or not SLUG.fullmatch(name):
        yield Fault(path, "Name it by its key: small letters, digits and single hyphens.")


def _operator_faults(operator: object, known: type[StrEnum]) -> Iterator[Fault]:
    if not isinstance(operator, known):
        yield Fault("/operator", f"Choose one of: {', '.join(known)}.")


def _whole_faults(value: object, *, least: int, most: int) -> Iterator[Fault]:
    if type(value) is not int or not least <= value <= most:
        yield Fault("/value", f"Give a whole number from {least} to {most}.")


def _number_faults(value: object) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Fault("/value", "Give a number.")
    elif not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:  # so is what is not a number
        yield Fault("/value", f"Numbers lie between −{LARGEST_NUMBER} and {LARGEST_NUMBER}.")


def _text_faults(path: str, value: object) -> Iterator[Fault]:
    if not isinstance(value, str) or not value.strip():
        yield Fault(path, "Say what to compare with.")
    elif UNSTORABLE.search(value):
        yield Fault(path, "This holds characters that cannot be kept.")


def _list_faults(value: object) -> Iterator[Fault]:
    if not isinstance(value, tuple) or not value:
        yield Fault("/value", "Give a list of at least one key.")
        return
    for at, key in enumerate(value):
        yield from _text_faults(f"/value/{at}", key)
