"""A body as Markdown: each block in a fence of its name, laid out for a person to read."""

from collections.abc import Iterator
from typing import Any

import yaml
from wagtail.blocks import StreamBlock

from pages.importing.directives import fence
from pages.importing.markdown import indented, markdown_of
from pages.importing.reading import Unreadable, read_block
from pages.importing.references import Reference, References
from pages.importing.shapes import BARE, SHAPES, Shape

RAW = "```yaml\n{}```"


def write_body(body: StreamBlock, parts: list[dict[str, Any]], *, names: References) -> str:
    """`parts` as `bare` gives them."""
    return "\n\n".join(write_part(body, part, names=names) for part in parts)


def write_part(body: StreamBlock, part: dict[str, Any], *, names: References) -> str:
    """Reads back exactly: what the block's own layout cannot hold stands there as YAML."""
    name, value = part["type"], part["value"]
    if name == "text":
        mark = f" {{#{part['id']}}}" if part["id"] else ""
        return f"<!-- text{mark} -->\n\n{prose(value, names=names)}".rstrip("\n")
    text = lay_out(name, value, names=names)
    if text is None or not _reads_back(body, part, text, names=names):
        text = RAW.format(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000))
    return fence(name, text, ident=part["id"])


def _reads_back(body: StreamBlock, part: dict[str, Any], text: str, *, names: References) -> bool:
    try:
        return bool(read_block(body, part["type"], text.split("\n"), names=names) == part["value"])
    except Unreadable:
        return False


def prose(stored: str, *, names: References) -> str:
    return markdown_of(stored, address=names.address, link=names.link)


def lay_out(name: str, value: Any, *, names: References) -> str | None:
    """None where this kind of block has no layout."""
    if name in BARE:
        return reference(names.to_row(name, value))
    match name:
        case "image":
            return _image(value, names=names)
        case "table":
            return _table(value)
    shape = SHAPES.get(name)
    return shape and "\n\n".join(each for each in _shaped(shape, value, names=names) if each)


def reference(to: Reference) -> str:
    return f"[{to.label}]({to.target})" if to.target else ""


def _shaped(shape: Shape, value: dict[str, Any], *, names: References) -> Iterator[str]:
    yield said_lines(value, *shape.lines)
    if shape.heading and value[shape.heading]:
        yield f"## {value[shape.heading]}"
    if shape.prose:
        yield prose(value[shape.prose], names=names)
    titled = value[shape.titled] if shape.titled else [value[side] for side in shape.sides]
    for each in titled:
        yield from _titled(each, names=names)
    if shape.numbered:
        yield "\n".join(
            _numbered(number, each, names=names)
            for number, each in enumerate(value[shape.numbered], start=1)
        )
    for quote in value[shape.quoted] if shape.quoted else ():
        yield _quote(quote)
    if shape.reference:
        yield reference(names.to_row(shape.reference, value[shape.reference]))
    for key in value[shape.references] if shape.references else ():
        yield reference(names.to_row(shape.references, key))
    if shape.last and value[shape.last]:
        yield fence(shape.last, prose(value[shape.last], names=names))


def said_lines(value: dict[str, Any], *fields: str) -> str:
    return "\n".join(f"{field}: {value[field]}" for field in fields if value[field])


def _titled(value: dict[str, Any], *, names: References) -> Iterator[str]:
    yield f"### {value['title']}"
    yield prose(value["text"], names=names)
    if "call_to_action" in value:
        yield reference(names.to_row("call_to_action", value["call_to_action"]))


def _numbered(number: int, stored: str, *, names: References) -> str:
    sign = f"{number}. "
    return sign + indented(prose(stored, names=names), by=len(sign))


def _quote(value: dict[str, str]) -> str:
    lines = [f"> {line}".rstrip() for line in value["text"].split("\n")]
    return "\n".join([*lines, f">\n> — {value['said_by']}"] if value["said_by"] else lines)


def _image(value: dict[str, Any] | None, *, names: References) -> str | None:
    if not isinstance(value, dict):
        return None
    picture, to = value["image"], names.to_row("image", value["image"]["image"])
    alt = (picture["alt_text"] or "").replace("]", "\\]")
    lines = [said_lines(value, "caption")] + ["decorative: yes"] * bool(picture["decorative"])
    head = "\n".join(line for line in lines if line)
    return "\n\n".join(each for each in (head, f"![{alt}]({to.target})") if each)


def _table(value: dict[str, Any]) -> str | None:
    table = value["table"]
    columns = table["columns"]
    if not columns:
        return None
    head = {
        "caption": table["caption"],
        "source": value["source"],
        "names_rows": "yes" if value["names_rows"] else "no",
    }
    ruler = ["---:" if column["type"] == "number" else "---" for column in columns]
    rows = [[column["heading"] for column in columns], ruler]
    rows += [row["values"] for row in table["rows"]]
    lines = "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows)
    return f"{said_lines(head, *head)}\n\n{lines}"


def _cell(text: str | None) -> str:
    return (text or "").replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")
