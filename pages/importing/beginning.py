"""How a text begins: what it says of itself, its title, its standfirst."""

import re
from datetime import date
from typing import Any

import yaml

from pages.importing.found import Found
from pages.importing.pieces import Piece
from pages.importing.prose import parsed, words

LONGEST_TITLE = 255
LONGEST_STANDFIRST = 500
LIKELY_TITLE = 120
LIKELY_STANDFIRST = 300
MARKED = {"standfirst", "subtitle", "lead", "lede", "intro", "dek"}
ALIASES = {
    "title": "title",
    "standfirst": "standfirst",
    "subtitle": "standfirst",
    "summary": "standfirst",
    "excerpt": "standfirst",
    "author": "author",
    "slug": "slug",
    "pillar": "pillar",
    "search_title": "search_title",
    "description": "description",
}
LONGEST = {
    "title": LONGEST_TITLE,
    "standfirst": LONGEST_STANDFIRST,
    "author": 120,
    "slug": 255,
    "search_title": 255,
}
SENTENCE_END = re.compile(r"[.!?…][”’\"')]*(?:\s|$)")


def take_front_matter(lines: list[str], found: Found) -> int:
    """Fills in what stands between two lines `---` at the very beginning. Returns the number of
    the line after it; 1 where there is none, which then is text."""
    if not lines or lines[0].rstrip() != "---":
        return 1
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        return 1
    try:
        told = yaml.safe_load("\n".join(lines[1:end]))
    except (yaml.YAMLError, ValueError, RecursionError):
        return 1
    if not isinstance(told, dict) or not all(isinstance(key, str) for key in told):
        return 1
    for key, value in told.items():
        _take(key, value, found, line=_line_of(lines, key))
    return end + 2


def _line_of(lines: list[str], key: str) -> int:
    return next((n for n, line in enumerate(lines, start=1) if line.startswith(f"{key}:")), 1)


def _take(key: str, value: Any, found: Found, *, line: int) -> None:
    field = ALIASES.get(key.strip().lower())
    if value is None:
        return
    is_plain = isinstance(value, str | int | float | date)
    text = str(value) if is_plain else ""
    fits = len(text) <= LONGEST.get(field or "", 2_000)
    if field and is_plain and fits and not getattr(found, field):
        setattr(found, field, text)
        return
    for said in _sentences_in(value):
        found.parts.append({"type": "text", "value": _paragraph(said)})
    found.doubt(line, f"“{key}” has no place on an article. A sentence in it was kept as text.")


def _sentences_in(value: Any) -> list[str]:
    """What reads as a sentence, however deep."""
    match value:
        case str() if " " in value.strip():
            return [value]
        case list():
            return [said for each in value for said in _sentences_in(each)]
        case dict():
            return [said for each in value.values() for said in _sentences_in(each)]
    return []


def _paragraph(text: str) -> str:
    paragraph = parsed("").new_tag("p")
    paragraph.string = " ".join(text.split(" "))
    return str(paragraph)


def take_title(pieces: list[Piece], found: Found) -> None:
    """The first heading of level 1, else what stands first, if it is like a title."""
    highest = next((at for at, piece in enumerate(pieces) if piece.level == 1), None)
    if found.title:
        if highest == 0 and pieces[0].words == found.title:
            del pieces[0]
        return
    if highest is not None:
        _take_title(pieces, highest, found)
        if highest:
            found.doubt(pieces[0].line, "This stood above the title. It begins the text now.")
    elif pieces and _is_like_a_title(pieces[0]):
        found.doubt(pieces[0].line, "Read as the title, because it stands first.")
        _take_title(pieces, 0, found)
    elif pieces:
        found.title = _cut(pieces[0].words, LIKELY_TITLE) if pieces[0].words else ""
        found.doubt(pieces[0].line, "No title was found, so the first words stand in. Write one.")


def _take_title(pieces: list[Piece], at: int, found: Found) -> None:
    title = pieces[at].words
    if len(title) <= LONGEST_TITLE and title and not pieces[at].node.find("a"):
        found.title = title
        del pieces[at]
        return
    found.title = _cut(title, LIKELY_TITLE)
    found.doubt(pieces[at].line, "The title is too long, or holds a link. It was kept as text too.")


def _is_like_a_title(piece: Piece) -> bool:
    if piece.level:
        return True
    said = piece.words
    return (
        piece.name == "p"
        and 0 < len(said) <= LIKELY_TITLE
        and not SENTENCE_END.search(said)
        and not piece.node.find(["a", "img", "br"])
    )


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0] + "…"


def take_standfirst(pieces: list[Piece], found: Found) -> None:
    """The first paragraph, where it is marked as such, or short with more text to follow."""
    if found.standfirst:
        return
    first = pieces[0] if pieces else None
    if first is None or first.name != "p" or first.node.find(["a", "img"]) or not first.words:
        found.doubt(first.line if first else 1, "No standfirst was found. Write two sentences.")
        return
    said = first.words
    marked = is_marked(first)
    if len(said) > (LONGEST_STANDFIRST if marked else LIKELY_STANDFIRST) or not (
        marked or any(piece.name == "p" for piece in pieces[1:])
    ):
        found.doubt(first.line, "No standfirst was found. Write two sentences.")
        return
    if not marked:
        found.doubt(first.line, "Read as the standfirst, because it is short and stands first.")
    found.standfirst = said
    del pieces[0]


def is_marked(piece: Piece) -> bool:
    """By a class, or by being in italics or bold as a whole."""
    if MARKED & set(piece.node.get("class") or ()):
        return True
    whole = [each for each in piece.node.contents if str(each).strip()]
    return len(whole) == 1 and whole[0].name in ("em", "i", "strong", "b") and bool(words(whole[0]))
