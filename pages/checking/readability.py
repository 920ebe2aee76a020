"""How hard a text is to read, from its words and sentences alone."""

import re
from typing import Final, NamedTuple

LONG: Final = 6  # letters; a word with more counts as long
WORD: Final = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
STOP: Final = re.compile(r"[.!?…:]+(?=\s|$)|\n+")
# Björnsson, “Läsbarhet” (1968); Wagtail's own checker shows the same measure.
BANDS: Final = ((30, "very easy"), (40, "easy"), (50, "medium"), (60, "hard"))


class Readability(NamedTuple):
    """`lix`: 20 for a children's book, 60 and more for a statute."""

    words: int
    sentences: int
    lix: int

    @property
    def label(self) -> str:
        return next((label for below, label in BANDS if self.lix < below), "very hard")


def readability(text: str) -> Readability:
    """LIX: words a sentence, plus the long words in a hundred. Lines end sentences too."""
    words = WORD.findall(text)
    sentences = sum(bool(WORD.search(part)) for part in STOP.split(text))
    if not words:
        return Readability(0, 0, 0)
    long = sum(len(word) > LONG for word in words)
    lix = len(words) / sentences + 100 * long / len(words)
    return Readability(len(words), sentences, round(lix))
