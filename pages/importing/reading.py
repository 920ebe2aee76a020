"""A block from the lines inside its fence: the reverse of writing.py."""

import re
from collections.abc import Sequence
from typing import Any

import yaml
from wagtail.blocks import StreamBlock

from pages.importing.directives import CLOSES, OPENS
from pages.importing.markdown import html_of
from pages.importing.prose import rich_text
from pages.importing.references import References
from pages.importing.shapes import BARE, SHAPES, Shape, bare

SAID = re.compile(r"^([a-z_]+): (.*)$")
REFERENCE = re.compile(r"^\[.*\]\((\S*)\)$")
PICTURE = re.compile(r"^!\[(.*)\]\((.+)\)$")
NUMBER = re.compile(r"^(\d+)\. ")
TITLE = "### "


class Unreadable(ValueError):
    """These lines are not laid out as the block is; says why."""


def read_block(body: StreamBlock, name: str, lines: Sequence[str], *, names: References) -> Any:
    """The block's value as `bare` gives it. Raises Unreadable."""
    lines = _stripped(lines)
    block = body.child_blocks[name]
    if lines[:1] == ["```yaml"] and lines[-1:] == ["```"]:
        return _raw(body, name, lines[1:-1])
    try:
        if name in BARE:
            return names.find(name, _only_reference(lines))
        if name in ("image", "table"):
            value = _image(lines, names=names) if name == "image" else _table(lines)
        elif shape := SHAPES.get(name):
            value = _Reader(shape, names=names).read(lines)
        else:
            raise Unreadable(f"There is no layout for a block “{name}”.")
    except LookupError as error:
        raise Unreadable(str(error)) from error
    except (KeyError, IndexError, TypeError) as error:
        raise Unreadable("The lines are not laid out as this block is.") from error
    return bare(block, value, prose=str)


