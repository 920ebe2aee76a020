"""HTML of any origin as rich text that our editor can hold: the same words, known tags only."""

import re
from collections.abc import Callable, Iterable
from html import escape

from bs4 import BeautifulSoup, PageElement, Tag
from bs4.element import NavigableString, PreformattedString

SPACE = re.compile(r"[ \t\r\n\f]+")  # a space that may not break is a letter here
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SAFE = {"http", "https", "mailto", "tel"}
SILENT = {"script", "style", "template", "head", "noscript"}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
EMPHASIS = {"b": "b", "strong": "b", "i": "i", "em": "i"}
APART = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"),
    *("dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header"),
    *("html", "li", "main", "nav", "p", "pre", "section", "summary", "table", "tbody", "td"),
    *("tfoot", "th", "thead", "title", "tr", "ul", "ol", "hr", "option", *HEADINGS),
}

# From an anchor's attributes to the attributes it is kept with; None keeps its words alone.
type Link = Callable[[Tag], dict[str, str] | None]


def as_stored(anchor: Tag) -> dict[str, str] | None:
    """A link as rich text holds it: to a page by its id, else a harmless address."""
    if anchor.get("linktype") == "page":
        return {"linktype": "page", "id": str(anchor.get("id", ""))}
    href = str(anchor.get("href", "")).strip()
    return {"href": href} if href and is_harmless(href) else None


def is_harmless(href: str) -> bool:
    # A browser leaves out control characters before it reads the scheme.
    scheme = SCHEME.match(re.sub(r"[\x00-\x20]", "", href))
    return scheme is None or scheme[1].lower() in SAFE


def parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def rich_text(html: str, *, link: Link = as_stored, headings: bool = True) -> str:
    """Paragraphs, lists and, if wanted, headings, in one line. Of itself it makes itself."""
    return "".join(blocks(parsed(html).contents, link=link, headings=headings))


def words(node: PageElement) -> str:
    """What the node says, in one line."""
    return tidy(node.get_text() if isinstance(node, Tag) else str(node))


def tidy(text: str) -> str:
    return SPACE.sub(" ", text).strip(" ")


def blocks(nodes: Iterable[PageElement], *, link: Link, headings: bool = True) -> list[str]:
    """A paragraph, heading or list for each of these nodes; what stands between them too."""
    found: list[str] = []
    run: list[str] = []

    def end() -> None:
        found.extend(paragraphs("".join(run)))
        run.clear()

    for node in nodes:
        if not is_apart(node):
            run.append(inline(node, link=link))
            continue
        end()
        found += _apart(node, link=link, headings=headings)
    end()
    return found


def is_apart(node: PageElement) -> bool:
    """Whether it begins a line of its own, or holds something that does."""
    if not isinstance(node, Tag) or node.name in SILENT:
        return False
    return node.name in APART or any(is_apart(each) for each in node.contents)


def _apart(node: Tag, *, link: Link, headings: bool) -> list[str]:
    match node.name:
        case "ul" | "ol":
            return [_list(node, link=link)]
        case "pre":
            lines = [escape(line, quote=False) for line in node.get_text().splitlines()]
            return paragraphs("<br/>".join(line for line in lines if line.strip()))
        case "tr" if not any(is_said(each) and not _is_cell(each) for each in node.contents):
            cells = (
                inline_all(each.contents, link=link) for each in node.contents if _is_cell(each)
            )
            return paragraphs(" | ".join(cells))
        case name if name in HEADINGS:
            said = trimmed(inline_all(node.contents, link=link).replace("<br/>", " "))
            kept = HEADINGS[name] if headings else "p"
            return [f"<{kept}>{said}</{kept}>"] if said else []
    return blocks(node.contents, link=link, headings=headings)


def _is_cell(node: PageElement) -> bool:
    return (
        isinstance(node, Tag)
        and node.name in ("td", "th")
        and not any(is_apart(each) for each in node.contents)
    )


def _list(node: Tag, *, link: Link) -> str:
    items = [_item(each, link=link) for each in node.contents if is_said(each)]
    return f"<{node.name}>{''.join(items)}</{node.name}>" if any(items) else ""


def is_said(node: PageElement) -> bool:
    return isinstance(node, Tag) or (
        not isinstance(node, PreformattedString) and bool(str(node).strip())
    )


def _item(node: PageElement, *, link: Link) -> str:
    """One item: its lines, then the lists below it."""
    if isinstance(node, Tag) and node.name in ("ul", "ol"):
        return f"<li>{_list(node, link=link)}</li>"
    parts = node.contents if isinstance(node, Tag) and node.name == "li" else [node]
    said, below = "", ""
    for block in blocks(parts, link=link, headings=False):
        if block.startswith("<p>"):
            line = block.removeprefix("<p>").removesuffix("</p>")
            said = f"{said}<br/>{line}" if said else line
        else:
            below += block
    return f"<li>{said}{below}</li>" if said or below else ""


def inline_all(nodes: Iterable[PageElement], *, link: Link) -> str:
    return "".join(inline(node, link=link) for node in nodes)


def inline(node: PageElement, *, link: Link) -> str:
    """The node's words with emphasis and links, and nothing else."""
    if isinstance(node, NavigableString):
        is_text = not isinstance(node, PreformattedString)
        return escape(SPACE.sub(" ", str(node)), quote=False) if is_text else ""
    if not isinstance(node, Tag) or node.name in SILENT:
        return ""
    if node.name == "br":
        return "<br/>"
    if node.name == "img":
        return escape(tidy(str(node.get("alt") or "")), quote=False)
    inner = inline_all(node.contents, link=link)
    if node.name == "a":
        return _anchor(node, inner, link=link)
    if node.name in EMPHASIS and inner.strip():
        return f"<{EMPHASIS[node.name]}>{inner}</{EMPHASIS[node.name]}>"
    return f" {inner} " if node.name in APART else inner


def _anchor(node: Tag, inner: str, *, link: Link) -> str:
    attributes = link(node) if inner.strip() else None
    if attributes is None:
        return inner
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<a{written}>{inner}</a>"


def paragraphs(inner: str) -> list[str]:
    said = trimmed(inner)
    return [f"<p>{said}</p>"] if said else []


def trimmed(inner: str) -> str:
    """Without spaces and line breaks at either end, nor spaces around a line break."""
    inner = re.sub(r" *<br/> *", "<br/>", SPACE.sub(" ", inner)).strip(" ")
    return re.sub(r"^(<br/>)+|(<br/>)+$", "", inner).strip(" ")
