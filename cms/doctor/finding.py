"""What was found: well, a fault with what to do about it, or not looked at and why."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    WELL = "well"
    FAULT = "fault"
    UNKNOWN = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is what was looked at, `says` what was seen; `do` is one sentence, and a fault has
    one."""

    check: str
    state: State
    says: str
    do: str = ""

    def __post_init__(self) -> None:
        if self.state is State.FAULT and not self.do:
            raise ValueError(f"{self.check}: a fault says what to do about it")


def well(check: str, says: str) -> Finding:
    return Finding(check, State.WELL, says)


def fault(check: str, says: str, *, do: str) -> Finding:
    return Finding(check, State.FAULT, says, do)


def not_checked(check: str, why: str, *, do: str = "") -> Finding:
    return Finding(check, State.UNKNOWN, why, do)
