"""What other systems are told, where they may be, and what their answers mean."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Final
from urllib.parse import urlsplit

LONGEST_SILENCE: Final = timedelta(days=5)  # of failures only; then the endpoint is switched off
DEFAULT_PORTS: Final = {"https": 443, "http": 80}

type Network = IPv4Network | IPv6Network


class Event(StrEnum):
    """The value is what the receiver reads as `type`."""

    CREATED = "lead.created"
    ROUTED = "lead.routed"
    ACCEPTED = "lead.accepted"
    BOOKED = "lead.booked"
    OUTCOME = "lead.outcome"
    UNSUBSCRIBED = "lead.unsubscribed"
    ERASED = "lead.erased"
    PING = "ping"


class Answer(Enum):
    """What a receiver's answer means for the message."""

    TAKEN = auto()
    AGAIN = auto()
    GONE = auto()  # 410: nobody is there any more, and nobody asks for more


def answer_of(status: int | None) -> Answer:
    """`status` is HTTP's, None where no answer came. A redirect is not followed, so it is none."""
    if status is None:
        return Answer.AGAIN
    if 200 <= status < 300:
        return Answer.TAKEN
    return Answer.GONE if status == 410 else Answer.AGAIN


def is_silent_for_too_long(failing_since: datetime | None, *, now: datetime) -> bool:
    return failing_since is not None and now - failing_since >= LONGEST_SILENCE


def is_trusted(address: str, trusted: Iterable[Network]) -> bool:
    """Whether this IP address lies in one of these networks."""
    ip = _plain(address)
    return any(ip.version == network.version and ip in network for network in trusted)


def is_reachable(address: str, *, trusted: Iterable[Network] = ()) -> bool:
    """Whether a message may go to this IP address: a public one, or one in a network of ours."""
    ip = _plain(address)
    return is_trusted(address, trusted) or (ip.is_global and not ip.is_multicast)


def _plain(address: str) -> IPv4Address | IPv6Address:
    """An IPv4 address in IPv6 clothes is judged as what it is."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        return ip.ipv4_mapped or ip.sixtofour or ip
    return ip


def url_fault(url: str, *, plain: bool = False) -> str | None:
    """What is wrong with an endpoint's address, in a sentence; None: nothing that can be seen
    before its name is resolved. `plain`: HTTP without TLS is allowed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "This is no address of a web page. It should begin with https://."
    if parts.scheme != "https" and not (plain and parts.scheme == "http"):
        return "The address must begin with https://: what is sent names people."
    if not parts.hostname:
        return "The address names no machine. It should look like https://crm.example.com/hooks."
    if parts.username or parts.password:
        return "Leave name and password out of the address: each message is signed instead."
    if port == 0:
        return "No machine can be reached at port 0."
    return None


def message_document(event: str, data: Any, *, happened_at: datetime) -> dict[str, Any]:
    """The body of one message, by Standard Webhooks: type, timestamp, data."""
    return {"type": event, "timestamp": happened_at.isoformat(), "data": data}


def wanted(events: Sequence[str], event: str) -> bool:
    """Whether an endpoint that chose these events is told this one; a ping always arrives."""
    return event == Event.PING or event in events
