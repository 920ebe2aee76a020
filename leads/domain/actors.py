"""Who did something to a lead."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class ActorKind(StrEnum):
    STAFF = "staff"  # somebody logged in
    ADVISOR = "advisor"  # an advisor, by mail or by a link of a mail
    READER = "reader"  # the lead themselves, as who books a conversation
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id`: of the user or the advisor; None for a reader and for the system."""

    kind: ActorKind
    id: int | None = None

    def __post_init__(self) -> None:
        named = self.kind in (ActorKind.STAFF, ActorKind.ADVISOR)
        if named != (self.id is not None):
            raise ValueError(f"An actor of kind {self.kind} {'has' if named else 'has no'} id.")

    @classmethod
    def staff(cls, user: int) -> Self:
        return cls(ActorKind.STAFF, user)

    @classmethod
    def advisor(cls, advisor: int) -> Self:
        return cls(ActorKind.ADVISOR, advisor)


READER = Actor(ActorKind.READER)
SYSTEM = Actor(ActorKind.SYSTEM)
