"""The Markdown twin of a published article: what readers see, for programs that read."""

from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import Tag
from django.http import HttpRequest
from wagtail.blocks import StreamValue
from wagtail.models import Page

from pages.blocks.assessments import begin_url, is_open
from pages.blocks.choosers import at_hand
from pages.blocks.gathering import gather
from pages.importing.exporting import stored_parts
from pages.importing.markdown import markdown_of
from pages.importing.prose import as_stored, rich_text
from pages.importing.references import Reference, References
from pages.importing.shapes import bare
from pages.importing.writing import lay_out
from pages.models import ArticlePage
from pages.snippets import CallToAction, ReusableBlock

CLOSED = Reference("", "")
WORDLESS = ("names_rows: ", "decorative: ", "label: ", "kind: ")  # they say how, not what
NAMELESS = ("lead_in: ", "caption: ", "duration: ", "source: ", "note: ", "title: ", "url: ")


class Shown(References):
    """What everybody may see of what a body points at; asks the database nothing more."""

    def __init__(self, request: HttpRequest, found: Mapping[Any, Mapping[int, Any]]) -> None:
        super().__init__(None)
        self.request, self.known = request, found

    def row(self, model: Any, key: int | None) -> Any:
        return self.known.get(model, {}).get(key) if key else None

    def to_row(self, field: str, key: int | None) -> Reference:
        """An empty target where it is not published."""
        if field == "page":
            page = self.row(ArticlePage, key)
            return (
                Reference(page.title, page.get_url(self.request) or "") if is_live(page) else CLOSED
            )
        row = self.row(self.model_of(field), key)
        if row is None:
            return CLOSED
        match field:
            case "assessment":
                return Reference(row.title, begin_url(row)) if is_open(row) else CLOSED
            case "image":
                return Reference("", row.file.url)
        return Reference(row.label, row.address(self.request)) if row.is_open else CLOSED

    def as_shown(self, anchor: Tag) -> dict[str, str] | None:
        """A link as readers follow it; the words alone of one to what is not published."""
        if anchor.get("linktype") != "page":
            return as_stored(anchor)
        key = str(anchor.get("id", ""))
        page = self.row(Page, int(key)) if key.isdecimal() else None
        return {"href": page.get_url(self.request) or ""} if is_live(page) else None

    def address(self, anchor: Tag) -> str | None:
        return str(anchor.get("href", ""))

    def link(self, anchor: Tag) -> dict[str, str] | None:
        return as_stored(anchor)


def is_live(page: Page | None) -> bool:
    return page is not None and page.live


def twin_of(article: ArticlePage, request: HttpRequest) -> str:
    """At most two queries, for what its body points at."""
    found = gather(article.body)
    names = Shown(request, found)
    token = at_hand.set(found)
    try:
        body = list(_body(article.body, names=names))
    finally:
        at_hand.reset(token)
    return "\n\n".join([*_head(article, request), *body]) + "\n"


def _head(article: ArticlePage, request: HttpRequest) -> Iterator[str]:
    yield f"# {_plain(article.title)}"
    yield f"*{_plain(article.standfirst)}*"
    day = article.first_published_at
    said = [article.author_name, day and f"{day:%-d %B %Y}", article.get_full_url(request)]
    yield " · ".join(_plain(each) for each in said if each)


def _plain(text: str) -> str:
    paragraph = rich_text(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>")
    return markdown_of(paragraph, address=lambda _: None, link=as_stored)


def _body(body: StreamValue, *, names: Shown) -> Iterator[str]:
    for stored in stored_parts(body):
        if stored["type"] == "reusable":
            block = names.row(ReusableBlock, stored["value"])
            if block is not None and block.live:
                yield from _body(block.body, names=names)
        elif text := _part(body, stored, names=names):
            yield text


def _part(body: StreamValue, stored: dict[str, Any], *, names: Shown) -> str:
    name, block = stored["type"], body.stream_block.child_blocks[stored["type"]]
    value = bare(block, stored["value"], prose=lambda html: rich_text(html, link=names.as_shown))
    match name:
        case "text":
            return markdown_of(value, address=names.address, link=names.link)
        case "call_to_action":
            return _call(names, value)
        case "related_read" | "assessment":
            field = "page" if name == "related_read" else "assessment"
            if not names.to_row(field, value[field]).target:
                return ""
        case "embed":
            head = f"[{value['title']}]({value['url']})"
            return "\n\n".join(each for each in (head, value["note"]) if each)
        case "image" if not names.row(names.model_of("image"), value["image"]["image"]):
            return ""
    return _unfenced(lay_out(name, value, names=names) or "")


def _call(names: Shown, key: int | None) -> str:
    to = names.to_row("call_to_action", key)
    if not to.target:
        return ""
    line = names.row(CallToAction, key).supporting_line
    return f"[{to.label}]({to.target})" + (f"\n\n{_plain(line)}" if line else "")


def _unfenced(text: str) -> str:
    """Without what only an import needs."""
    head, gap, rest = text.partition("\n\n")
    said = [line for line in head.split("\n") if not line.startswith(WORDLESS)]
    for name in NAMELESS:
        said = [line.removeprefix(name) for line in said]
    lines = [line for line in f"{chr(10).join(said)}{gap}{rest}".split("\n") if line[:3] != ":::"]
    return "\n".join(lines).strip("\n")
