"""An editor's rich text in a mail: as HTML of a few tags, and as plain text."""

from collections.abc import Mapping
from typing import Any, Final

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from leads.domain.merging import merge

TAGS: Final = frozenset({"p", "br", "b", "strong", "i", "em", "a", "ul", "ol", "li"})
SCHEMES: Final = ("https://", "http://", "mailto:", "tel:")


def html_of(source: str, values: Mapping[str, str]) -> SafeString:
    """With the reader's values in their places, and nothing an editor's tools cannot produce."""
    return mark_safe(str(_tree(source, values)))  # noqa: S308 (made of the tags above)


def text_of(source: str, values: Mapping[str, str]) -> str:
    """Paragraphs with a blank line between them, lists as lines, links with their address."""
    tree = _tree(source, values)
    for link in tree.find_all("a"):
        label, to = link.get_text(), link["href"]
        link.replace_with(to if label == to else f"{label} ({to})")
    for line in tree.find_all("br"):
        line.replace_with("\n")
    return "\n\n".join(part for block in _blocks(tree) if (part := _plain(block)))


def _tree(source: str, values: Mapping[str, str]) -> BeautifulSoup:
    escaped = {name: str(escape(value)) for name, value in values.items()}
    tree = BeautifulSoup(expand_db_html(merge(source, escaped)), "html.parser")
    for tag in tree.find_all(True):
        _keep(tag)
    return tree


def _keep(tag: Tag) -> None:
    if tag.name in ("script", "style"):
        tag.decompose()
    elif tag.name not in TAGS:
        tag.unwrap()
    else:
        to = _address(str(tag.get("href", ""))) if tag.name == "a" else ""
        tag.attrs = {"href": to} if to else {}
        if tag.name == "a" and not to:
            tag.unwrap()


def _address(to: str) -> str:
    """Whole, as it is followed from a mailbox; "" for what is no address to follow."""
    if to.startswith("/") and not to.startswith("//"):
        return f"{settings.BASE_URL}{to}"
    return to if to.startswith(SCHEMES) else ""


def _blocks(tree: BeautifulSoup) -> list[Any]:
    return [each for each in tree.children if str(each).strip()]


def _plain(block: Any) -> str:
    if not isinstance(block, Tag):
        return str(block).strip()
    if block.name in ("ul", "ol"):
        items = enumerate(block.find_all("li", recursive=False), 1)
        numbered = block.name == "ol"
        return "\n".join(f"{at}. {_one(it)}" if numbered else f"- {_one(it)}" for at, it in items)
    return "\n".join(" ".join(line.split()) for line in block.get_text().split("\n")).strip()


def _one(line: Tag) -> str:
    return " ".join(line.get_text().split())
