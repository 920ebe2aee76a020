"""System checks: what the settings ask for is installed."""

from importlib.util import find_spec
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

# The package that checks a mail service's signature, by how the names of its settings begin.
CHECKED_BY: Final = {
    "AMAZON_SES_": "boto3",
    "POSTAL_WEBHOOK_KEY": "cryptography",
    "RESEND_SIGNING_SECRET": "svix",
    "RESEND_INBOUND_SECRET": "svix",
    "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": "cryptography",
    "SENDGRID_INBOUND_WEBHOOK_VERIFICATION_KEY": "cryptography",
}


@register()
def signatures_can_be_checked(**_: Any) -> list[CheckMessage]:
    """An error (leads.E001) for each key that no installed package can use: every report of the
    service would fail."""
    return [
        Error(
            f"ANYMAIL_{name} is set, and {package}, which checks what it signs, is not installed.",
            hint="Install the extra “mail-signatures”: uv sync --extra mail-signatures.",
            id="leads.E001",
        )
        for name, value in settings.ANYMAIL.items()
        for begins, package in CHECKED_BY.items()
        if value and name.startswith(begins) and not find_spec(package)
    ]
