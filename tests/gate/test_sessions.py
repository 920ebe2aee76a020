"""A session ends in time, with its owner's account, and when its password changes."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from tests.gate.conftest import PASSWORD

pytestmark = pytest.mark.django_db

MORNING = "2026-11-24T08:00:00Z"
NEW = "seven-blue-lamps-hum"


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def is_in(client: Client) -> bool:
    return client.get("/admin/account/").status_code == 200


def test_half_an_hour_without_a_sign_of_life_ends_it(client, otto, log_in, clock):
    log_in()
    clock.shift(29 * 60)
    assert is_in(client)
    clock.shift(29 * 60)
    assert is_in(client)
    clock.shift(30 * 60)
    assert not is_in(client)
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


def test_twelve_hours_end_it_whatever_happens(client, otto, log_in, clock):
    log_in()
    for _ in range(35):
        clock.shift(20 * 60)
        assert is_in(client)
    clock.shift(20 * 60)
    assert not is_in(client)


def test_an_open_editor_that_asks_by_itself_is_no_sign_of_life(client, otto, log_in, clock):
    log_in()
    assert is_in(client)
    for _ in range(5):
        clock.shift(6 * 60)
        client.post("/admin/editing-sessions/ping/wagtailcore/page/1/")
    assert not is_in(client)


def test_reading_within_a_minute_writes_nothing(client, otto, log_in, clock):
    log_in()
    is_in(client)
    before = Session.objects.get().session_data
    clock.shift(50)
    is_in(client)
    assert Session.objects.get().session_data == before


def test_public_pages_ask_for_no_session(client, otto, log_in, clock, django_assert_num_queries):
    log_in()
    clock.shift(5 * 60)
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_deactivated_account_has_no_session(client, otto, log_in):
    log_in()
    assert is_in(client)
    otto.is_active = False
    otto.save()
    assert not is_in(client)
    assert log_in().status_code == 200
    assert not is_in(client)


def test_a_changed_password_ends_all_sessions_but_the_one_at_hand(client, otto, log_in):
    log_in()
    elsewhere = Client()
    elsewhere.post("/staff/login/", {"login": "otto", "password": PASSWORD})
    assert is_in(elsewhere)
    page = client.get("/admin/account/").context
    forms = [panel.get_form() for panels in page["panels_by_tab"].values() for panel in panels]
    filled = {
        field.html_name: field.value() or ""
        for form in forms
        for field in form
        if field.name != "avatar"
    }
    filled |= {
        "name_email-first_name": "Otto",
        "name_email-last_name": "Ohm",
        "password-old_password": PASSWORD,
        "password-new_password1": NEW,
        "password-new_password2": NEW,
    }
    answer = client.post("/admin/account/", filled)
    assert answer.status_code == 302
    otto.refresh_from_db()
    assert otto.check_password(NEW)
    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_login_begins_a_new_session_and_a_logout_ends_it(client, otto, log_in):
    client.get("/staff/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["session"] = session.session_key
    log_in()
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()
    inside = client.session.session_key
    client.post("/staff/logout/")
    assert not Session.objects.filter(session_key=inside).exists()
    client.cookies["session"] = inside
    assert not is_in(client)


def test_wagtails_logout_ends_it_too(client, otto, log_in):
    log_in()
    inside = client.session.session_key
    assert client.post("/admin/logout/")["Location"] == "/staff/login/"
    assert not Session.objects.filter(session_key=inside).exists()


def test_the_cookies_of_a_login_are_for_us_alone(client, otto, log_in):
    client.get("/staff/login/")
    log_in()
    session, csrf = client.cookies["session"], client.cookies["csrf"]
    for cookie in (session, csrf):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
    assert not session["max-age"]  # gone when the browser closes


def test_over_https_they_are_secure(client, otto, log_in, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client.get("/staff/login/")
    log_in()
    assert all(client.cookies[name]["secure"] for name in ("session", "csrf"))
