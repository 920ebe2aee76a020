"""A suppression is lifted by a person, for a reason, and its history stays."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from leads.actions.people import erase_person
from leads.actions.suppressions import LIFTED, suppress, unsubscribe
from leads.models import ConsentEvent, Delivery, Enrolment, Lead, Suppression
from leads.models.people import person_with
from leads.records import record_of_person
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SAID = {"address": "Rosa@example.com", "reason": "She phoned: canary-words."}


@pytest.fixture
def stopped(house: Any) -> Suppression:
    """Rosa was to be followed up, and unsubscribed."""
    make.route(make.TO_EXECUTIVE, follow_up=True)
    make.let_steps_come()
    unsubscribe(Lead.objects.get(), now=timezone.now())
    return Suppression.objects.get()


def lift_url(suppression: Suppression) -> str:
    return reverse("leads_suppression:lift", args=[suppression.pk])


def blocked(stream: str = "updates") -> bool:
    return Suppression.objects.blocking("rosa@example.com", stream).exists()


@pytest.mark.parametrize("reason", ["hard_bounce", "complaint", "unsubscribe"])
def test_it_cancels_at_once_what_is_queued_and_ends_what_is_running(
    house: Any, reason: str
) -> None:
    make.make_sequence({"key": "a"}, {"key": "b"}, lane="executive-advisory", title="Two")
    make.route(make.TO_EXECUTIVE, follow_up=True)
    make.let_steps_come()
    assert Enrolment.objects.running().exists()
    suppress("rosa@example.com", reason=reason)
    rosas = Delivery.objects.filter(to_address="rosa@example.com")
    assert set(rosas.values_list("status", flat=True)) == {"cancelled"}
    assert not Enrolment.objects.running().exists()


def test_a_get_asks_and_a_post_lifts_with_the_reason_kept(stopped: Suppression, otto: Any) -> None:
    assert otto.get(lift_url(stopped)).status_code == 200
    assert blocked()
    assert otto.post(lift_url(stopped), SAID).status_code == 302
    assert not blocked()
    stopped.refresh_from_db()
    assert (stopped.lifted_by.username, stopped.lift_reason) == ("otto", SAID["reason"])
    line = ConsentEvent.objects.get(said="lifted")
    assert (line.reason, line.by_user.username, line.source) == (SAID["reason"], "otto", "admin")


def test_twice_is_once_and_what_was_cancelled_stays_so(stopped: Suppression, otto: Any) -> None:
    for reason in ("One.", "Two."):
        otto.post(lift_url(stopped), SAID | {"reason": reason})
    stopped.refresh_from_db()
    assert stopped.lift_reason == "One."
    assert ConsentEvent.objects.filter(said="lifted").count() == 1
    assert Delivery.objects.get(kind="follow_up").status == "cancelled"


def test_it_is_logged_without_a_word_of_the_person(stopped: Suppression, otto: Any) -> None:
    otto.post(lift_url(stopped), SAID)
    entry = ModelLogEntry.objects.get(action=LIFTED)
    assert entry.user.username == "otto"
    assert "rosa" not in f"{entry.label}{entry.data}".lower()
    assert "canary" not in f"{entry.label}{entry.data}"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": " "}, "This field is required"),
        ({"address": "sam@example.com"}, "not the address that is suppressed here"),
    ],
)
def test_without_a_reason_or_for_another_address_nothing_is_lifted(
    stopped: Suppression, otto: Any, wrong: dict[str, str], sentence: str
) -> None:
    assert sentence in otto.post(lift_url(stopped), SAID | wrong).content.decode()
    assert blocked()


def test_a_complaint_takes_the_word_for_it(house: Any, otto: Any) -> None:
    suppress("rosa@example.com", reason="complaint")
    url = lift_url(Suppression.objects.get())
    for word in ("", "yes"):
        otto.post(url, SAID | {"word": word})
        assert blocked("results")
    assert otto.post(url, SAID | {"word": "Complaint"}).status_code == 302
    assert not blocked("results")


def test_to_lift_a_bounce_lifts_no_complaint(house: Any, otto: Any) -> None:
    for reason in ("hard_bounce", "complaint"):
        suppress("rosa@example.com", reason=reason)
    otto.post(lift_url(Suppression.objects.get(reason="hard_bounce")), SAID)
    assert blocked("results")


def test_the_next_time_is_a_row_of_its_own(stopped: Suppression, otto: Any) -> None:
    otto.post(lift_url(stopped), SAID)
    unsubscribe(Lead.objects.get(), now=timezone.now())
    assert Suppression.objects.count() == 2
    assert blocked()
    said = list(ConsentEvent.objects.order_by("number").values_list("said", flat=True))
    assert said == ["given", "withdrawn", "lifted", "withdrawn"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Suppression.objects.filter(pk=stopped.pk).update(lifted_at=None)


def test_only_operators_lift(stopped: Suppression, log_in: LogIn) -> None:
    for name in ("edith", "cleo"):
        client = log_in(name)
        assert client.get(lift_url(stopped)).status_code in (302, 403, 404)
        client.post(lift_url(stopped), SAID)
    assert blocked()


def test_the_leads_page_shows_it_and_leads_there(stopped: Suppression, otto: Any) -> None:
    lead = Lead.objects.get()
    page = reverse("leads_lead:inspect", args=[lead.pk])
    link = f"{lift_url(stopped)}?lead={lead.pk}"
    assert link in otto.get(page).content.decode()
    assert "rosa@example.com" in otto.get(link).content.decode()
    otto.post(lift_url(stopped), SAID)
    shown = otto.get(page).content.decode()
    assert SAID["reason"] in shown
    assert link not in shown
    assert (
        "Lift it"
        not in otto.get(reverse("leads_suppression:inspect", args=[stopped.pk])).content.decode()
    )


def test_a_lead_of_another_address_fills_in_nothing(stopped: Suppression, otto: Any) -> None:
    other = Lead.objects.create(email="sam@example.com")
    for key in (other.pk, "x", "9" * 30):
        text = otto.get(f"{lift_url(stopped)}?lead={key}").content.decode()
        assert "@example.com" not in text.partition("<main")[2]


def test_the_reason_is_read_out_and_erased_with_the_person(stopped: Suppression, otto: Any) -> None:
    otto.post(lift_url(stopped), SAID)
    assert "canary-words" in json.dumps(
        record_of_person(person_with("rosa@example.com")), default=str
    )
    erase_person("rosa@example.com", now=timezone.now())
    kept = json.dumps([*Suppression.objects.values(), *ConsentEvent.objects.values()], default=str)
    assert "canary" not in kept
    assert Suppression.objects.get().lifted_at
