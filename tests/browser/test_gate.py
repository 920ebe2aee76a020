"""The gate in a real browser: a passkey under the strict policy, every page as axe sees it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.rules import complaints
from tests.deployment import Deployment
from tests.house.environment import HERE

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("deployment-sqlite"),
]
PASSWORD = "four-green-kettles-sing"
SET_UP = "/staff/second-factor/"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def web_environment() -> dict[str, str]:
    return {"STAFF_SECOND_FACTOR": "true"}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """With a passkey of its own, which says yes by itself."""
    context = browser.new_context()
    opened = context.new_page()
    chromium = context.new_cdp_session(opened)
    chromium.send("WebAuthn.enable")
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield opened
    context.close()


def make_otto(site: Deployment) -> None:
    command = ["manage.py", "createsuperuser", "--noinput", "--username", "otto"]
    subprocess.run(
        [sys.executable, *command, "--email", "otto@example.com"],
        cwd=HERE,
        env=site.environment | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        check=True,
    )


def test_a_passkey_is_set_up_and_opens_the_admin_by_itself(site: Deployment, page: Page):
    make_otto(site)
    here = site.base_url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    faults, said = [], []
    page.on("console", lambda message: said.append(message.text))

    def look(path: str) -> None:
        page.goto(here + path)
        faults.extend(complaints(page))

    look("/admin/login/?next=/admin/pages/")
    page.fill("[name=login]", "otto")
    page.fill("[name=password]", PASSWORD)
    page.locator("form button").first.click()
    page.wait_for_url(f"{here}{SET_UP}")
    for path in (SET_UP, f"{SET_UP}app/", f"{SET_UP}keys/add/"):
        look(path)
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(f"{here}{SET_UP}codes/")
    faults += complaints(page)
    for path in (SET_UP, f"{SET_UP}keys/", "/staff/logout/"):
        look(path)
    page.locator("form button").first.click()
    page.wait_for_url(f"{here}/staff/login/")
    page.goto(f"{here}/staff/login/?next=/admin/pages/")
    page.click("#passkey_login")
    page.wait_for_url(f"{here}/admin/pages/")
    look(f"{SET_UP}codes/new/")
    assert faults == []
    assert [line for line in said if "Content Security Policy" in line] == []