def _raw(body: StreamBlock, name: str, lines: Sequence[str]) -> Any:
    """Written as YAML because nothing else would hold it. Checked as an editor's is."""
    block = body.child_blocks[name]
    try:
        given = yaml.safe_load("\n".join(lines) + "\n")
        value = bare(block, given, prose=rich_text)
        block.to_python(value)
    except (yaml.YAMLError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable("The YAML does not hold this block.") from error
    return value


class _Reader:
    def __init__(self, shape: Shape, *, names: References) -> None:
        self.shape, self.names = shape, names

    def read(self, lines: list[str]) -> dict[str, Any]:
        shape, lines = self.shape, list(lines)
        value: dict[str, Any] = {}
        if shape.last:
            value[shape.last] = self._prose(_taken_fence(lines, shape.last))
        value |= _taken_lines(lines, shape.lines)
        if shape.heading:
            value[shape.heading] = _taken_heading(lines)
        lines, sections = _sections(lines) if shape.titled or shape.sides else (lines, [])
        if shape.titled:
            value[shape.titled] = [self._titled(*section) for section in sections]
        for side, section in _paired(shape.sides, sections):
            value[side] = self._titled(*section)
        if shape.numbered:
            lines, items = _numbered(lines)
            value[shape.numbered] = [self._prose(item) for item in items]
        if shape.quoted:
            lines, value[shape.quoted] = [], _quotes(lines)
        if shape.reference:
            target, lines = _only_reference(lines), []
            value[shape.reference] = self.names.find(shape.reference, target)
        if shape.references:
            targets = [_only_reference([line]) for line in lines if line]
            lines = []
            value[shape.references] = [self.names.find(shape.references, to) for to in targets]
        if shape.prose:
            lines, value[shape.prose] = [], self._prose(lines)
        if any(lines):
            raise Unreadable(f"“{next(filter(None, lines))[:80]}” has no place in this block.")
        return value

    def _prose(self, lines: Sequence[str]) -> str:
        return html_of("\n".join(lines), link=self.names.link, headings=False)

    def _titled(self, title: str, lines: list[str]) -> dict[str, Any]:
        if self.shape.titled != "ways":
            return {"title": title, "text": self._prose(lines)}
        lines = _stripped(lines)
        target = _only_reference(lines[-1:])
        call = self.names.find("call_to_action", target)
        return {"title": title, "text": self._prose(lines[:-1]), "call_to_action": call}


def _stripped(lines: Sequence[str]) -> list[str]:
    """Without empty lines at either end."""
    return "\n".join(lines).strip("\n").split("\n") if any(lines) else []


def _taken_fence(lines: list[str], name: str) -> list[str]:
    for start, line in enumerate(lines):
        if (opened := OPENS.match(line)) and opened[1] == name:
            end = next(n for n in range(start, len(lines)) if CLOSES.match(lines[n]))
            inside = lines[start + 1 : end]
            del lines[start : end + 1]
            return inside
    return []


def _taken_lines(lines: list[str], fields: Sequence[str]) -> dict[str, str]:
    """`name: …`, at the very beginning."""
    value = dict.fromkeys(fields, "")
    while lines and (said := SAID.match(lines[0])) and said[1] in fields:
        value[said[1]] = said[2]
        del lines[0]
    return value


def _taken_heading(lines: list[str]) -> str:
    while lines and not lines[0]:
        del lines[0]
    return lines.pop(0)[3:] if lines and lines[0].startswith("## ") else ""


def _sections(lines: Sequence[str]) -> tuple[list[str], list[tuple[str, list[str]]]]:
    before: list[str] = []
    sections: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith(TITLE):
            sections.append((line[len(TITLE) :], []))
        else:
            (sections[-1][1] if sections else before).append(line)
    return before, sections


def _paired(sides: Sequence[str], sections: Sequence[Any]) -> list[tuple[str, Any]]:
    if sides and len(sides) != len(sections):
        raise Unreadable(f"This block has {len(sides)} sides, each below a line “### …”.")
    return list(zip(sides, sections, strict=False))


def _numbered(lines: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """What stands before 1., and each item without its number and indent. The numbers are in
    order: a line that begins with another is text."""
    before: list[str] = []
    items: list[list[str]] = []
    for line in lines:
        number = NUMBER.match(line)
        if number and int(number[1]) == len(items) + 1:
            items.append([line[number.end() :]])
        elif items:
            indent = len(str(len(items))) + 2
            if line[:indent].strip():
                raise Unreadable(f"“{line[:80]}” is not part of the numbered list above it.")
            items[-1].append(line[indent:])
        else:
            before.append(line)
    return before, items


def _quotes(lines: Sequence[str]) -> list[dict[str, str]]:
    quotes = []
    for group in "\n".join(lines).strip("\n").split("\n\n"):
        said = group.split("\n")
        if not all(line.startswith(">") for line in said):
            raise Unreadable("A quotation's lines each begin with “>”.")
        inner = [line[2:] for line in said]
        signed = len(inner) > 2 and inner[-1].startswith("— ") and not inner[-2]
        quotes.append(
            {
                "text": "\n".join(inner[:-2] if signed else inner),
                "said_by": inner[-1][2:] if signed else "",
            }
        )
    return quotes


def _only_reference(lines: Sequence[str]) -> str:
    found = REFERENCE.match("\n".join(lines).strip("\n"))
    if not found:
        raise Unreadable("There is no “[words](scheme:name)” here.")
    return found[1]


def _image(lines: list[str], *, names: References) -> dict[str, Any]:
    said = _taken_lines(lines, ("caption", "decorative"))
    found = PICTURE.match("\n".join(lines).strip("\n"))
    if not found:
        raise Unreadable("There is no “![words](image:file)” here.")
    picture = {
        "image": names.find("image", found[2]),
        "alt_text": found[1].replace("\\]", "]"),
        "decorative": said["decorative"] == "yes",
    }
    return {"image": picture, "caption": said["caption"]}


def _table(lines: list[str]) -> dict[str, Any]:
    said = _taken_lines(lines, ("caption", "source", "names_rows"))
    heads, ruler, *rows = [_cells(line) for line in lines if line]
    if any(len(row) != len(heads) for row in (ruler, *rows)):
        raise Unreadable("A row of the table has another number of cells than its head.")
    columns = [
        {"type": "number" if rule.endswith(":") else "text", "heading": head}
        for head, rule in zip(heads, ruler, strict=True)
    ]
    table = {
        "columns": columns,
        "rows": [{"values": row} for row in rows],
        "caption": said["caption"],
    }
    return {"table": table, "names_rows": said["names_rows"] == "yes", "source": said["source"]}


def _cells(line: str) -> list[str]:
    if not (line.startswith("|") and line.endswith("|")):
        raise Unreadable(f"“{line[:80]}” is no row of a table.")
    cells = re.split(r"(?<!\\)\|", line[1:-1])
    return [_cell(each[1:-1]) for each in cells]


def _cell(text: str) -> str:
    return re.sub(r"<br>|\\(.)", lambda found: found[1] or "\n", text)
