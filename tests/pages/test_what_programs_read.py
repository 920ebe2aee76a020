"""Feeds, sitemap, robots.txt, llms.txt, and what the head of a page says to programs."""

import json
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image
from wagtail.models import Locale, Page, PageViewRestriction

from pages.models import ArticlePage, HomePage, PillarPage
from pages.structured import as_json
from tests.pages.building import make_article, publish, read

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ATOM = {"a": "http://www.w3.org/2005/Atom"}
INDEXES = ["/feed.xml", "/career/feed.xml", "/sitemap.xml", "/robots.txt", "/llms.txt"]


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    private = make_article(pillar, title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    make_article(pillar, title="Draft").unpublish()
    return make_article(pillar, title="Two <jobs> & more", author_name="Edith")


@pytest.mark.parametrize("path", ["/feed.xml", "/career/feed.xml"])
def test_a_feed_has_what_everybody_may_read(path: str, article: ArticlePage, client: Client):
    response = client.get(path)
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.content)
    [entry] = feed.findall("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == "Two <jobs> & more"
    assert entry.findtext("a:summary", namespaces=ATOM) == article.standfirst
    assert entry.find("a:link", ATOM).get("href") == article.full_url
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == "Edith"


def test_an_entry_is_the_same_one_after_the_page_has_moved(article: ArticlePage, client: Client):
    before = client.get("/feed.xml").content
    article.slug = "moved"
    publish(article)
    after = client.get("/feed.xml").content
    ids = [
        ET.fromstring(each).findtext("a:entry/a:id", namespaces=ATOM) for each in (before, after)
    ]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("path", ["/nowhere/feed.xml", "/two-jobs/feed.xml"])
def test_only_a_pillar_has_a_feed_of_its_own(path: str, article: ArticlePage, client: Client):
    assert client.get(path).status_code == 404


def test_the_sitemap_names_every_page_for_all_and_no_other(article: ArticlePage, client: Client):
    text = client.get("/sitemap.xml").content.decode()
    assert article.full_url in text
    assert "/career/</loc>" in text
    assert "private" not in text
    assert "draft" not in text


def test_robots_are_told_what_is_nobodys_business(article: ArticlePage, client: Client):
    text = client.get("/robots.txt").content.decode()
    for path in ("/results/", "/admin/", "/drafts/", "/search/"):
        assert f"Disallow: {path}\n" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text


def test_llms_are_given_the_pieces_by_pillar(article: ArticlePage, client: Client):
    text = client.get("/llms.txt").content.decode()
    assert text.startswith("# Lanewise\n\n> ")
    assert "## Career" in text
    assert f"- [Two <jobs> & more]({article.full_url}index.md): " in text
    assert "Private" not in text
    assert "Draft" not in text


@pytest.mark.parametrize("path", INDEXES)
def test_they_are_kept_by_caches_until_something_changes(
    path: str, article: ArticlePage, client: Client, django_assert_max_num_queries
):
    first = client.get(path)
    assert "s-maxage" in first["Cache-Control"]
    with django_assert_max_num_queries(2):
        again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    article.title = "Another"
    publish(article)
    assert client.get(path)["ETag"] != first["ETag"]


def test_a_page_says_what_it_is(article: ArticlePage, client: Client):
    page = read(client, article)
    data = json.loads(page.select_one('script[type="application/ld+json"]').string)
    trail, piece = data["@graph"]
    assert [each["name"] for each in trail["itemListElement"]] == [
        "Decide",
        "Career",
        article.title,
    ]
    assert (piece["@type"], piece["headline"]) == ("Article", article.title)
    assert piece["author"] == {"@type": "Person", "name": "Edith"}
    assert piece["image"] == page.select_one('meta[property="og:image"]')["content"]
    assert page.select_one('link[type="application/atom+xml"]')["href"] == "/career/feed.xml"
    assert not page.select("[hreflang]")  # the site speaks one language


def translated(article: ArticlePage) -> ArticlePage:
    """In French, as a draft, below French copies of the pages above it."""
    french, _ = Locale.objects.get_or_create(language_code="fr")
    return article.copy_for_translation(french, copy_parents=True)


def languages_named(client: Client, article: ArticlePage) -> dict[str, str]:
    links = read(client, article).select("link[hreflang]")
    return {link["hreflang"]: link["href"] for link in links}


@pytest.fixture
def two_languages(settings) -> None:
    settings.WAGTAIL_I18N_ENABLED = True
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = [
        ("en-gb", "English"),
        ("fr", "French"),
    ]


def test_a_page_names_each_language_it_is_published_in(article, client, two_languages):
    french = translated(article)
    assert "fr" not in languages_named(client, article)
    published = publish(french)
    assert languages_named(client, article) == {
        "en-gb": article.full_url,
        "fr": published.full_url,
    }


def test_a_version_without_an_address_is_not_named(article, client, two_languages):
    publish(translated(article)).move(Page.get_first_root_node(), pos="last-child")
    assert set(languages_named(client, article)) == {"en-gb"}


def test_nothing_written_ends_the_element_it_stands_in():
    assert "</script>" not in as_json([{"name": "</script><script>alert(1)"}])


def test_the_front_page_and_a_pillar_have_the_feed_that_fits(
    home: HomePage, pillar: PillarPage, client: Client
):
    for page, path in ((home, "/feed.xml"), (pillar, "/career/feed.xml")):
        assert read(client, page).select_one('link[type="application/atom+xml"]')["href"] == path


def picture_of(client: Client, article: ArticlePage) -> str:
    address = read(client, article).select_one('meta[property="og:image"]')["content"]
    return address.removeprefix("http://localhost")


def test_an_article_has_a_picture_of_its_own(article, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    response = client.get(picture_of(client, article))
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    path = next(tmp_path.rglob("*.png"))
    with Image.open(path) as picture:
        assert picture.size == (1200, 630)
    assert len(response.content) < 120_000


def test_another_title_has_another_picture_and_the_old_address_leads_there(
    article, client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    before = picture_of(client, article)
    article.title = "Another"
    publish(article)
    response = client.get(before)
    assert (response.status_code, response["Location"]) == (302, picture_of(client, article))


def test_what_is_not_for_all_has_no_picture(pillar, client):
    private = make_article(pillar, title="Private")
    address = picture_of(client, private)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert client.get(address).status_code == 404
    assert client.get(f"/cards/{10**30}-abc.png").status_code == 404


def test_a_page_that_is_not_here_offers_search_and_sections(pillar: PillarPage, client: Client):
    response = client.get("/nowhere/")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert page.select_one("main form[role=search]")
    assert page.select_one('main a[href="/career/"]')


def test_a_path_with_a_nul_is_nowhere(home: HomePage, client: Client):
    for path in ("/career%00/", "/edit/%00/", "/a/b%00c/"):
        assert client.get(path).status_code == 404


def test_editors_get_from_a_page_to_its_editor(article, client, admin_client):
    path = f"/edit{article.url}"
    assert client.get(path).status_code == 404
    response = admin_client.get(path)
    assert response["Location"] == f"/admin/pages/{article.pk}/edit/"
    assert admin_client.get("/edit/nowhere/").status_code == 404
