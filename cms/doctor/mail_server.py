"""The mail server, where mail goes by SMTP. Other services answer to a message only."""

from collections.abc import Iterator
from typing import Final

from django.conf import settings
from django.core.mail import mailers

from cms.doctor.finding import Finding, fault, well

OVER_SMTP: Final = "leads.mail.smtp."


def lets_us_in() -> Iterator[Finding]:
    """Found out here, and not by the first reader's mail."""
    if settings.MAILERS["default"]["BACKEND"].startswith(OVER_SMTP):
        yield _server()


def _server() -> Finding:
    mailer = mailers["default"]
    where = f"{mailer.host}:{mailer.port}"
    try:
        mailer.open()
    except OSError as error:  # smtplib's own errors are OSErrors too
        return fault(
            "mail server",
            f"{where} does not let us in: {type(error).__name__}.",
            do="Correct host, port, user or password in MAIL_URL; tls=false where it has none.",
        )
    finally:
        mailer.close()
    return well("mail server", f"{where} lets us in")
