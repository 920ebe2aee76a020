"""How much work a count may be. Beyond it there is a sentence, never a machine that hangs."""

from typing import Final

MOST_STATES: Final = 20_000  # kinds of reader that rules and branching tell apart
MOST_LISTED: Final = 10_000  # answers to one question that are looked at one by one
MOST_EFFECTS: Final = 50_000  # different effects of the answers to one question
MOST_NAMED: Final = 10  # choices of one multiple question that rules tell apart
MOST_BYTES: Final = 1_000_000_000
SECONDS: Final = 20.0  # as estimated for one core; the page asks for less


class TooLarge(Exception):
    """The count would take too long, or too much memory. The message says what to do."""


def too_many_answers(question: str) -> TooLarge:
    return TooLarge(
        f"“{question}” can be answered in too many ways to count. Narrow its range, or give it no "
        "points and name it in no rule."
    )
