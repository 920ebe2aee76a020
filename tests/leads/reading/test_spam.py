"""What looks automated is stored, flagged, left alone; whoever sent it is answered as all are."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core import signing

from leads.domain.spam import QUICKEST, flag_for
from leads.models import Delivery, Lead, Submission
from leads.spam import Seal
from tests import make

pytestmark = pytest.mark.django_db

TO_BOOK = {f"answers.{key}": value for key, value in make.TO_BOOK.items()}
ROSA = {f"contact.{name}": text for name, text in make.ROSA.items()}


def test_a_reader_is_not_suspected(opened, house):
    opened().send(TO_BOOK | ROSA)
    assert Submission.objects.get().flag == ""


def test_the_trap_is_out_of_sight_out_of_the_tab_order_and_not_filled_in_by_a_browser(
    opened, house
):
    (trap,) = opened().named("comment")
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert trap.find_parent("div", class_="trap")["aria-hidden"] == "true"


def test_whoever_fills_the_trap_is_flagged_and_answered_as_all_are(client, opened, house):
    answer = opened().send(TO_BOOK | ROSA | {"comment": "Buy cheap watches"})
    assert answer.status_code == 303
    assert client.get(answer["Location"]).status_code == 200
    assert Submission.objects.get().flag == "trap filled"


def test_whoever_is_quicker_than_any_reader_is_flagged_and_answered_as_all_are(opened, house):
    answer = opened(ago=timedelta(seconds=1)).send(TO_BOOK | ROSA)
    assert answer.status_code == 303
    assert Submission.objects.get().flag == "too quick"


def test_what_is_flagged_is_nobodys_lead_and_is_sent_nothing(opened, house):
    opened().send(TO_BOOK | ROSA | {"comment": "x"})
    make.work_through()
    assert Submission.objects.get().status == "processed"
    assert not Lead.objects.exists()
    assert not Delivery.objects.exists()


def test_answering_an_error_page_at_once_is_not_too_quick(opened, house):
    form = opened()
    form.send()
    form.send(TO_BOOK | ROSA)
    assert Submission.objects.get().flag == ""


@pytest.mark.parametrize("seal", ["", "x", "x:y:z", "é:\0", "a" * 10_000])
def test_a_form_without_our_seal_is_shown_again_with_every_answer_and_then_taken(
    opened, house, seal
):
    form = opened()
    answer = form.send(TO_BOOK | ROSA | {"seal": seal, "answers.note": "Kept."})
    assert answer.status_code == 422
    again = type(form).on(form.client, answer)
    assert "Please send this once more" in again.texts("h2")
    assert again.values["seal"] != seal
    assert again.values["answers.note"] == "Kept."
    assert again.send(TO_BOOK).status_code == 303
    assert Submission.objects.get().contact == make.ROSA


def test_a_seal_says_which_form_what_was_shown_and_since_when_and_cannot_be_changed():
    seal = Seal(uuid4(), "f" * 64, datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
    assert Seal.opened(seal.signed()) == seal
    payload, rest = seal.signed().split(":", 1)
    assert Seal.opened(f"{payload[:-1]}A:{rest}") is None
    assert Seal.opened(signing.dumps([str(seal.id), "f" * 64, 0], salt="another purpose")) is None


def test_a_seal_does_not_expire():
    long_ago = Seal(uuid4(), "f" * 64, datetime(2020, 1, 1, tzinfo=UTC))
    assert Seal.opened(long_ago.signed()) == long_ago


@pytest.mark.parametrize(
    ("seconds", "flagged"),
    [(3, ""), (2.999, "too quick"), (0, "too quick"), (-5, "too quick"), (86_400, "")],
)
def test_what_is_too_quick(seconds, flagged):
    assert timedelta(seconds=3) == QUICKEST
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert flag_for(began=now - timedelta(seconds=seconds), now=now) == flagged
