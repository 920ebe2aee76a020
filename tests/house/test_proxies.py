"""Whose request it is, with and without proxies in front."""

import pytest
from django.http import HttpRequest, HttpResponse

from cms.middleware import AddressBehindProxies

PROXY, READER, LIAR = "10.0.0.7", "203.0.113.9", "198.51.100.1"


def address_seen(settings, *, peer: str, passed: str, trusted: list[str]) -> str:
    settings.TRUSTED_PROXIES = trusted
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": passed}
    AddressBehindProxies(lambda _: HttpResponse())(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("peer", "passed", "trusted", "seen"),
    [
        (PROXY, READER, ["10.0.0.0/8"], READER),
        (PROXY, f"{LIAR}, {READER}", ["10.0.0.0/8"], READER),
        (PROXY, f"{READER}, 10.0.0.9", ["10.0.0.0/8"], READER),
        (PROXY, READER, [], PROXY),
        (READER, LIAR, ["10.0.0.0/8"], READER),
        (PROXY, "", ["10.0.0.0/8"], PROXY),
        (PROXY, "not an address", ["10.0.0.0/8"], PROXY),
        ("::1", "2001:db8::1", ["::1"], "2001:db8::1"),
    ],
    ids=[
        "through a proxy",
        "what the reader claims counts for nothing",
        "through two proxies",
        "nobody is trusted",
        "past the proxy",
        "the proxy says nothing",
        "the proxy says nonsense",
        "six",
    ],
)
def test_the_address_is_the_last_one_that_no_trusted_proxy_has(
    settings, peer, passed, trusted, seen
):
    assert address_seen(settings, peer=peer, passed=passed, trusted=trusted) == seen


@pytest.mark.parametrize(
    ("peer", "trusted", "believed"),
    [(PROXY, ["10.0.0.0/8"], True), (READER, ["10.0.0.0/8"], False), (PROXY, [], True)],
    ids=["the proxy says it", "somebody past the proxy says it", "no proxy is named"],
)
def test_only_the_proxy_says_that_a_request_came_by_https(settings, peer, trusted, believed):
    settings.TRUSTED_PROXIES = trusted
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_PROTO": "https"}
    AddressBehindProxies(lambda _: HttpResponse())(request)
    assert ("HTTP_X_FORWARDED_PROTO" in request.META) == believed
