import pytest

from pages.models import PillarPage
from pages.models.article import minutes_to_read
from tests.pages.building import make_article, publish


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (1, 1), (230, 1), (231, 2), (460, 2), (2_300, 10)]
)
def test_minutes_are_whole_and_at_least_one(words: int, minutes: int):
    assert minutes_to_read(words) == minutes


def test_the_minutes_are_counted_when_the_article_is_published(pillar: PillarPage):
    article = make_article(pillar, {"type": "text", "value": f"<p>{'word ' * 500}</p>"})
    assert article.reading_minutes == 3


def test_a_longer_edit_is_counted_again(pillar: PillarPage):
    article = make_article(pillar)
    article.body = [("text", f"<p>{'word ' * 1_000}</p>")]
    assert publish(article).reading_minutes == 5


def test_words_inside_any_block_count(pillar: PillarPage):
    quotes = {"type": "quotes", "value": {"lead_in": "", "quotes": ["word " * 300]}}
    assert make_article(pillar, quotes).words() == 300
