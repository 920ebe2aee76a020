"""What a file is, told by its content; refused with a sentence where it is nothing we read."""

import io
import re
import zipfile
import zlib
from typing import Literal, NamedTuple
from xml.parsers.expat import ExpatError
from xml.sax import SAXParseException

import mammoth

from pages.importing.found import Refused

ENDINGS = {".md", ".markdown", ".html", ".htm", ".docx", ".txt"}
LARGEST = 5 * 1024 * 1024  # bytes of a file
LARGEST_TEXT = 1_000_000  # characters: about ten books' chapters, and quick to read
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ENTRIES = 2_000

type Kind = Literal["markdown", "html", "text", "word"]

HTML = re.compile(
    r"<(?:!doctype html|html|body|head|h[1-6]|p|div|article|section|ul|ol|table)[\s>]",
    re.IGNORECASE,
)
MARKDOWN = re.compile(
    r"^(?:#{1,6} |> |```|~~~|:::|\|.*\|\s*$|---\s*$)"
    r"|\]\([^)\s]+\)|\*\*\S|!\[|(?<!\w)_\w[^_\n]*_(?!\w)",
    re.MULTILINE,
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p.standfirst:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


class Source(NamedTuple):
    """`text` is Markdown, HTML or plain text; of a Word file it is HTML, a paragraph a line."""

    kind: Kind
    text: str
    remark: str = ""


def read_source(content: bytes, *, kind: Kind | None = None) -> Source:
    """Raises Refused."""
    if len(content) > LARGEST:
        raise Refused(
            f"This is larger than {LARGEST // 2**20} MB. Leave out pictures, or split it."
        )
    if content.startswith(b"PK"):
        return Source("word", _word(content))
    text, remark = _decoded(content)
    if CONTROL.search(text):
        raise Refused("This is no text. Bring Markdown, HTML, plain text or a Word file (.docx).")
    if len(text) > LARGEST_TEXT:
        raise Refused(f"This has more than {LARGEST_TEXT:,} characters. Split it.")
    if not text.strip():
        raise Refused("This is empty. There is nothing to make an article of.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Source(kind or kind_of(text), text, remark)


def kind_of(text: str) -> Kind:
    if HTML.match(text.lstrip()):
        return "html"
    if MARKDOWN.search(text):
        return "markdown"
    return "html" if len(HTML.findall(text)) > 1 else "text"


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), ""
        except UnicodeDecodeError:
            raise Refused("This begins as UTF-16 and is not. Save it as UTF-8.") from None
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    strange = len(CONTROL.findall(text)) + text.count("\ufffd")
    if strange:
        return "\x00", ""  # no text at all
    return text, "The file is not in UTF-8 and was read as Windows text. Look at accents and marks."


def _word(content: bytes) -> str:
    """Its HTML, each paragraph in a line of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_packed(packed)
            converted = mammoth.convert_to_html(
                io.BytesIO(content),
                style_map=STYLES,
                convert_image=mammoth.images.img_element(lambda _: {"src": ""}),
            )
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise Refused(
            "This Word file is damaged. Open it, save it again, try once more."
        ) from error
    except (ExpatError, SAXParseException, RuntimeError, LookupError, ValueError) as error:
        raise Refused(
            "This is no Word file that can be read. Save it as .docx, without a password."
        ) from error
    except (AttributeError, TypeError) as error:  # mammoth, where a part that it needs is missing
        raise Refused("A part of this Word file is missing. Save it again as .docx.") from error
    html = str(converted.value)
    if not re.sub(r"<[^>]*>", "", html).strip():
        raise Refused("There is no text in this Word file.")
    return re.sub(r"(</(?:p|h[1-6]|ul|ol|table|blockquote)>)(?=<)", r"\1\n", html)


def _check_packed(packed: zipfile.ZipFile) -> None:
    entries = packed.infolist()
    if len(entries) > MOST_ENTRIES or sum(each.file_size for each in entries) > LARGEST_UNPACKED:
        raise Refused("This Word file unpacks to more than can be read. Leave out pictures.")
    names = {each.filename for each in entries}
    if "word/document.xml" not in names:
        raise Refused("This is an archive, not a Word file (.docx). Unpack it first.")
    for name in names:
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in packed.read(name):
            raise Refused("This Word file declares a document type, as no Word file does.")
