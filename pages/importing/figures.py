"""Quotations, tables and pictures of a text, as the blocks for them."""

import re
from typing import Any

from bs4 import Tag

from pages.importing.pieces import Piece
from pages.importing.prose import tidy, words

DASH = re.compile(r"^(?:—|–|--)\s*(?=\S)")
NUMBER = re.compile(r"[-+−]?[\d.,\u00a0\u202f ]*\d[\u00a0\u202f ]?[%€$£]?")
LONGEST_NAME = 120
LONGEST_NUMBER = 40
BEYOND_A_QUOTE = ["a", "ul", "ol", "table", "img", "blockquote", "h1", "h2", "h3", "pre"]
BEYOND_A_CELL = ["table", "ul", "ol", "img", "blockquote"]


def quote_of(piece: Piece) -> dict[str, str] | None:
    """None where it holds more than a quotation can."""
    if piece.node.find(BEYOND_A_QUOTE) or not piece.words:
        return None
    lines = [tidy(line) for line in _lines(piece.node)]
    lines = [line for line in lines if line]
    said_by = ""
    if len(lines) > 1 and DASH.match(lines[-1]):
        said_by = DASH.sub("", lines[-1])
    if not said_by or len(said_by) > LONGEST_NAME:
        return {"text": "\n".join(lines), "said_by": ""}
    return {"text": "\n".join(lines[:-1]), "said_by": said_by}


def _lines(node: Tag) -> list[str]:
    """By paragraph; a last line that names who said it stands by itself."""
    lines: list[str] = []
    for paragraph in node.find_all(["p", "footer", "cite", "div"]) or [node]:
        if paragraph.find(["p", "footer", "cite", "div"]):
            continue
        for mark in paragraph("br"):
            mark.replace_with("\n")
        said = paragraph.get_text().strip().split("\n")
        signed = said[1:] and DASH.match(said[-1].strip())
        own = [" ".join(said[:-1]), said[-1]] if signed else [" ".join(said)]
        if paragraph.name in ("footer", "cite"):
            own = [f"— {DASH.sub('', tidy(' '.join(own)))}"]
        lines += own
    kept = tidy("".join(lines)).replace(" ", "").replace("—", "").replace("–", "")
    whole = tidy(node.get_text()).replace(" ", "").replace("—", "").replace("–", "")
    return lines if kept == whole else [words(node)]


def table_of(piece: Piece) -> tuple[dict[str, Any], list[str]] | None:
    """The block, and what to look at; None where it is no plain grid."""
    node = piece.node
    spans = [cell for cell in node(["td", "th"]) if cell.get("colspan") or cell.get("rowspan")]
    lines = node("tr")
    if node.find(BEYOND_A_CELL) or spans or len(lines) < 2:
        return None
    grid = [[words(cell) for cell in line(["td", "th"])] for line in lines]
    inside = {id(cell) for line in lines for cell in line(["td", "th"])}
    caption = node.find("caption")
    if not grid[0] or _has_words_outside(node, inside, caption):
        return None
    width = max(map(len, grid))
    heads, *rows = [row + [""] * (width - len(row)) for row in grid]
    said = words(caption) if caption else ""
    return _block(heads, rows, caption=said), _doubts(node, lines[0], caption=said)


def _has_words_outside(node: Tag, inside: set[int], caption: Tag | None) -> bool:
    for text in node.find_all(string=True):
        parents = list(text.parents)
        if text.strip() and not any(id(each) in inside or each is caption for each in parents):
            return True
    return False


def _block(heads: list[str], rows: list[list[str]], *, caption: str) -> dict[str, Any]:
    kinds = [
        "number" if _is_number([row[at] for row in rows]) else "text" for at in range(len(heads))
    ]
    columns = [{"type": kind, "heading": head} for kind, head in zip(kinds, heads, strict=True)]
    table = {"columns": columns, "rows": [{"values": row} for row in rows], "caption": caption}
    return {"table": table, "names_rows": kinds[0] == "text", "source": ""}


def _is_number(cells: list[str]) -> bool:
    said = [cell for cell in cells if cell]
    return bool(said) and all(NUMBER.fullmatch(c) and len(c) <= LONGEST_NUMBER for c in said)


def _doubts(node: Tag, head: Tag, *, caption: str) -> list[str]:
    doubts = []
    if not caption:
        doubts.append("The table has no caption. It needs one before it is published.")
    if not head.find("th"):
        doubts.append("The table's first row was read as its head.")
    if node.find("a"):
        doubts.append("Links inside the table were left out; their words were kept.")
    return doubts
