"""What readers write about themselves, made harmless for a mail.

Mail programs turn anything that looks like an address into a link, and whoever fills in a form
chooses the words. So the words stay and the links go.
"""

import re
import unicodedata

LONGEST_SUBJECT = 150
LONGEST_NAME = 30
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # Unicode's categories
BREAK = "\u200b"  # a space of no width: invisible, and no program sees a link across it
_LINK_POINTS = re.compile(r"(?<=\w)\.(?=\w)|://|@")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")


def inert(text: str) -> str:
    """The same words; nothing in them becomes a link, and no control character is left."""
    return _LINK_POINTS.sub(lambda point: f"{point[0]}{BREAK}", _printable(text))


def one_line(text: str) -> str:
    """For a header: no line break, no control character, at most LONGEST_SUBJECT characters."""
    line = " ".join(_printable(text).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def first_name(name: str) -> str:
    """What to greet somebody by; "" when what they wrote does not look like a name."""
    first = (name.split(maxsplit=1) or [""])[0]
    if inert(name) != name or len(first) > LONGEST_NAME or not _NAME.fullmatch(first):
        return ""
    return first


def _printable(text: str) -> str:
    """Without control and format characters: the latter turn the direction of text around."""
    return "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in UNSEEN
    )
