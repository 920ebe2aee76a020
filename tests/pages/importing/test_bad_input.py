"""What is no article gets a sentence, and nothing half-made stays."""

import io
import zipfile
from collections.abc import Callable

import pytest
from wagtail.models import Page

from pages.importing import bringing_in, sniffing
from pages.importing.bringing_in import import_article, read_article
from pages.importing.found import Found, Refused
from pages.models import ArticlePage, HomePage, PillarPage


def packed(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


DOCUMENT = b"<w:document xmlns:w='http://x'/>"
BOMB = packed(**{"word/document.xml": DOCUMENT, "x": bytes(61 * 2**20)})
ENTITIES = b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>" + DOCUMENT


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no text"),
        (b"%PDF-1.7\n\xff\xfe\x00\x01", "no text"),
        (b"\xff\xfea", "UTF-16"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (packed(**{"readme.txt": b"hello"}), "archive"),
        (packed(**{"word/document.xml": b"<not xml"}), "no Word file"),
        (packed(**{"word/document.xml": DOCUMENT}), "Word file"),
        (packed(**{"word/document.xml": ENTITIES}), "document type"),
        (BOMB, "unpacks to more"),
        (BOMB[:-400], "damaged"),
        (b"a" * (sniffing.LARGEST + 1), "larger than 5 MB"),
        (b"word " * 250_000, "more than 1,000,000 characters"),
        (b"<div>" * 3_000 + b"x", "nested too deeply"),
        (b"> " * 3_000 + b"x", "nested too deeply"),
        (b"# T\n\n" + b"- " * 70 + b"x", "nested too deeply"),
    ],
)
@pytest.mark.django_db
def test_it_is_refused_with_a_sentence(content: bytes, says: str):
    with pytest.raises(Refused, match=says):
        read_article(content, site=None)


@pytest.mark.postgres
def test_what_no_database_holds_is_replaced(home: HomePage, pillar: PillarPage):
    embed = '::: embed\n```yaml\nurl: "\\0"\n```\n:::\n'
    text = '---\ntitle: "A\\0B\\ud800"\n---\n\n&#0; a &#xD800; b\n\n' + embed
    imported = import_article(read_article(text.encode(), site=None), pillar=pillar)
    assert ArticlePage.objects.get(pk=imported.page.pk).title == "A\ufffdB\ufffd"


def test_nothing_half_made_stays(home: HomePage, pillar: PillarPage, monkeypatch: Callable):
    before = Page.objects.count()
    found = Found(title="T", parts=[{"type": "text", "value": "<p>x</p>"}])

    def fail(*_: object, **__: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(bringing_in.ArticlePage, "save_revision", fail)
    with pytest.raises(OSError, match="full"):
        import_article(found, pillar=pillar)
    assert Page.objects.count() == before
    pillar.refresh_from_db()
    assert pillar.numchild == 0


def test_a_file_from_an_old_machine_is_read_and_said_so():
    found = read_article("# Caf\xe9\n\nA sentence.".encode("cp1252"), site=None)
    assert found.title == "Café"
    assert "not in UTF-8" in found.unsure[-1].why
