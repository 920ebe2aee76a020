"""A key that no installed package can use is said before the first report fails."""

from importlib.util import find_spec

import pytest
from django.core.checks import run_checks

from leads import checks


def found() -> list[str]:
    return [each.msg for each in run_checks() if each.id == "leads.E001"]


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("RESEND_SIGNING_SECRET", "svix"),
        ("SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY", "cryptography"),
        ("AMAZON_SES_CLIENT_PARAMS", "boto3"),
    ],
)
def test_a_key_without_its_package_is_an_error_that_names_both(name, package, settings):
    settings.ANYMAIL = {name: "a-key"}
    named = [each for each in found() if f"ANYMAIL_{name}" in each and package in each]
    assert bool(named) is (find_spec(package) is None)


def test_every_such_key_is_known_whatever_is_installed(settings, monkeypatch):
    monkeypatch.setattr(checks, "find_spec", lambda _: None)
    settings.ANYMAIL = dict.fromkeys(checks.CHECKED_BY, "a-key")
    assert len(found()) == len(checks.CHECKED_BY)
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b", "POSTMARK_SERVER_TOKEN": "a-key"}
    assert found() == []
