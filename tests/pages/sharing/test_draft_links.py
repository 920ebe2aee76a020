"""A draft shown to whoever holds its address: one revision, for a while, and revoked at will."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction, Revision

from cms.tasks import trim
from pages.models import ArticlePage, DraftLink, HomePage, OfferPage, PillarPage
from pages.sharing.links import share_revision
from tests.pages.building import STANDFIRST, make_article, make_assessment_page, words
from tests.pages.people import browser_of, make_writers, user_of

pytestmark = pytest.mark.postgres


@pytest.fixture
def edith(db: None) -> Client:
    return browser_of("edith", "Editors")


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar)


def drafted(article: ArticlePage, title: str) -> Revision:
    article.title = title
    return article.save_revision()


def shared(revision: Revision, *, days: int = 7) -> str:
    """The address of a new link."""
    _, token = share_revision(revision, by=None, lasting=timedelta(days=days), now=timezone.now())
    return reverse("draft", args=[token])


def links_of(article: ArticlePage) -> str:
    return reverse("draft_links", args=[article.pk])


def seen(address: str) -> BeautifulSoup:
    """As anybody sees it who is not logged in."""
    answer = Client().get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_an_editor_makes_a_link_and_anybody_reads_that_draft(edith: Client, article: ArticlePage):
    revision = drafted(article, "Three jobs")
    form = BeautifulSoup(edith.get(links_of(article)).content, "html.parser")
    newest = form.select_one("select[name=revision] option[selected]")
    assert newest["value"] == str(revision.pk)
    answer = edith.post(links_of(article), {"revision": revision.pk, "days": "7"})
    made = BeautifulSoup(answer.content, "html.parser").select_one("#new-address")["value"]
    assert "no-store" in answer["Cache-Control"]
    page = seen(made.removeprefix("http://127.0.0.1:8000"))
    assert words(page.h1) == "Three jobs"
    today = timezone.now().strftime("%-d %B %Y")
    assert f"Draft of {today}" in words(page.select_one(".draft-banner"))
    assert not page.select_one(".feedback")
    published = Client().get(article.get_url()).content.decode()
    assert "draft-banner" not in published
    assert "drafts.css" not in published


def test_nobody_keeps_it_finds_it_or_passes_it_on(article: ArticlePage):
    answer = Client().get(shared(drafted(article, "Three jobs")))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in answer
    robots = BeautifulSoup(answer.content, "html.parser").select_one("meta[name=robots]")
    assert robots["content"] == "noindex, nofollow"


def test_later_edits_do_not_change_it_nor_does_saving_over_its_revision(article: ArticlePage):
    revision = drafted(article, "Three jobs")
    address = shared(revision)
    article.title = "Typed on"
    article.save_revision(
        overwrite_revision=revision
    )  # what the editor does by itself, as one types
    drafted(article, "Four jobs").publish()
    assert words(seen(address).h1) == "Three jobs"
    Revision.objects.filter(pk=revision.pk).delete()
    assert words(seen(address).h1) == "Three jobs"


def test_a_draft_that_was_never_published_and_one_not_for_everybody_can_be_shared(
    article: ArticlePage, pillar: PillarPage
):
    article.unpublish()
    PageViewRestriction.objects.create(page=pillar, restriction_type="login")
    assert words(seen(shared(drafted(article, "Not yet"))).h1) == "Not yet"


def closed(edith: Client, article: ArticlePage) -> Iterator[tuple[str, HttpResponse]]:
    """Every way in which an address opens nothing."""
    yield "guessed", Client().get(reverse("draft", args=["A" * 43]))
    ended = shared(drafted(article, "Ended"), days=1)
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1), tick=False):
        yield "ended", Client().get(ended)
    revoked = shared(drafted(article, "Revoked"))
    link = DraftLink.objects.first()
    edith.post(reverse("revoke_draft_link", args=[article.pk, link.pk]))
    yield "revoked", Client().get(revoked)


def test_a_wrong_ended_or_revoked_address_is_answered_alike(edith: Client, article: ArticlePage):
    answers = dict(closed(edith, article))
    for wrong, answer in answers.items():
        assert answer.status_code == 404, wrong
        assert answer["Cache-Control"] == "private, no-store"
    assert len({answer.content for answer in answers.values()}) == 1


def test_the_address_is_kept_nowhere(article: ArticlePage):
    token = shared(drafted(article, "Three jobs")).split("/")[-2]
    assert len(token) >= 43
    [row] = DraftLink.objects.values()
    assert token not in str(row)


def test_the_links_of_a_page_are_listed_and_revoked_and_its_history_tells(
    edith: Client, article: ArticlePage, django_assert_max_num_queries
):
    for title in ("One", "Two", "Three"):
        shared(drafted(article, title))
    link = DraftLink.objects.first()
    edith.post(reverse("revoke_draft_link", args=[article.pk, link.pk]))
    edith.post(reverse("revoke_draft_link", args=[article.pk, link.pk]))
    with django_assert_max_num_queries(30):
        listed = BeautifulSoup(edith.get(links_of(article)).content, "html.parser")
    states = [words(row.select("td")[-1]) for row in listed.select("tbody tr")]
    assert [state.split()[0] for state in states] == ["Revoked", "Open", "Open"]
    actions = PageLogEntry.objects.filter(action__startswith="pages.draft_")
    assert actions.filter(action="pages.draft_shared").count() == 3
    assert actions.get(action="pages.draft_revoked").user == user_of(edith)


def test_the_pages_own_menu_leads_there(edith: Client, article: ArticlePage):
    editor = edith.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert links_of(article) in editor.content.decode()


def test_who_may_edit_the_page_may_share_it_and_nobody_else(article: ArticlePage, home: HomePage):
    make_writers()
    assert browser_of("vera", "Writers").get(links_of(article)).status_code == 200
    link_form = {"revision": drafted(article, "Three jobs").pk, "days": "7"}
    for name, group in (("ada", "Advisors"), ("otto", "Operators")):
        browser = browser_of(name, group)
        assert browser.get(links_of(article)).status_code == 302
        assert browser.post(links_of(article), link_form).status_code == 302
        editor = browser.get(reverse("wagtailadmin_home"))
        assert links_of(article) not in editor.content.decode()
    assert Client().get(links_of(article)).status_code == 302
    assert not DraftLink.objects.exists()


def test_a_link_of_another_page_is_not_revoked_and_a_get_revokes_nothing(
    edith: Client, article: ArticlePage, pillar: PillarPage
):
    address = shared(drafted(article, "Three jobs"))
    link = DraftLink.objects.get()
    assert edith.get(reverse("revoke_draft_link", args=[article.pk, link.pk])).status_code == 405
    other = reverse("revoke_draft_link", args=[pillar.pk, link.pk])
    assert edith.post(other).status_code == 404
    assert Client().post(address).status_code == 405
    assert words(seen(address).h1) == "Three jobs"


def test_a_version_of_another_page_or_a_time_nobody_offers_is_refused(
    edith: Client, article: ArticlePage, pillar: PillarPage
):
    foreign = pillar.save_revision()
    for form in ({"revision": foreign.pk, "days": "7"}, {"revision": "x", "days": "3650"}):
        assert edith.post(links_of(article), form).status_code == 200
    assert not DraftLink.objects.exists()


def test_a_page_that_was_shared_can_be_deleted(edith: Client, article: ArticlePage):
    address = shared(drafted(article, "Three jobs"))
    user_of(edith)
    article.delete()
    User.objects.all().delete()
    assert Client().get(address).status_code == 404


def test_every_kind_of_page_can_be_shared(home: HomePage, pillar: PillarPage):
    offer = home.add_child(instance=OfferPage(title="Volume 1", standfirst=STANDFIRST))
    for page in (home, pillar, offer, make_assessment_page(home)):
        address = shared(drafted(page, f"Draft of a {type(page).__name__}"))
        assert type(page).__name__ in words(seen(address).h1)


def test_a_draft_is_kept_for_ninety_days_after_its_link_was_closed(article: ArticlePage):
    for title in ("Open", "Closed lately", "Closed long ago"):  # listed the newest first
        shared(drafted(article, title))
    now = timezone.now()
    long_ago, lately, _ = DraftLink.objects.all()
    for link, days in ((long_ago, 91), (lately, 89)):
        DraftLink.objects.filter(pk=link.pk).update(revoked_at=now - timedelta(days=days))
    trim()
    assert set(DraftLink.objects.values_list("content__title", flat=True)) == {
        "Closed lately",
        "Open",
    }
