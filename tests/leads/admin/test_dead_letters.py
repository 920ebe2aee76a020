"""What a person does with a dead letter: replay it, or let it be."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from assessment.models import Assessment
from leads.actions.outbox import NotDead, dismiss_dead_letter, replay_dead_letter
from leads.models import Decision, OutboxMessage, RoutingPolicy
from leads.outbox import claim
from tests import make
from tests.leads.admin.conftest import dead_letter

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create(username="otto")


@pytest.fixture
def message(house: Assessment) -> OutboxMessage:
    return dead_letter()


def url(verb: str, message: OutboxMessage) -> str:
    return reverse(f"leads_outboxmessage:{verb}", args=[message.pk])


def test_a_replayed_message_is_due_with_all_its_attempts_before_it(
    message: OutboxMessage, person: User
) -> None:
    replay_dead_letter(message, by=person)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.token) == ("pending", 0, None)
    assert [work.id for work in claim("pipeline")] == [message.pk]


def test_a_dismissed_message_is_never_due_again(message: OutboxMessage, person: User) -> None:
    dismiss_dead_letter(message, by=person)
    message.refresh_from_db()
    assert message.state == "done"
    assert message.last_error == "PolicyMissing at routing.py:46"
    assert claim("pipeline") == []


@pytest.mark.parametrize("act", [replay_dead_letter, dismiss_dead_letter])
def test_a_second_time_is_refused_and_changes_nothing(
    act: Any, message: OutboxMessage, person: User
) -> None:
    act(message, by=person)
    before = OutboxMessage.objects.values().get()
    with pytest.raises(NotDead):
        act(message, by=person)
    assert OutboxMessage.objects.values().get() == before
    assert ModelLogEntry.objects.filter(action__startswith="leads.").count() == 1


@pytest.mark.parametrize("act", [replay_dead_letter, dismiss_dead_letter])
def test_living_work_is_left_alone(act: Any, house: Assessment, person: User) -> None:
    make.submit()
    living = OutboxMessage.objects.get()
    with pytest.raises(NotDead):
        act(living, by=person)
    living.refresh_from_db()
    assert living.state == "pending"


def test_work_that_failed_for_want_of_a_policy_is_done_after_a_replay(
    house: Assessment, otto: Client
) -> None:
    rule_set = RoutingPolicy.objects.get().current_rule_set
    RoutingPolicy.objects.update(current_rule_set=None)
    submission = make.submit()
    for _ in range(5):
        OutboxMessage.objects.update(available_at=make.NOW)
        make.work_through("pipeline")
    message = OutboxMessage.objects.get()
    assert message.state == "dead"
    RoutingPolicy.objects.update(current_rule_set=rule_set)
    otto.post(url("replay", message))
    make.work_through("pipeline")
    assert Decision.objects.get().submission == submission


def test_a_get_asks_and_a_post_acts(otto: Client, message: OutboxMessage) -> None:
    page = otto.get(url("replay", message))
    assert '<form method="post">' in page.content.decode()
    message.refresh_from_db()
    assert message.state == "dead"
    answer = otto.post(url("replay", message), follow=True)
    assert "The work is due again." in answer.content.decode()


def test_a_post_without_a_token_is_refused(otto: Client, message: OutboxMessage) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="otto"))
    assert strict.post(url("replay", message)).status_code == 403
    message.refresh_from_db()
    assert message.state == "dead"


def test_two_people_at_once_are_told_apart(otto: Client, message: OutboxMessage) -> None:
    otto.post(url("dismiss", message))
    answer = otto.post(url("replay", message), follow=True)
    assert "Somebody has dealt with this message already." in answer.content.decode()
    message.refresh_from_db()
    assert message.state == "done"


def test_what_is_alive_offers_no_buttons(otto: Client, message: OutboxMessage) -> None:
    inspect = reverse("leads_outboxmessage:inspect", args=[message.pk])
    assert url("replay", message) in otto.get(inspect).content.decode()
    otto.post(url("replay", message))
    assert url("replay", message) not in otto.get(inspect).content.decode()


def test_the_log_says_who_did_it_and_nothing_of_whom(otto: Client, message: OutboxMessage) -> None:
    otto.post(url("replay", message))
    entry = ModelLogEntry.objects.get(action="leads.dead_letter.replay")
    assert entry.user.username == "otto"
    assert entry.label == f"submission.accepted {message.key}"
