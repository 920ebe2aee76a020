"""The preference page: less often, only this series, nothing. A GET shows, a POST acts."""

from typing import Any

import pytest
from django.test import Client

from leads.mail.links import preferences_link, unsubscribe_link
from leads.models import Delivery, Lead, MailPreference, Sequence, Suppression
from leads.models.people import person_with
from leads.records import record_of_person
from tests import make
from tests.leads.sequences.conftest import all_due, pass_days

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

LANE = "executive-advisory"


@pytest.fixture
def two(house: Any) -> list[Sequence]:
    """Rosa is in two series of two mails each."""
    Sequence.objects.all().update(live=False)
    steps = [{"key": "first", "subject": "One"}, {"key": "second", "subject": "Two"}]
    made = [make.make_sequence(*steps, lane=LANE, title=title) for title in ("This", "That")]
    make.route(make.TO_EXECUTIVE, follow_up=True)
    return made


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def path_of(sequence: Sequence | None, settings: Any) -> str:
    link = preferences_link(Lead.objects.get(), sequence.pk if sequence else None)
    return link.removeprefix(settings.BASE_URL)


def mails() -> dict[str, int]:
    """How many each series was given to send, and not cancelled."""
    found: dict[str, int] = {}
    for delivery in Delivery.objects.filter(kind="follow_up").exclude(status="cancelled"):
        title = delivery.step_record.sequence.title
        found[title] = found.get(title, 0) + 1
    return found


def let_days_pass(days: int) -> None:
    """Without sending: a mail that was sent keeps the moment of the machine's clock."""
    for _ in range(days):
        pass_days(1)


def test_the_mail_has_the_link_beside_the_way_out(two: Any, settings: Any) -> None:
    all_due()
    make.work_through("pipeline", "mail")
    mail = Delivery.objects.filter(kind="follow_up").first()
    assert mail is not None
    text = " ".join(mail.text.split())
    assert f"Fewer of these emails: {settings.BASE_URL}/preferences/" in text
    assert f"Stop these emails: {settings.BASE_URL}/unsubscribe/" in text
    assert "Fewer of these emails</a>" in mail.html


def test_looking_changes_nothing_and_names_nobody(two: Any, browser: Client, settings: Any) -> None:
    path = path_of(two[0], settings)
    page = browser.get(path)
    assert (page.status_code, browser.head(path).status_code) == (200, 200)
    assert browser.options(path).status_code == 405
    text = page.content.decode()
    assert text.count('type="radio"') == 4
    assert text.count("<button") == 1
    assert "rosa" not in text.lower()
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies
    assert not MailPreference.objects.exists()


def test_without_a_mail_nobody_can_want_only_this_one(
    two: Any, browser: Client, settings: Any
) -> None:
    path = path_of(None, settings)
    assert browser.get(path).content.decode().count('type="radio"') == 3
    assert browser.post(path, {"choice": "only"}).status_code == 422


@pytest.mark.parametrize("choice", ["", "weather"])
def test_what_is_no_choice_is_asked_again(
    two: Any, browser: Client, settings: Any, choice: str
) -> None:
    answer = browser.post(path_of(two[0], settings), {"choice": choice})
    assert answer.status_code == 422
    assert "Choose one of these" in answer.content.decode()
    assert not MailPreference.objects.exists()


def test_at_most_one_a_week(two: Any, browser: Client, settings: Any) -> None:
    assert browser.post(path_of(two[0], settings), {"choice": "weekly"}).status_code == 200
    let_days_pass(6)
    assert sum(mails().values()) == 1
    let_days_pass(3)
    assert sum(mails().values()) == 2


def test_what_is_queued_and_would_be_the_second_of_a_week_does_not_go(
    two: Any, browser: Client, settings: Any
) -> None:
    all_due()
    make.work_through("pipeline")
    assert mails() == {"This": 1, "That": 1}
    browser.post(path_of(two[0], settings), {"choice": "weekly"})
    assert sum(mails().values()) == 1


def test_only_this_series(two: Any, browser: Client, settings: Any) -> None:
    all_due()
    make.work_through("pipeline")
    browser.post(path_of(two[1], settings), {"choice": "only"})
    assert mails() == {"That": 1}
    let_days_pass(3)
    assert mails() == {"That": 2}


def test_nothing_is_to_unsubscribe(two: Any, browser: Client, settings: Any) -> None:
    path = path_of(two[0], settings)
    answer = browser.post(path, {"choice": "nothing"})
    assert "You are unsubscribed" in answer.content.decode()
    assert Suppression.objects.get().reason == "unsubscribe"
    assert "stopped" in browser.get(path).content.decode()
    let_days_pass(2)
    assert mails() == {}


def test_what_was_said_last_counts(two: Any, browser: Client, settings: Any) -> None:
    for choice in ("weekly", "only", "all", "all"):
        assert browser.post(path_of(two[0], settings), {"choice": choice}).status_code == 200
    said = MailPreference.objects.get()
    assert (said.weekly, said.only) == (False, None)


@pytest.mark.parametrize("wrong", ["x", "WzEsMF0:1x:y", "a" * 300, "%00"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_token_acts_on_nobody(two: Any, browser: Client, wrong: str, method: str) -> None:
    assert getattr(browser, method)(f"/preferences/{wrong}/").status_code == 404


def test_a_way_out_is_no_way_to_the_preferences(two: Any, browser: Client, settings: Any) -> None:
    token = unsubscribe_link(Lead.objects.get()).rsplit("/", 2)[1]
    assert browser.get(f"/preferences/{token}/").status_code == 404


def test_the_export_says_what_was_asked_for(two: Any, browser: Client, settings: Any) -> None:
    browser.post(path_of(two[0], settings), {"choice": "only"})
    [said] = record_of_person(person_with("rosa@example.com"))["asked_for"]
    assert said.startswith("only “This”")
