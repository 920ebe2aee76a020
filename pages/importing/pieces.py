"""A text as its pieces, headings and paragraphs and the like, each with the line it begins in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, PageElement, Tag
from markdown_it import MarkdownIt

from pages.importing.prose import APART, SILENT, is_apart, parsed, words

WHOLE = {*("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote"), "pre", "table"}
WHOLE |= {"figure", "hr", "dl"}
KNOWN = APART | SILENT | {*("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del")}
KNOWN |= {*("dfn", "em", "i", "iframe", "img", "input", "ins", "kbd", "label", "mark", "meta")}
KNOWN |= {*("object", "picture", "q", "s", "samp", "small", "source", "span", "strong", "sub")}
KNOWN |= {*("sup", "svg", "time", "u", "var", "video", "audio", "wbr", "link", "button", "font")}
TAG = re.compile(r"<(?=/?([a-zA-Z][\w-]*))")
BULLET = re.compile(r"^[-*•–] +")
NUMBERED = re.compile(r"^\d{1,3}[.)] +")
WORDLESS = re.compile(r"<(script|style)\b", re.IGNORECASE)
LONGEST_HEADING = 80
DEEPEST = 60  # lists and quotations inside each other; below it the parser drops what it reads


class TooDeep(RecursionError):
    """No article is like this."""


class Piece(NamedTuple):
    node: Tag
    line: int

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def level(self) -> int:
        """Of a heading; 0 of anything else."""
        return int(self.name[1]) if re.fullmatch("h[1-6]", self.name) else 0

    @property
    def words(self) -> str:
        return words(self.node)

    @property
    def is_prose(self) -> bool:
        return self.name in ("p", "ul", "ol") and not self.node.find("img")


def _plain_where_unknown(html: str) -> str:
    """What only looks like a tag is words: “if a <think hard> b”."""
    return TAG.sub(lambda tag: "<" if tag[1].lower() in KNOWN else "&lt;", html)


def _render_html(_renderer: Any, tokens: Sequence[Any], at: int, *_: Any) -> str:
    return _plain_where_unknown(tokens[at].content)


reader = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST}).enable("table")
reader.validateLink = lambda _: True  # type: ignore[method-assign]  # judged when it is kept
reader.add_render_rule("html_inline", _render_html)
reader.add_render_rule("html_block", _render_html)


def of_markdown(lines: Sequence[str], *, first: int = 1) -> list[Piece]:
    env: dict[str, Any] = {}
    tokens = reader.parse("\n".join(lines), env)
    if any(token.level >= DEEPEST - 1 for token in tokens):
        raise TooDeep
    pieces, start = [], 0
    for at, token in enumerate(tokens):
        if token.level == 0 and token.nesting <= 0:  # a block ends here
            group = tokens[start : at + 1]
            html = str(reader.renderer.render(group, reader.options, env))
            line = first + (group[0].map or [0])[0]
            pieces += _within(parsed(html).contents, line=line, add=True)
            start = at + 1
    return pieces


def left_out(lines: Sequence[str], *, first: int = 1) -> Iterator[tuple[int, str]]:
    """The scripts and styles of a Markdown text that are none of its words, each with its line."""
    for token in reader.parse("\n".join(lines)):
        for part in (token, *(token.children or ())):
            if part.type in ("html_block", "html_inline"):
                for found in WORDLESS.finditer(part.content):
                    yield first + (token.map or [0])[0], found[1].lower()


def of_html(html: str) -> list[Piece]:
    return list(_within(parsed(html).contents, line=1, add=False))


def of_text(text: str) -> list[Piece]:
    """Paragraphs stand apart by an empty line; lines that all begin with a sign are a list."""
    pieces: list[Piece] = []
    for line, group in _groups(text.split("\n")):
        html = _of_group([each.strip() for each in group])
        if len(group) == 1 and pieces and _is_heading(group[0].strip()):
            html = f"<h2>{escape(group[0].strip())}</h2>"
        pieces += [Piece(node, line) for node in parsed(html).contents if isinstance(node, Tag)]
    return pieces


def _groups(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    group: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            group.append(line)
        elif group:
            yield number - len(group), group
            group = []


def _of_group(lines: Sequence[str]) -> str:
    for sign, name in ((BULLET, "ul"), (NUMBERED, "ol")):
        if all(map(sign.match, lines)) and (name == "ol" or len(lines) > 1):
            items = "".join(f"<li>{escape(sign.sub('', line))}</li>" for line in lines)
            return f"<{name}>{items}</{name}>"
    return f"<p>{'<br/>'.join(map(escape, lines))}</p>"


def _is_heading(line: str) -> bool:
    return len(line) <= LONGEST_HEADING and line[0].isalnum() and line[-1] not in ".,;:!?…”\"')"


def _within(nodes: Iterable[PageElement], *, line: int, add: bool) -> Iterator[Piece]:
    """The pieces among these nodes, what only holds others opened up. Line numbers of the parser
    are added to `line`, or are the lines themselves."""
    run: list[PageElement] = []

    def line_of(node: PageElement) -> int:
        own = getattr(node, "sourceline", None)
        return line if own is None else own + line - 1 if add else own

    def gathered() -> Iterator[Piece]:
        if run and any(_says(each) for each in run):
            paragraph = BeautifulSoup("", "html.parser").new_tag("p")
            at = next((line_of(each) for each in run if isinstance(each, Tag)), line)
            paragraph.extend(run)
            yield Piece(paragraph, at)
        run.clear()

    for node in list(nodes):
        if not is_apart(node):
            run.append(node)
            continue
        yield from gathered()
        line = line if add else line_of(node)
        if isinstance(node, Tag) and node.name in WHOLE and not _is_wrapper(node):
            yield Piece(node, line_of(node))
        elif isinstance(node, Tag) and node.name != "head":
            yield from _within(node.contents, line=line, add=add)
    yield from gathered()


def _is_wrapper(node: Tag) -> bool:
    """A paragraph that holds whole pieces, as only broken HTML has it."""
    return node.name == "p" and any(is_apart(each) for each in node.contents)


def _says(node: PageElement) -> bool:
    if isinstance(node, Tag):
        return node.name not in SILENT and bool(words(node) or _shows(node))
    return type(node).__name__ == "NavigableString" and bool(str(node).strip())


def _shows(node: Tag) -> bool:
    return node.name in ("img", "iframe") or node.find(["img", "iframe"]) is not None
