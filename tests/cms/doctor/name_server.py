"""A name server on loopback that knows what it is told, and can fall silent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingUDPServer

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset

TTL = 60


class Zone:
    """`records`: (name, kind) → the records' texts, as a zone file writes them."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.is_silent = False
        self.fails_at: set[str] = set()

    def publish(self, name: str, *texts: str, kind: str = "TXT") -> None:
        quoted = [_in_parts(text) if kind == "TXT" else text for text in texts]
        self.records[name, kind] = quoted

    def answer(self, asked: dns.message.Message) -> dns.message.Message:
        question = asked.question[0]
        name, kind = str(question.name).rstrip(".").lower(), question.rdtype.name
        said = dns.message.make_response(asked)
        said.flags |= dns.flags.RA
        if name in self.fails_at:
            said.set_rcode(dns.rcode.SERVFAIL)
        elif texts := self.records.get((name, kind)):
            said.answer.append(dns.rrset.from_text_list(question.name, TTL, "IN", kind, texts))
        elif not any(known == name for known, _ in self.records):
            said.set_rcode(dns.rcode.NXDOMAIN)
        return said


def _in_parts(text: str) -> str:
    """A string of a record holds 255 bytes, so that a long record has several."""
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))


@contextmanager
def serving(zone: Zone) -> Iterator[dns.resolver.Resolver]:
    """A resolver that asks nobody but the zone."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            packet, line = self.request
            if not zone.is_silent:
                line.sendto(
                    zone.answer(dns.message.from_wire(packet)).to_wire(), self.client_address
                )

    with ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        yield resolver
        server.shutdown()
