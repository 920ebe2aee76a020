"""Guessing names and passwords tells nobody anything, and soon stops."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from cms.gate.passwords import CommonCoreValidator
from tests.gate.conftest import PASSWORD

pytestmark = pytest.mark.django_db

hashed = Counter()


class CountingHasher(MD5PasswordHasher):
    """As the tests' own, and counts how often it is asked: the time a login takes."""

    algorithm = "counting"

    def encode(self, password, salt):
        hashed["times"] += 1
        return super().encode(password, salt)


@pytest.fixture
def cleo(otto):
    """Somebody who left."""
    return get_user_model().objects.create_user(
        "cleo", "cleo@example.com", PASSWORD, is_active=False
    )


def shown(answer) -> str:
    """What a person sees: without the token against forgery, and without the name they typed."""
    text = re.sub(r'(name="csrfmiddlewaretoken" )?value="[^"]*"', "", answer.content.decode())
    return re.sub(r"\b(otto|cleo|nobody)\b", "", text)


def test_wrong_unknown_and_switched_off_are_answered_alike(otto, cleo, log_in):
    answers = [
        log_in("a-wrong-password"),
        log_in("a-wrong-password", name="nobody"),
        log_in("a-wrong-password", name="cleo"),
        log_in(PASSWORD, name="cleo"),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({shown(answer) for answer in answers}) == 1
    assert "do not go together" in shown(answers[0])


def test_and_cost_the_same(settings, db, log_in):
    settings.PASSWORD_HASHERS = ["tests.gate.test_login.CountingHasher"]
    get_user_model().objects.create_superuser("otto", "otto@example.com", PASSWORD)
    times = []
    for name in ("otto", "nobody"):
        hashed.clear()
        log_in("a-wrong-password", name=name)
        times.append(hashed["times"])
    assert times == [1, 1]


def test_after_five_failures_not_even_the_right_password_gets_in(client, otto, log_in, settings):
    for _ in range(5):
        log_in("a-wrong-password")
    answer = log_in()
    assert answer.status_code == 200
    assert "Wait five minutes" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_from_elsewhere_neither(otto):
    for number in range(5):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(
            "/staff/login/", {"login": "otto", "password": "a-wrong-password"}
        )
    answer = Client(REMOTE_ADDR="203.0.113.9").post(
        "/staff/login/", {"login": "otto", "password": PASSWORD}
    )
    assert answer.status_code == 200


def test_one_network_that_tries_many_names_is_stopped(otto, log_in):
    for number in range(10):
        log_in("a-wrong-password", name=f"name-{number}")
    assert "Wait five minutes" in log_in().content.decode()


def test_a_flood_of_names_does_not_make_it_forget(otto, settings):
    kept = settings.CACHES["default"]
    assert kept["BACKEND"].endswith("LocMemCache")  # counts without Redis
    assert kept["OPTIONS"]["MAX_ENTRIES"] >= 20_000


def test_what_was_typed_is_in_no_log(otto, log_in, caplog):
    caplog.set_level("DEBUG")
    log_in("a-wrong-password", name="otto-by-mistake-my-password")
    log_in()
    assert "password-" not in caplog.text
    assert "otto" not in caplog.text
    assert "A login failed." in caplog.text
    assert f"Account {otto.pk} logged in." in caplog.text


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "///evil.example",
     "javascript:alert(1)", "https:evil.example", "http://testserver@evil.example/",
     "\x01//evil.example"],
)  # fmt: skip
def test_nobody_is_sent_to_another_host_afterwards(client, otto, log_in, wanted):
    assert log_in(to=wanted)["Location"] == "/admin/"
    assert client.get("/staff/login/", {"next": wanted})["Location"] == "/admin/"
    assert client.post("/staff/logout/", {"next": wanted})["Location"] == "/staff/login/"
    assert client.get("/admin/login/", {"next": wanted})["Location"].startswith("/staff/login/")


def test_a_reset_answers_and_asks_alike_for_everybody(otto, django_capture_on_commit_callbacks):
    answers = []
    for address in ("otto@example.com", "nobody@example.com"):
        with django_capture_on_commit_callbacks(execute=True):
            answers.append(Client().post("/admin/password_reset/", {"email": address}))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    (message,) = mail.outbox
    assert message.to == ["otto@example.com"]


def test_the_link_of_a_reset_ends_after_an_hour_and_is_good_once(
    otto, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/admin/password_reset/", {"email": "otto@example.com"}, headers={"Host": "localhost"}
        )
    link = re.search(r"https?://\S+", mail.outbox[0].body)[0]
    assert link.startswith(f"{settings.BASE_URL}/admin/password_reset/confirm/")
    path = link.removeprefix(settings.BASE_URL)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=3601)):
        assert Client().get(path).status_code == 200  # says that it is no longer good
    form = client.get(path)["Location"]
    new = "seven-blue-lamps-hum"
    assert client.post(form, {"new_password1": new, "new_password2": new}).status_code == 302
    assert Client().get(path).status_code == 200


def test_resets_are_rated(otto):
    client = Client(REMOTE_ADDR="198.51.100.200")
    answers = [client.post("/admin/password_reset/", {"email": "a@example.com"}) for _ in range(11)]
    assert [answer.status_code for answer in answers[-2:]] == [302, 429]


@pytest.mark.parametrize(
    "password",
    ["short-words", "password1234!", "123password123", "qwertyqwerty", "123456789012",
     "!!!!!!!!!!!!!!", "iloveyouiloveyou", "letmein2026!!", "Lanewise-is-my-site",
     "otto@example.com", "Monkey!1!1!1!1"],
)  # fmt: skip
def test_a_password_that_is_guessed_first_is_refused(otto, password):
    with pytest.raises(ValidationError):
        validate_password(password, otto)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "correct horse battery staple", "xyz" + "kwvut" * 13,
     "Grün ist die Hoffnung 7", "🦊" * 3 + " and nine hens"],
)  # fmt: skip
def test_any_other_is_taken_whatever_it_is_made_of(otto, password):
    validate_password(password, otto)


def test_the_reason_is_a_sentence():
    assert CommonCoreValidator().get_help_text().endswith(".")
