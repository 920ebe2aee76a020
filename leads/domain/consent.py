"""What a reader agreed to, read off the ledger of what was said: given, confirmed, withdrawn,
lifted."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Said(StrEnum):
    GIVEN = "given"
    CONFIRMED = "confirmed"  # from the address itself
    WITHDRAWN = "withdrawn"
    LIFTED = "lifted"  # a person took a withdrawal back, for a reason


class Standing(StrEnum):
    """`pending`: agreed to, and not yet confirmed where that was asked for."""

    NONE = "none"
    PENDING = "pending"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


class Word(NamedTuple):
    """One line of the ledger. `to_confirm`: as the operator had set it on that day."""

    said: Said
    to_confirm: bool = False


def standing(words: Iterable[Word]) -> Standing:
    """Where these words, oldest first, leave the reader.

    Who agreed once need not confirm because it is asked of others later; who withdrew and agrees
    again is asked as if for the first time. A link of an old mail confirms nothing that was
    withdrawn since.
    """
    now = before = Standing.NONE
    for word in words:
        match word.said:
            case Said.GIVEN if now is not Standing.AGREED:
                now = Standing.PENDING if word.to_confirm else Standing.AGREED
            case Said.CONFIRMED if now is Standing.PENDING:
                now = Standing.AGREED
            case Said.WITHDRAWN if now is not Standing.WITHDRAWN:
                before, now = now, Standing.WITHDRAWN
            case Said.LIFTED if now is Standing.WITHDRAWN:
                now = before
    return now
