"""An article exported as Markdown and imported again is the same article."""

import pytest
from wagtail.models import Site

from cms.sample.site import load_site
from pages.importing.bringing_in import import_article, read_article
from pages.importing.exporting import export_article, parts_of
from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article

FIELDS = ("title", "standfirst", "author_name", "seo_title", "search_description")


def brought_back(article: ArticlePage, text: str) -> ArticlePage:
    pillar = article.get_parent().specific
    found = read_article(text.encode(), site=Site.objects.get())
    imported = import_article(found, pillar=pillar)
    assert [doubt for doubt in imported.unsure if "slug" not in doubt.why] == []
    return ArticlePage.objects.get(pk=imported.page.pk)


def same(one: ArticlePage, other: ArticlePage) -> None:
    for field in FIELDS:
        assert getattr(one, field) == getattr(other, field)
    assert parts_of(one.body) == parts_of(other.body)


@pytest.mark.postgres
def test_an_article_with_every_block_comes_back_the_same(home: HomePage, pillar: PillarPage):
    article = make_article(pillar, *anatomy(home, pillar), author_name="Edith Marsh: “E.”")
    assert {block.block_type for block in article.body} == set(
        article.body.stream_block.child_blocks
    )
    text = export_article(article)
    assert "```yaml" not in text  # each has a layout of its own
    again = brought_back(article, text)
    same(article, again)
    assert export_article(again) == text.replace("slug: two-jobs", "slug: two-jobs-2")


def test_the_sample_articles_come_back_the_same(db: None):
    load_site()
    for article in ArticlePage.objects.all():
        text = export_article(article)
        assert "```yaml" not in text
        same(article, brought_back(article, text))
