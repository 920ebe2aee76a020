"""Rich text as Markdown, exact: what Markdown cannot say comes as the HTML that Markdown allows."""

import re
from collections.abc import Callable

from bs4 import PageElement, Tag
from markdown_it import MarkdownIt

from pages.importing.prose import Link, blocks, inline_all, parsed, rich_text

MARKS = re.compile(r"([\\`*<]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|!(?=\[)|[\[\]](?=[(\[:])|~~)")
AT_LINE_START = re.compile(r"^(?:([#+\->=:|~])|(\d{1,9})([.)]))")
parser = MarkdownIt("commonmark", {"html": True}).enable("table")

# Where a link leads, as Markdown writes it; None where only its words are kept.
type Address = Callable[[Tag], str | None]


def markdown_of(stored: str, *, address: Address, link: Link) -> str:
    """Reads back as `stored`, if `link` knows what `address` wrote."""
    text = "\n\n".join(_block(each, address=address) for each in parsed(stored).contents)
    if html_of(text, link=link) == stored:
        return text
    return "\n\n".join(blocks(parsed(stored).contents, link=_as_written(address)))


def html_of(text: str, *, link: Link, headings: bool = True) -> str:
    """Markdown as rich text."""
    return rich_text(str(parser.render(text)), link=link, headings=headings)


def _as_written(address: Address) -> Link:
    def link(anchor: Tag) -> dict[str, str] | None:
        href = address(anchor)
        return {"href": href} if href else None

    return link


def _block(node: PageElement, *, address: Address) -> str:
    if not isinstance(node, Tag):
        return str(node)
    match node.name:
        case "h2" | "h3":
            return f"{'#' * int(node.name[1])} {_line(node, address=address)}"
        case "ul" | "ol":
            return _list(node, address=address)
    return _line(node, address=address)


def _list(node: Tag, *, address: Address) -> str:
    items = []
    for number, item in enumerate(node.find_all("li", recursive=False), start=1):
        sign = "- " if node.name == "ul" else f"{number}. "
        said = [each for each in item.contents if not _is_list(each)]
        lists = [_list(each, address=address) for each in item.contents if _is_list(each)]
        own = _safe_start("".join(_inline(each, address=address) for each in said))
        items.append(sign + indented("\n".join([own, *lists]), by=len(sign)))
    return "\n".join(items)


def _is_list(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name in ("ul", "ol")


def indented(text: str, *, by: int) -> str:
    """All lines but the first."""
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * by + line if line else line for line in rest)])


def _line(node: Tag, *, address: Address) -> str:
    return _safe_start("".join(_inline(each, address=address) for each in node.contents))


def _safe_start(text: str) -> str:
    """No line begins as a heading, a list or a directive would."""
    return "\n".join(
        AT_LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)
        for line in text.split("\n")
    )


def _inline(node: PageElement, *, address: Address) -> str:
    if not isinstance(node, Tag):
        return MARKS.sub(r"\\\1", str(node))
    inner = "".join(_inline(each, address=address) for each in node.contents)
    match node.name:
        case "b":
            return f"**{inner}**"
        case "i":
            return f"*{inner}*"
        case "br":
            return "\\\n"
        case "a" if href := address(node):
            return f"[{inner}]({href})" if re.fullmatch(r"[^\s()<>]+", href) else _html(node, href)
    return inner


def _html(node: Tag, href: str) -> str:
    words = inline_all(node.contents, link=lambda _: None)
    return f'<a href="{href.replace("&", "&amp;").replace(chr(34), "&quot;")}">{words}</a>'
