"""From a text to the parts of an article. Whatever is not plainly something else stays text."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from bs4 import Tag

from pages.checking.links import leads_somewhere
from pages.importing.beginning import take_front_matter, take_standfirst, take_title
from pages.importing.directives import Segment, segments
from pages.importing.figures import quote_of, table_of
from pages.importing.found import Found
from pages.importing.pieces import Piece, left_out, of_html, of_markdown, of_text
from pages.importing.prose import blocks, is_harmless, paragraphs, parsed, words
from pages.importing.reading import Unreadable, read_block
from pages.importing.references import References
from pages.importing.sections import Section, section_at
from pages.importing.sniffing import Source
from pages.models import ArticlePage

NOWHERE = re.compile(r"localhost$|\.(?:test|invalid|local|example)$|^example\.(?:com|org|net)$")
FOOTNOTE = re.compile(r"#(?:foot|end)note-\d+")
LOST = ["iframe", "video", "audio", "object", "embed", "svg", "form"]


def recognise(source: Source, *, names: References) -> Found:
    """Loses no sentence; says of every line where it was unsure."""
    return _Recogniser(names).read(source)


class _Recogniser:
    def __init__(self, names: References) -> None:
        self.names, self.found, self.line = names, Found(), 1
        self.body = ArticlePage._meta.get_field("body").stream_block
        self.text: list[str] = []

    def read(self, source: Source) -> Found:
        match source.kind:
            case "markdown":
                self._read_markdown(source.text)
            case "text":
                self._read_pieces(of_text(source.text), begins=True)
            case _:
                pieces = of_html(source.text)
                self._read_html(pieces, source.text)
        self._end_text()
        return self.found

    def _read_markdown(self, text: str) -> None:
        lines = text.split("\n")
        first = take_front_matter(lines, self.found)
        known = self.body.child_blocks.keys() - {"text"}
        begins = True
        for segment in segments(lines[first - 1 :], is_known=known.__contains__, first=first):
            if segment.name:
                self._read_declared(segment)
            else:
                self._read_pieces(of_markdown(segment.lines, first=segment.line), begins=begins)
                for line, what in left_out(segment.lines, first=segment.line):
                    self.found.doubt(line, f"A {what} was left out.")
            begins = False
        if not self.found.title:
            self._no_title([])

    def _read_html(self, pieces: list[Piece], html: str) -> None:
        told = parsed(html).find("title")
        title = words(told)[:255] if told else ""
        if title and not any(piece.level == 1 for piece in pieces):
            self.found.title = title
        self._read_pieces(pieces, begins=True)
        if title and title != self.found.title:
            self.found.search_title = title
        for lost in ("script", "style"):
            for each in parsed(html)(lost):
                self.found.doubt(each.sourceline or 1, f"A {lost} was left out.")

    def _no_title(self, pieces: Sequence[Piece]) -> None:
        self.found.doubt(1, "No title was found. Give it one.")

    def _read_declared(self, segment: Segment) -> None:
        self.line = segment.line
        if segment.name == "text":
            pieces = of_markdown(segment.lines, first=segment.line)
            value = "".join(block for piece in pieces for block in self._rich(piece))
            self._add("text", value, ident=segment.id)
            return
        try:
            value = read_block(self.body, segment.name, segment.lines, names=self.names)
        except Unreadable as why:
            name = segment.name.replace("_", " ")
            self.found.doubt(segment.line - 1, f"This is no {name}: {why} It was kept as text.")
            self._read_pieces(of_markdown(segment.lines, first=segment.line), begins=False)
        else:
            self._add(segment.name, value, ident=segment.id)

    def _read_pieces(self, pieces: list[Piece], *, begins: bool) -> None:
        if begins and not (self.found.title and self.found.standfirst):
            take_title(pieces, self.found)
            take_standfirst(pieces, self.found)
        at = 0
        while at < len(pieces):
            self.line = pieces[at].line
            at += self._take(pieces, at)

    def _take(self, pieces: Sequence[Piece], at: int) -> int:
        """How many pieces were taken."""
        piece = pieces[at]
        if piece.level:
            return self._take_heading(pieces, at)
        match piece.name:
            case "blockquote":
                return self._take_quotes(pieces, at)
            case "table":
                self._take_table(piece)
            case "figure":
                self._take_pictures(piece)
            case "p" if not piece.words and piece.node.find("img"):
                self._take_pictures(piece)
            case "ol" if _are_footnotes(piece):
                self._take_footnotes(piece)
            case _:
                self._keep(piece)
        return 1

    def _take_heading(self, pieces: Sequence[Piece], at: int) -> int:
        section = section_at(pieces, at, prose=self._prose)
        if isinstance(section, Section) and self._has_room(section.part["type"]):
            if section.doubt:
                self.found.doubt(pieces[at].line, section.doubt)
            self._add(section.part["type"], section.part["value"])
            return section.length
        if isinstance(section, str):
            self.found.doubt(pieces[at].line, section)
        level = pieces[at].level
        if level == 1 or level > 3:
            kept = 2 if level == 1 else 3
            self.found.doubt(
                pieces[at].line, f"A heading of level {level} became one of level {kept}."
            )
        self._keep(pieces[at])
        return 1

    def _has_room(self, kind: str) -> bool:
        """A body holds one block of notes."""
        return kind != "notes" or all(part["type"] != "notes" for part in self.found.parts)

    def _take_quotes(self, pieces: Sequence[Piece], at: int) -> int:
        quotes = []
        for piece in pieces[at:]:
            quote = quote_of(piece) if piece.name == "blockquote" else None
            if quote is None:
                break
            quotes.append(quote)
        if quotes:
            self._add("quotes", {"lead_in": "", "quotes": quotes})
            return len(quotes)
        self.found.doubt(
            self.line, "A quotation holds links, lists or more, so it was kept as text."
        )
        self._keep(pieces[at])
        return 1

    def _take_table(self, piece: Piece) -> None:
        made = table_of(piece)
        if made is None:
            self.found.doubt(piece.line, "This table is no plain grid. Its rows were kept as text.")
            self._keep(piece)
            return
        value, doubts = made
        for doubt in doubts:
            self.found.doubt(piece.line, doubt)
        self._add("table", value)

    def _take_pictures(self, piece: Piece) -> None:
        caption_node = piece.node.find("figcaption")
        caption = words(caption_node) if caption_node else ""
        pictures = piece.node("img")
        beside = piece.words.replace(caption, "", 1).strip() if caption else piece.words
        if beside or not pictures or len(caption) > 250:
            self._keep(piece)
            return
        for number, picture in enumerate(pictures):
            last = number == len(pictures) - 1
            self._take_picture(picture, caption=caption if last else "")

    def _take_picture(self, picture: Tag, *, caption: str) -> None:
        alt = " ".join(str(picture.get("alt") or "").split())
        key = self.names.picture(str(picture.get("src") or ""), alt=alt)
        if key is None or len(alt) > 255:
            self._say_missing(picture)
            self.text += paragraphs(_escaped(alt)) + paragraphs(_escaped(caption))
            return
        image = {"image": key, "alt_text": alt, "decorative": False}
        if not alt:
            self.found.doubt(self.line, "The picture has no text that stands in for it.")
        self._add("image", {"image": image, "caption": caption})

    def _say_missing(self, picture: Tag) -> None:
        alt, src = str(picture.get("alt") or ""), str(picture.get("src") or "")
        named = f" “{alt or src[:80]}”" if alt or (src and not src.startswith("data:")) else ""
        kept = " What stands in for it was kept as text." if alt else ""
        self.found.doubt(
            self.line, f"The picture{named} is not among the images.{kept} Add it by hand."
        )

    def _take_footnotes(self, piece: Piece) -> None:
        notes = []
        for item in piece.node.find_all("li", recursive=False):
            for back in item("a", href=re.compile(r"^#(?:foot|end)note-ref-")):
                back.decompose()
            notes.append(self._prose([Piece(item, piece.line)]))
        if self._has_room("notes") and all(notes):
            self._add("notes", {"heading": "Notes", "notes": notes})
        else:
            self._keep(piece)

    def _keep(self, piece: Piece) -> None:
        for picture in piece.node("img"):
            self._say_missing(picture)
        if piece.name == "pre":
            self.found.doubt(piece.line, "A passage of fixed-width text became a paragraph.")
        self.text += self._rich(piece)

    def _rich(self, piece: Piece, *, headings: bool = True) -> list[str]:
        self.line = piece.line
        for lost in piece.node(LOST):
            where = str(lost.get("src") or lost.get("data") or "")
            self.found.doubt(self.line, f"A {lost.name} was left out. {where}".strip())
        return blocks([piece.node], link=self._link, headings=headings)

    def _prose(self, pieces: Sequence[Piece]) -> str:
        return "".join(each for piece in pieces for each in self._prose_of(piece))

    def _prose_of(self, piece: Piece) -> list[str]:
        if piece.name == "li":
            return blocks(piece.node.contents, link=self._link, headings=False)
        return self._rich(piece, headings=False)

    def _link(self, anchor: Tag) -> dict[str, str] | None:
        href = str(anchor.get("href") or "").strip()
        kept = self.names.link(anchor)
        said = f"The link “{words(anchor)[:80]}”"
        if FOOTNOTE.fullmatch(href):
            return None
        if href.startswith("#"):
            self.found.doubt(self.line, f"{said} leads to a place inside the text. Its words stay.")
            return None
        if kept is None:
            if href and not is_harmless(href):
                self.found.doubt(self.line, f"{said} was left out: its address is not allowed.")
            elif anchor.has_attr("href"):
                self.found.doubt(self.line, f"{said} has no address. Its words stay.")
        elif "href" in kept and self._looks_dead(href):
            self.found.doubt(self.line, f"{said} looks dead: {href[:200]}")
        return kept

    def _looks_dead(self, href: str) -> bool:
        try:
            parts = urlsplit(href)
            host = parts.hostname or ""
        except ValueError:
            return True
        if parts.scheme in ("mailto", "tel"):
            return not parts.path
        if NOWHERE.search(host) or not (host or parts.path.startswith("/")):
            return True
        site = self.names.site
        return site is not None and not leads_somewhere(href, site=site)

    def _end_text(self) -> None:
        if self.text:
            self.found.parts.append({"type": "text", "value": "".join(self.text)})
            self.text = []

    def _add(self, kind: str, value: Any, *, ident: str | None = None) -> None:
        self._end_text()
        self.found.parts.append({"type": kind, "value": value} | ({"id": ident} if ident else {}))


def _are_footnotes(piece: Piece) -> bool:
    items = piece.node.find_all("li", recursive=False)
    return bool(items) and all(
        re.match(r"(?:foot|end)note-\d+$", str(item.get("id") or "")) for item in items
    )


def _escaped(text: str) -> str:
    return escape(text, quote=False)
