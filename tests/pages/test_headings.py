from itertools import pairwise

from django.test import Client

from pages.models import HomePage, PillarPage
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article, make_assessment_page, read


def levels(page) -> list[int]:
    return [int(heading.name[1]) for heading in page.find_all(["h1", "h2", "h3", "h4"])]


def assert_in_order(page) -> None:
    """One title, and no level is skipped on the way down."""
    found = levels(page)
    assert found[0] == 1
    assert found.count(1) == 1
    assert all(lower - higher <= 1 for higher, lower in pairwise(found))


def test_the_headings_of_an_article_are_in_order(
    home: HomePage, pillar: PillarPage, client: Client
):
    assert_in_order(read(client, make_article(pillar, *anatomy(home, pillar))))


def test_the_headings_of_the_other_pages_are_in_order(
    home: HomePage, pillar: PillarPage, client: Client
):
    make_article(pillar)
    for page in (home, pillar, make_assessment_page(home)):
        assert_in_order(read(client, page))
