"""What editors say to each other beside a draft, and readers never see."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment

from pages.models import ArticlePage, DraftLink, PillarPage
from pages.sharing.links import share_revision
from tests.pages.building import make_article, read
from tests.pages.people import browser_of
from tests.pages.publishing.editing import edit, form_of

pytestmark = pytest.mark.django_db
SAID = {"contentpath": "standfirst", "text": "Who is this for?"}


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar)


@pytest.fixture
def edith(db: None) -> Client:
    return browser_of("edith", "Editors")


def test_a_comment_is_kept_beside_its_field_with_who_said_it(edith: Client, article: ArticlePage):
    edit(edith, article, form_of("Two jobs", comments=[SAID]))
    comment = Comment.objects.get()
    assert (comment.contentpath, comment.text) == ("standfirst", "Who is this for?")
    assert comment.user.username == "edith"


def test_a_colleague_sees_it_answers_and_settles_it(edith: Client, article: ArticlePage):
    edit(edith, article, form_of("Two jobs", comments=[SAID]))
    comment = Comment.objects.get()
    mona = browser_of("mona", "Moderators")
    page = mona.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert "Who is this for?" in page
    settled = SAID | {"id": comment.pk, "resolved": "on"}
    answered = form_of("Two jobs", comments=[settled])
    answered |= {
        "comments-INITIAL_FORMS": 1,
        "comments-0-replies-TOTAL_FORMS": 1,
        "comments-0-replies-0-id": "",
        "comments-0-replies-0-text": "For directors.",
    }
    edit(mona, article, answered)
    comment.refresh_from_db()
    assert comment.resolved_by.username == "mona"
    assert [reply.text for reply in comment.replies.all()] == ["For directors."]


def test_who_follows_a_page_is_mailed_what_others_say(edith: Client, article: ArticlePage):
    follow = {"comment_notifications": "on"}
    edit(edith, article, form_of("Two jobs", **follow))
    edit(browser_of("mona", "Moderators"), article, form_of("Two jobs", comments=[SAID]))
    assert [message.to for message in mail.outbox] == [["edith@example.com"]]
    assert "Who is this for?" in mail.outbox[0].body


def test_readers_other_programs_and_shared_drafts_do_not_get_it(
    edith: Client, article: ArticlePage, client: Client
):
    edit(edith, article, form_of("Two jobs", comments=[SAID], **{"action-publish": "Publish"}))
    assert "Who is this for?" not in str(read(client, article))
    assert (
        "Who is this for?"
        not in client.get("/api/v1/content/by-path", {"path": "/career/two-jobs/"}).content.decode()
    )
    revision = ArticlePage.objects.get(pk=article.pk).latest_revision
    share_revision(revision, by=None, lasting=timedelta(days=1), now=timezone.now())
    assert "Who is this for?" in str(revision.content)
    assert "Who is this for?" not in str(DraftLink.objects.get().content)


@pytest.mark.parametrize(("name", "group"), [("ada", "Advisors"), ("otto", "Operators")])
def test_advisors_and_operators_say_nothing_here(article: ArticlePage, name: str, group: str):
    edit(browser_of(name, group), article, form_of("Two jobs", comments=[SAID]))
    assert not Comment.objects.exists()
