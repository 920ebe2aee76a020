"""Two versions side by side: what was there, what is there now."""

import pytest
from django.test import Client
from django.urls import reverse

from pages.models import ArticlePage, PillarPage
from pages.snippets import CallToAction, ReusableBlock
from tests.pages.building import make_article, make_call, words
from tests.pages.people import browser_of
from tests.pages.publishing.editing import admin, edit, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar)


@pytest.fixture
def edith(db: None) -> Client:
    return browser_of("edith", "Editors")


def test_what_left_and_what_came_is_marked_in_the_title_and_in_the_body(
    edith: Client, article: ArticlePage
):
    edit(edith, article, form_of("Three jobs", text="<p>By seven you have kept ten.</p>"))
    compared = admin(edith, "wagtailadmin_pages:revisions_compare", article.pk, "live", "latest")
    gone = {words(each) for each in compared.select(".deletion")}
    come = {words(each) for each in compared.select(".addition")}
    assert "Two jobs" in gone
    assert "Three jobs" in come
    assert any("seven" in each for each in come)


def test_any_two_versions_are_compared_and_one_of_another_page_is_not(
    edith: Client, article: ArticlePage, pillar: PillarPage
):
    for title in ("Three jobs", "Four jobs"):
        edit(edith, article, form_of(title))
    older, newer = article.revisions.order_by("pk").values_list("pk", flat=True)[1:3]
    compared = admin(edith, "wagtailadmin_pages:revisions_compare", article.pk, older, newer)
    assert words(compared.select_one(".deletion")) == "Three jobs"
    foreign = pillar.save_revision().pk
    address = reverse("wagtailadmin_pages:revisions_compare", args=[article.pk, older, foreign])
    assert edith.get(address).status_code == 404


def test_calls_and_reusable_blocks_are_compared_too(edith: Client, pillar: PillarPage):
    call = make_call("read-it", page=pillar)
    block = ReusableBlock.objects.create(key="steps", title="Steps", body=[("text", "<p>A.</p>")])
    for model, row, field in ((CallToAction, call, "label"), (ReusableBlock, block, "title")):
        row.save_revision()
        setattr(row, field, "Something else")
        row.save_revision()
        view = model.snippet_viewset.get_url_name("revisions_compare")
        compared = admin(edith, view, row.pk, "earliest", "latest")
        assert "Something" in words(compared.select_one(".addition"))


@pytest.mark.parametrize(("name", "group"), [("ada", "Advisors"), ("otto", "Operators")])
def test_advisors_and_operators_compare_nothing(article: ArticlePage, name: str, group: str):
    address = reverse("wagtailadmin_pages:revisions_compare", args=[article.pk, "live", "latest"])
    assert browser_of(name, group).get(address).status_code in (302, 403)
