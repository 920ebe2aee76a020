"""What stands around every page."""

from django.test import Client
from wagtail.models import Site

from pages.models import HomePage, PillarPage, SiteSettings
from tests.pages.building import make_article, make_pillar, read, words


def test_the_header_names_the_pages_in_the_menu_in_their_order(home: HomePage, client: Client):
    make_pillar(home, "Career")
    make_pillar(home, "Portfolio")
    make_pillar(home, "Hidden").unpublish()
    sections = read(client, home).select("header .sections a")
    assert [words(section) for section in sections] == ["Career", "Portfolio", "Search"]


def test_the_section_a_reader_is_in_is_marked(home: HomePage, client: Client):
    make_pillar(home, "Portfolio")
    article = make_article(make_pillar(home, "Career"))
    current = read(client, article).select("header .sections [aria-current]")
    assert [words(section) for section in current] == ["Career"]


def test_nothing_is_marked_on_the_front_page(home: HomePage, pillar: PillarPage, client: Client):
    assert not read(client, home).select("[aria-current]")


def test_the_words_at_the_foot_are_the_editors(home: HomePage, client: Client):
    SiteSettings.objects.create(site=Site.objects.get(), footer_line="For directors.")
    assert "For directors." in words(read(client, home).footer)


def test_showing_a_page_writes_no_settings(home: HomePage, client: Client):
    read(client, home)
    assert not SiteSettings.objects.exists()


def test_the_first_thing_to_reach_by_key_skips_to_the_text(home: HomePage, client: Client):
    page = read(client, home)
    first = page.select_one("a")
    assert first["href"] == "#main"
    assert page.select_one("#main").name == "main"


def test_each_page_describes_itself_to_search_engines(
    home: HomePage, pillar: PillarPage, client: Client
):
    article = make_article(pillar, title="Two jobs", search_description="Why weeks fill.")
    page = read(client, article)
    assert page.title.get_text() == "Two jobs · Lanewise"
    assert page.select_one("meta[name=description]")["content"] == "Why weeks fill."
    assert page.select_one("link[rel=canonical]")["href"] == article.full_url


def test_without_a_description_the_standfirst_is_one(pillar: PillarPage, client: Client):
    page = read(client, make_article(pillar))
    description = page.select_one("meta[name=description]")["content"]
    assert description == "A week fills with status. Somebody has to decide."
