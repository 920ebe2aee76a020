"""Who a message comes from: three streams, three addresses."""

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.utils.encoding import punycode

from leads.models.deliveries import Stream

# Added to the name and, after a plus, to the mailbox of DEFAULT_FROM_EMAIL, so that answers to any
# of the three arrive where answers already do.
SUFFIXES = {Stream.RESULTS: "", Stream.BRIEFS: "leads", Stream.UPDATES: "updates"}


def sender(stream: Stream) -> str:
    """The From of a stream: settings.MAIL_FROM's, else derived from DEFAULT_FROM_EMAIL."""
    if named := getattr(settings, "MAIL_FROM", {}).get(stream.value):
        return str(named)
    name, address = parseaddr(str(settings.DEFAULT_FROM_EMAIL))
    mailbox, _, domain = address.rpartition("@")
    if suffix := SUFFIXES[stream]:
        name, mailbox = f"{name} {suffix}".strip(), f"{mailbox}+{suffix}"
    return formataddr((name, f"{mailbox}@{punycode(domain)}"))


def sending_domain() -> str:
    """Of Message-IDs and List-Ids: what stands after the @ of DEFAULT_FROM_EMAIL, in ASCII."""
    return punycode(parseaddr(str(settings.DEFAULT_FROM_EMAIL))[1].rpartition("@")[2])


def house_address() -> str:
    """Where people write to us."""
    return parseaddr(str(settings.DEFAULT_FROM_EMAIL))[1]
