"""One message to another system: resolved, checked, pinned, signed, posted, never redirected.

The name is resolved here and the connection goes to the address that was checked, under the name
it was asked by: a name that answers with a public address first and a private one afterwards gains
nothing (DNS rebinding).
"""

import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.conf import settings
from standardwebhooks import Webhook
from urllib3.exceptions import HTTPError

from leads.domain.webhooks import DEFAULT_PORTS, is_reachable, is_trusted, url_fault

PATIENCE: Final = 10.0  # seconds for each of connecting and answering: below the soft limit of 45


@dataclass(frozen=True, slots=True)
class Said:
    """`status` is None where no answer came; then `fault` says why, in words of our own."""

    status: int | None
    fault: str
    milliseconds: int


_WRONG = {"https": "a private network", "http": "a network that is not ours, and without TLS"}


class NotSent(Exception):
    """Nothing left this machine; the message is a sentence for the operator."""


def trusted_networks() -> tuple[Any, ...]:
    return tuple(ip_network(each) for each in settings.WEBHOOK_NETWORKS)


def signed(body: str, *, message_id: str, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks; one signature for each secret that is still good."""
    # The library reads the time as written and takes it for UTC.
    moment = at.astimezone(UTC).replace(tzinfo=None)
    signatures = (Webhook(secret).sign(message_id, moment, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def post(url: str, body: str, headers: dict[str, str]) -> Said:
    """Raises nothing: what went wrong on the way is what is said."""
    began = time.monotonic()
    try:
        status, fault = _post(url, body.encode(), headers), ""
    except NotSent as error:
        status, fault = None, str(error)
    except (HTTPError, OSError) as error:
        status, fault = None, f"no answer: {type(error).__name__}"
    return Said(status, fault, round((time.monotonic() - began) * 1000))


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    address = checked_address(parts)
    pool = _pool(parts, address)
    try:
        answer = pool.urlopen(
            "POST",
            parts._replace(scheme="", netloc="").geturl() or "/",
            body=body,
            headers={
                "Host": parts.netloc,
                "Content-Type": "application/json",
                "User-Agent": "Lanewise-Webhooks/1",
                **headers,
            },
            redirect=False,
            retries=False,
            preload_content=False,  # what a receiver says beyond its status is not read
        )
        return int(answer.status)
    finally:
        pool.close()


def checked_address(parts: SplitResult) -> str:
    """The address to connect to. Raises NotSent where any that the name stands for is not public:
    a name that stands for both is not mistaken, it is a trap."""
    trusted = trusted_networks()
    if fault := url_fault(parts.geturl(), plain=bool(trusted)):
        raise NotSent(fault)
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(
            host, parts.port or DEFAULT_PORTS[parts.scheme], type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError):
        raise NotSent("the name of the machine is not known") from None
    addresses = [str(each[4][0]) for each in found]
    may_go = is_trusted if parts.scheme == "http" else is_reachable  # no TLS: only at home
    if not all(may_go(each, trusted=trusted) for each in addresses):
        raise NotSent(f"the name leads into {_WRONG[parts.scheme]}")
    return addresses[0]


def _pool(parts: SplitResult, address: str) -> urllib3.HTTPConnectionPool:
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    timeout = urllib3.Timeout(connect=PATIENCE, read=PATIENCE)
    if parts.scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address,
        port,
        timeout=timeout,
        server_hostname=parts.hostname,
        assert_hostname=parts.hostname,
    )
