"""What DNS says: asked with patience, and told apart from what it does not say."""

from typing import Any, Final

import dns.exception
import dns.resolver

PATIENCE: Final = 3.0  # seconds for one question
NO_RESOLVER: Final = dns.resolver.NoResolverConfiguration


class Unanswered(Exception):
    """Nobody said yes or no: DNS is away, refuses, or is not reachable from here."""


class Names:
    """Questions to DNS. Raises Unanswered; a name that is not there has no records.

    Where nobody answered in time nobody is asked again: one wait is enough.
    """

    def __init__(self, resolver: dns.resolver.Resolver | None = None) -> None:
        self._resolver = resolver
        self._is_away = False

    def texts(self, name: str) -> list[str]:
        return [
            b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")
        ]

    def mail_servers(self, name: str) -> list[str]:
        return sorted(str(record.exchange).rstrip(".") for record in self._ask(name, "MX"))

    def _ask(self, name: str, kind: str) -> list[Any]:
        if self._is_away:
            raise Unanswered("nobody answered the first question")
        try:
            self._resolver = self._resolver or dns.resolver.Resolver()
            return list(self._resolver.resolve(name, kind, lifetime=PATIENCE, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError) as error:
            self._is_away = isinstance(error, dns.exception.Timeout | OSError | NO_RESOLVER)
            raise Unanswered(f"{type(error).__name__} for {name}") from error
