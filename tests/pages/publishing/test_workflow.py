"""A draft goes through the hands of a moderator before readers see it."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from pages.models import ArticlePage, PillarPage
from tests.pages.building import make_article, words
from tests.pages.people import browser_of, make_writers
from tests.pages.publishing.editing import admin, edit, form_of, newest

pytestmark = pytest.mark.django_db
SUBMIT = {"action-submit": "Submit to Moderators approval"}


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar)


@pytest.fixture
def vera(db: None) -> Client:
    """Writes, and does not publish."""
    make_writers()
    return browser_of("vera", "Writers")


@pytest.fixture
def mona(db: None) -> Client:
    """Moderates."""
    return browser_of("mona", "Moderators")


def act(browser: Client, article: ArticlePage, action: str, *, comment: str = "") -> int:
    """What a moderator answers to the task at hand; the status of the answer."""
    task = TaskState.objects.filter(status="in_progress").latest("pk")
    args = [article.pk, action, task.pk]
    address = reverse("wagtailadmin_pages:workflow_action", args=args)
    return browser.post(address, {"comment": comment}).status_code


def state(article: ArticlePage) -> str:
    return WorkflowState.objects.for_instance(article).latest("pk").status


def shown(article: ArticlePage) -> str:
    return ArticlePage.objects.get(pk=article.pk).title


def test_what_is_submitted_waits_and_what_is_approved_is_published(article, vera, mona):
    edit(vera, article, form_of("Three jobs", **SUBMIT))
    assert (shown(article), state(article)) == ("Two jobs", "in_progress")
    assert "Three jobs" in words(admin(mona, "wagtailadmin_home"))
    assert act(mona, article, "approve") == 302
    assert (shown(article), state(article)) == ("Three jobs", "approved")


def test_what_is_sent_back_says_why_and_can_be_submitted_again(article, vera, mona):
    edit(vera, article, form_of("Three jobs", **SUBMIT))
    act(mona, article, "reject", comment="Say who decides.")
    assert state(article) == "needs_changes"
    history = admin(vera, "wagtailadmin_pages:workflow_history", article.pk)
    assert "Needs changes" in words(history)
    assert TaskState.objects.get().comment == "Say who decides."
    restart = {"action-restart-workflow": "Restart"}
    edit(vera, article, form_of("Four jobs", **restart))
    act(mona, article, "approve")
    assert shown(article) == "Four jobs"


def test_the_moderator_sees_the_draft_that_was_submitted(article, vera, mona):
    edit(vera, article, form_of("Three jobs", **SUBMIT))
    task = TaskState.objects.get().task
    draft = admin(mona, "wagtailadmin_pages:workflow_preview", article.pk, task.pk)
    assert words(draft.h1) == "Three jobs"


def test_nobody_approves_their_own_draft_without_being_a_moderator(article, vera):
    edit(vera, article, form_of("Three jobs", **SUBMIT))
    act(vera, article, "approve")
    assert (shown(article), state(article)) == ("Two jobs", "in_progress")


@pytest.mark.parametrize(("name", "group"), [("ada", "Advisors"), ("otto", "Operators")])
def test_advisors_and_operators_approve_nothing(article, vera, name, group):
    edit(vera, article, form_of("Three jobs", **SUBMIT))
    assert act(browser_of(name, group), article, "approve") in (302, 403)
    assert (shown(article), state(article)) == ("Two jobs", "in_progress")


def test_while_it_waits_nobody_but_a_moderator_changes_it(article, vera, mona):
    edit(vera, article, form_of("Three jobs", **SUBMIT))
    for browser in (vera, browser_of("edith", "Editors")):
        edit(browser, article, form_of("Four jobs", **{"action-publish": "Publish"}))
        assert newest(article).title == "Three jobs"
    edit(mona, article, form_of("Four jobs"))
    act(mona, article, "approve")
    assert shown(article) == "Four jobs"


def test_the_moderators_are_told_by_mail_and_the_writer_of_the_answer(article, vera, mona):
    edit(vera, article, form_of("Three jobs", **SUBMIT))
    assert [message.to for message in mail.outbox] == [["mona@example.com"]]
    mail.outbox.clear()
    act(mona, article, "approve")
    assert "vera@example.com" in {to for message in mail.outbox for to in message.to}
