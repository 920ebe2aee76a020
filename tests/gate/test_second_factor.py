"""A password alone opens nothing but the page on which a second factor is set up."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.core.management import CommandError, call_command
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.models import APIToken

from tests.gate.conftest import PASSWORD, factors, set_up_app, six_digits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factor_asked")]

SET_UP = "/staff/second-factor/"
# Of the admin's addresses, what anybody may see: no page of it is behind them.
OPEN = {"login/", "jsi18n/", "sprite/", "password_reset/"}


def admin_addresses() -> list[str]:
    """Every address under /admin/, with something in the place of each argument."""

    def walk(patterns, before=""):
        for each in patterns:
            route = before + str(each.pattern).removeprefix("^").removesuffix("$")
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, route)
            elif isinstance(each, URLPattern):
                yield route

    routes = [route for route in walk(get_resolver().url_patterns) if route.startswith("admin/")]
    return sorted(
        {"/" + filled(route) for route in routes if "(" not in route and ".*" not in route}
    )


def filled(route: str) -> str:
    ends = {True: "1", False: "x"}
    pieces = [ends[each.startswith("<int")] if "<" in each else each for each in route.split("/")]
    return "/".join(pieces)


def is_open(address: str) -> bool:
    return any(address.startswith(f"/admin/{part}") for part in OPEN)


def test_without_one_every_address_of_the_admin_leads_to_the_gate(client, otto, log_in):
    log_in()
    shut = [each for each in admin_addresses() if not is_open(each)]
    assert len(shut) > 200
    for address in shut:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith(("/staff/login/", "/admin/login/")), address
    assert client.get("/staff/login/?next=/admin/")["Location"] == SET_UP


def test_a_post_does_not_get_in_either(client, otto, log_in):
    log_in()
    answer = client.post("/admin/users/new/", {"username": "eve"})
    assert answer["Location"].startswith("/staff/login/")
    asked = client.get("/admin/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert asked.status_code == 403


def test_an_app_is_set_up_and_the_admin_is_open(client, otto, log_in):
    log_in()
    page = client.get(f"{SET_UP}app/")
    before = client.session.session_key
    answer = client.post(f"{SET_UP}app/", {"code": six_digits(page.context["form"].secret)})
    assert answer["Location"] == f"{SET_UP}codes/"
    assert factors(otto) == ["recovery_codes", "totp"]
    assert client.session.session_key != before
    assert client.get(answer["Location"]).content.count(b"<li><code>") == 10
    assert client.get("/admin/").status_code == 200


def test_whoever_has_one_is_asked_for_it_and_is_nobody_until_it_is_right(client, otto, log_in):
    secret = set_up_app(otto)
    assert log_in()["Location"] == "/staff/login/second-factor/"
    assert client.get("/admin/")["Location"].startswith("/staff/login/")
    for address in (SET_UP, f"{SET_UP}app/", f"{SET_UP}keys/add/", f"{SET_UP}codes/new/"):
        assert client.get(address).status_code in (302, 403)
    wrong = client.post("/staff/login/second-factor/", {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get("/admin/").status_code == 302
    right = client.post("/staff/login/second-factor/", {"code": six_digits(secret)})
    assert right["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_session_made_by_any_other_door_is_nobody(client, otto):
    set_up_app(otto)
    client.force_login(otto)
    assert client.get("/admin/").status_code == 302
    assert client.get(f"{SET_UP}app/").status_code in (302, 403)
    assert client.post(f"{SET_UP}codes/new/").status_code in (302, 403)


def test_digits_and_recovery_codes_are_good_once(client, otto, log_in):
    secret = set_up_app(otto)
    log_in()
    digits = six_digits(secret)
    client.post("/staff/login/second-factor/", {"code": digits})
    client.post("/staff/logout/")
    log_in()
    again = client.post("/staff/login/second-factor/", {"code": digits})
    assert again.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_guessing_digits_is_stopped_after_five(client, otto, log_in):
    secret = set_up_app(otto)
    log_in()
    for _ in range(5):
        client.post("/staff/login/second-factor/", {"code": "000000"})
    right = client.post("/staff/login/second-factor/", {"code": six_digits(secret)})
    assert right.status_code == 200
    assert client.get("/admin/").status_code == 302


def test_the_last_one_is_not_removed_where_one_is_asked_for(client, otto, log_in):
    secret = set_up_app(otto)
    log_in()
    client.post("/staff/login/second-factor/", {"code": six_digits(secret)})
    client.post("/staff/again/", {"password": PASSWORD, "next": f"{SET_UP}app/remove/"})
    client.post(f"{SET_UP}app/remove/")
    assert factors(otto) == ["totp"]


def test_nothing_about_factors_is_changed_without_asking_once_more(client, otto, log_in):
    secret = set_up_app(otto)
    log_in()
    client.post("/staff/login/second-factor/", {"code": six_digits(secret)})
    for address in (f"{SET_UP}keys/add/", f"{SET_UP}codes/new/", f"{SET_UP}app/remove/"):
        assert client.post(address)["Location"].startswith("/staff/again/"), address


def test_taken_away_it_ends_what_it_opened(client, otto, log_in):
    secret = set_up_app(otto)
    log_in()
    client.post("/staff/login/second-factor/", {"code": six_digits(secret)})
    Authenticator.objects.all().delete()
    assert client.get("/admin/").status_code == 302


def test_secrets_are_not_stored_in_clear(otto, settings):
    secret = set_up_app(otto)
    row = Authenticator.objects.get()
    assert secret not in str(row.data)
    assert row.wrap().validate_code(six_digits(secret))
    settings.SECRET_KEY = "another-key-" * 6
    assert not row.wrap().validate_code(six_digits(secret))


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_doors_lead_to_ours_and_take_no_password(client, otto, door):
    assert client.get(f"{door}?next=/admin/pages/")["Location"] == (
        "/staff/login/?next=%2Fadmin%2Fpages%2F"
    )
    answer = client.post(door, {"username": "otto", "password": PASSWORD})
    assert answer.status_code == 405
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address", ["/staff/signup/", "/staff/email/", "/staff/password/reset/", "/staff/social/login/"]
)
def test_nobody_signs_up_or_comes_in_by_another_account(client, address):
    assert client.get(address).status_code == 404


def test_a_reset_password_does_not_get_past_it(client, otto):
    set_up_app(otto)
    uid = urlsafe_base64_encode(force_bytes(otto.pk))
    link = f"/admin/password_reset/confirm/{uid}/{default_token_generator.make_token(otto)}/"
    form = client.get(link)["Location"]
    new = "seven-blue-lamps-hum"
    answer = client.post(form, {"new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    otto.refresh_from_db()
    assert otto.check_password(new)
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302


def test_tokens_of_programs_are_not_asked_for_one(client, otto):
    _, token = APIToken.create_token(user=otto, name="a program")
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v3/whoami/", headers=headers).status_code == 200


def test_a_session_is_no_token_for_programs(client, otto, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(otto)
    assert client.get("/api/v3/whoami/").status_code == 401


def test_a_lost_one_is_taken_away_by_command(client, otto, log_in, capsys):
    secret = set_up_app(otto)
    log_in()
    client.post("/staff/login/second-factor/", {"code": six_digits(secret)})
    call_command("forget_second_factor", "otto")
    assert factors(otto) == []
    assert client.get("/admin/")["Location"].startswith("/staff/login/")
    with pytest.raises(CommandError, match="no account of this name"):
        call_command("forget_second_factor", "nobody")
