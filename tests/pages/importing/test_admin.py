"""Bringing an article in, in the admin."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Page

from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.building import read, words
from tests.pages.importing import samples

ADDRESS = "/admin/import-article/"
MENU = "Import an article"


def logged_in(client: Client, name: str, *, group: str) -> Client:
    user = get_user_model().objects.create_user(name, password="not needed here")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


@pytest.fixture
def edith(client: Client) -> Client:
    return logged_in(client, "edith", group="Editors")


def send(client: Client, under: PillarPage, **fields: object):
    return client.post(ADDRESS, {"pillar": under.pk, "text": "", "kind": ""} | fields)


def test_a_pasted_text_becomes_a_draft_with_a_report(pillar: PillarPage, edith: Client):
    assert MENU in edith.get("/admin/").content.decode()
    response = send(edith, pillar, text=samples.MARKDOWN.replace("\n", "\r\n"))
    article = ArticlePage.objects.get()
    assert response["Location"] == f"{ADDRESS}{article.pk}/"
    report = read(edith, response["Location"])
    assert report.find("a", href=f"/admin/pages/{article.pk}/edit/")
    rows = [[words(cell) for cell in row("td")] for row in report.main("tr")[1:]]
    line = samples.MARKDOWN.split("\n").index("#### Small heading") + 1
    assert [str(line), "A heading of level 4 became one of level 3."] in rows
    assert not article.live
    assert article.owner.username == "edith"
    assert article.latest_revision.user.username == "edith"
    assert edith.get(f"/admin/pages/{article.pk}/edit/").status_code == 200


def test_a_file_is_told_by_its_content(pillar: PillarPage, edith: Client):
    send(edith, pillar, file=SimpleUploadedFile("a.txt", samples.HTML.encode()))
    assert ArticlePage.objects.get().title == "Two jobs"


def test_what_a_pasted_text_is_can_be_said(pillar: PillarPage, edith: Client):
    send(edith, pillar, text="# No heading\n\nA sentence.", kind="text")
    assert ArticlePage.objects.get().title == "# No heading"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "one of the two"),
        ({"text": " \n"}, "one of the two"),
        ({"text": "a", "file": SimpleUploadedFile("a.md", b"b")}, "one of the two"),
        ({"file": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "This Word file is damaged."),
        ({"file": SimpleUploadedFile("a.md", b"\x00\x01")}, "This is no text."),
        ({"text": "a", "kind": "pdf"}, "Select a valid choice"),
        ({"text": "a", "pillar": 1}, "Select a valid choice"),
    ],
)
def test_what_is_no_article_is_refused_with_a_sentence(
    fields: dict[str, object], says: str, pillar: PillarPage, edith: Client
):
    response = send(edith, pillar, **fields)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("group", ["Advisors", "Operators", None])
def test_who_may_not_add_articles_may_not_import_them(
    group: str | None, pillar: PillarPage, client: Client
):
    if group:
        logged_in(client, "ada", group=group)
        assert MENU not in client.get("/admin/").content.decode()
    assert client.get(ADDRESS).status_code in (302, 403)
    assert send(client, pillar, text=samples.MARKDOWN).status_code in (302, 403)
    assert not ArticlePage.objects.exists()


def test_a_report_is_for_whoever_brought_the_article_in(pillar: PillarPage, edith: Client):
    address = send(edith, pillar, text=samples.MARKDOWN)["Location"]
    other = logged_in(Client(), "ines", group="Editors")
    assert other.get(address).status_code in (302, 403)


def test_looking_makes_nothing(home: HomePage, pillar: PillarPage, edith: Client):
    before = Page.objects.count()
    assert edith.get(ADDRESS, {"text": "a"}).status_code == 200
    assert Page.objects.count() == before
