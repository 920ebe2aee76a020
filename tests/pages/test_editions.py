"""Whatever a reader could notice begins a new edition, in the transaction that changes it."""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from pages.models import (
    ArticlePage,
    AssessmentPage,
    CallToAction,
    HomePage,
    PillarPage,
    ReusableBlock,
    SiteSettings,
)
from pages.models.changes import edition
from tests.pages.anatomy import anatomy
from tests.pages.building import STANDFIRST, make_article, make_pillar, publish, read

pytestmark = pytest.mark.postgres


@pytest.fixture
def article(home: HomePage, pillar: PillarPage) -> ArticlePage:
    return make_article(pillar, *anatomy(home, pillar))


def related(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(slug="the-decision-nobody-owns")


def republish(article: ArticlePage) -> None:
    article.title = "Three jobs"
    publish(article)


def publish_related(article: ArticlePage) -> None:
    other = related(article)
    other.standfirst = "Another thesis."
    publish(other)


def edit_call(_: ArticlePage) -> None:
    call = CallToAction.objects.get(key="take-it")
    call.label = "Measure it"
    call.save()


def edit_reusable(_: ArticlePage) -> None:
    block = ReusableBlock.objects.get()
    block.body = [("text", "<p>Two hours.</p>")]
    block.save_revision().publish()


def close_assessment(_: ArticlePage) -> None:
    AssessmentPage.objects.get().assessment.unpublish()


CHANGES = {
    "the page": republish,
    "a related page's standfirst": publish_related,
    "a related page unpublished": lambda article: related(article).unpublish(),
    "a call to action": edit_call,
    "a call to action, by update()": lambda _: CallToAction.objects.update(label="Go"),
    "a reusable block": edit_reusable,
    "the menu": lambda article: make_pillar(HomePage.objects.get(), "Portfolio"),
    "the pillar's title, by update()": lambda _: Page.objects.filter(slug="career").update(
        title="Careers"
    ),
    "the words at the foot": lambda _: SiteSettings.objects.create(
        site=Site.objects.get(), footer_line="For directors."
    ),
    "the site's name": lambda _: Site.objects.update(site_name="Another"),
    "the assessment": close_assessment,
    "who may read": lambda article: PageViewRestriction.objects.create(
        page=article, restriction_type="login"
    ),
    "where it stands": lambda article: article.move(make_pillar(HomePage.objects.get(), "B")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_gives_the_page_another_tag(change, article: ArticlePage, client: Client):
    url = article.url
    before = client.get(url)["ETag"]
    assert client.get(url)["ETag"] == before
    change(article)
    after = client.get(url, headers={"if-none-match": before})
    assert after.status_code != 304
    assert after.get("ETag") != before


def test_a_draft_changes_nothing_that_readers_see(article: ArticlePage, client: Client):
    before = client.get(article.url)["ETag"]
    article.title = "Not yet"
    article.save_revision()
    related(article).save_revision()
    ReusableBlock.objects.get().save_revision()
    assert client.get(article.url)["ETag"] == before


def test_what_was_kept_is_not_shown_after_a_change(article: ArticlePage, client: Client):
    read(client, article)
    publish_related(article)
    assert "Another thesis." in read(client, article).get_text()


def test_what_is_rolled_back_was_no_change(home: HomePage):
    before = edition()
    with transaction.atomic():
        Page.objects.filter(pk=home.pk).update(title="Other")
        assert edition() != before
        transaction.set_rollback(True)
    assert edition() == before


def test_a_public_page_may_be_shared_for_minutes_and_asked_about_after(
    article: ArticlePage, client: Client
):
    answer = client.get(article.url)
    assert answer["Cache-Control"] == ("public, max-age=0, s-maxage=300, stale-while-revalidate=60")


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_a_restricted_page_is_shown_to_nobody_else_and_kept_by_nobody(
    article: ArticlePage, pillar: PillarPage, client: Client, kind: str
):
    read(client, article)  # kept by this process
    restriction = PageViewRestriction.objects.create(
        page=pillar, restriction_type=kind, password="sesame"
    )
    restriction.groups.add(Group.objects.create(name="Members"))
    answer = client.get(article.url)
    assert STANDFIRST not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert "ETag" not in answer


def test_an_unpublished_page_is_gone_at_once(article: ArticlePage, client: Client):
    url = article.url
    tag = client.get(url)["ETag"]
    article.unpublish()
    assert client.get(url, headers={"if-none-match": tag}).status_code == 404


def test_an_alias_is_left_to_wagtail(article: ArticlePage, client: Client):
    alias = article.create_alias(update_slug="again")
    assert "Two jobs" in read(client, alias).get_text()
