"""Parts of the anatomy that a text names plainly: by a word in a heading, and a matching shape."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pages.importing.pieces import Piece

NEXT = re.compile(
    r"(?:your |the |three |two |some )?next steps?|what to do (?:next|now|first|this week|today)"
    r"|where to (?:start|begin)",
    re.IGNORECASE,
)
NOTES = re.compile(r"(?:foot|end)?notes|references|sources", re.IGNORECASE)
LABELLED = re.compile(
    r"(concept|framework|exercise|patterns?|contrast)\s*[:–—]\s*(\S.*)", re.IGNORECASE
)
PATTERNS = re.compile(r"\bpatterns\b", re.IGNORECASE)
VERSUS = re.compile(r"\b(?:versus|vs)\b\.?", re.IGNORECASE)
LONGEST = {"concept": 80, "framework": 80}
LONGEST_TITLE = 120

# The rich text of some pieces, without headings.
type Prose = Callable[[Sequence[Piece]], str]


class Section(NamedTuple):
    """A block, the number of pieces it is made of, and what to look at."""

    part: dict[str, Any]
    length: int
    doubt: str = ""


def section_at(pieces: Sequence[Piece], at: int, *, prose: Prose) -> Section | str | None:
    """What begins with this heading. A sentence where it looks like a block and is none; None where
    it is a heading like any other."""
    heading, inner = pieces[at], below(pieces, at)
    words = heading.words
    if NEXT.fullmatch(words.rstrip(".:!")):
        return _numbered("next_steps", "items", heading, inner, prose=prose)
    if NOTES.fullmatch(words.rstrip(".:")) and at + 1 + len(inner) == len(pieces):
        return _numbered("notes", "notes", heading, inner, prose=prose)
    if labelled := LABELLED.fullmatch(words):
        kind, name = labelled[1].lower(), labelled[2]
        kind = "patterns" if kind == "pattern" else kind
        return _named(kind, name, inner, prose=prose) or (
            f"This looks like a block “{kind.capitalize()}” and is laid out as none. "
            "It was kept as text."
        )
    for kind, sign in (("patterns", PATTERNS), ("contrast", VERSUS)):
        if sign.search(words) and (section := _named(kind, words, inner, prose=prose)):
            return section._replace(
                doubt=f"Read as a block “{kind.capitalize()}”, because its heading says so. All up "
                "to the next heading is in its last part."
            )
    return None


def below(pieces: Sequence[Piece], at: int) -> list[Piece]:
    """What a heading stands above: up to the next that is as high."""
    inner = []
    for piece in pieces[at + 1 :]:
        if piece.level and piece.level <= pieces[at].level:
            break
        inner.append(piece)
    return inner


def _numbered(
    kind: str, field: str, heading: Piece, inner: Sequence[Piece], *, prose: Prose
) -> Section | str:
    if not inner or inner[0].name != "ol" or not fits(heading.words):
        what = kind.replace("_", " ")
        return f"No numbered list follows this heading at once, so it is text, not {what}."
    items = [
        prose([Piece(item, inner[0].line)])
        for item in inner[0].node.find_all("li", recursive=False)
    ]
    value = {"heading": heading.words, field: [item for item in items if item]}
    return Section({"type": kind, "value": value}, 2)


def fits(title: str, longest: int = LONGEST_TITLE) -> bool:
    return 0 < len(title) <= longest


def _named(kind: str, name: str, inner: Sequence[Piece], *, prose: Prose) -> Section | None:
    split = _split(inner)
    if split is None or not fits(name, LONGEST.get(kind, LONGEST_TITLE)):
        return None
    before, subs = split
    if any(not fits(title.words) or not prose(below) for title, below in subs):
        return None
    titled = [{"title": title.words, "text": prose(below)} for title, below in subs]
    value = _value(kind, name, before, titled, prose=prose)
    return value and Section({"type": kind, "value": value}, 1 + len(inner))


def _split(
    inner: Sequence[Piece],
) -> tuple[list[Piece], list[tuple[Piece, list[Piece]]]] | None:
    """What stands before the first heading, and below each; None where one is below another, or
    there is more than prose."""
    before: list[Piece] = []
    subs: list[tuple[Piece, list[Piece]]] = []
    for piece in inner:
        if piece.level:
            if subs and piece.level != subs[0][0].level:
                return None
            subs.append((piece, []))
        elif not piece.is_prose:
            return None
        else:
            (subs[-1][1] if subs else before).append(piece)
    return before, subs


def _value(
    kind: str, name: str, before: list[Piece], titled: list[dict[str, str]], *, prose: Prose
) -> dict[str, Any] | None:
    match kind:
        case "patterns" if len(titled) > 1:
            return {"heading": name, "introduction": prose(before), "items": titled}
        case "contrast" if len(titled) == 2 and not before:
            return {"heading": name, "left": titled[0], "right": titled[1]}
        case "concept" if before:
            return {"name": name, "definition": prose(before), "points": titled}
        case "framework" if titled:
            return {"name": name, "introduction": prose(before), "parts": titled}
        case "exercise" if not titled:
            return _exercise(name, before, prose=prose)
    return None


def _exercise(name: str, pieces: list[Piece], *, prose: Prose) -> dict[str, Any] | None:
    lists = [at for at, piece in enumerate(pieces) if piece.name == "ol"]
    if len(lists) != 1:
        return None
    at = lists[0]
    steps = pieces[at].node.find_all("li", recursive=False)
    return {
        "title": name,
        "introduction": prose(pieces[:at]),
        "steps": [step for li in steps if (step := prose([Piece(li, pieces[at].line)]))],
        "yields": prose(pieces[at + 1 :]),
    }
