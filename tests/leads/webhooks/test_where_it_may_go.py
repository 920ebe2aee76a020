"""A webhook leads to a public address by HTTPS, or into a network the operator named."""

import socket
import threading
from ipaddress import ip_network
from urllib.parse import urlsplit

import pytest

from leads.domain.webhooks import is_reachable, url_fault
from leads.outgoing import NotSent, checked_address, post

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # where clouds keep their secrets
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fd00::1",
    "ff02::1",
    "::ffff:10.0.0.1",  # IPv4 in IPv6 clothes
    "::ffff:169.254.169.254",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_reachable(address):
    assert not is_reachable(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are(address):
    assert is_reachable(address)


def test_a_network_of_our_own_is_reachable_where_the_operator_names_it():
    trusted = [ip_network("10.20.0.0/16"), ip_network("fd00::/8")]
    assert is_reachable("10.20.1.1", trusted=trusted)
    assert is_reachable("fd00::1", trusted=trusted)
    assert not is_reachable("10.21.1.1", trusted=trusted)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://crm.example.com/", "must begin with https"),
        ("ftp://crm.example.com/", "must begin with https"),
        ("https:///hooks", "names no machine"),
        ("https://user:secret@crm.example.com/", "Leave name and password"),
        ("https://crm.example.com:99999/", "no address of a web page"),
        ("https://[crm/", "no address of a web page"),
        ("https://crm.example.com:0/", "port 0"),
    ],
)
def test_an_address_that_cannot_be_right_is_told_so(url, words):
    assert words in (url_fault(url) or "")


def resolving(monkeypatch, *addresses: str) -> None:
    """The name server, which is anybody's, answers with these."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"]])
def test_a_name_that_leads_inside_is_refused_at_every_resolution(monkeypatch, addresses):
    resolving(monkeypatch, *addresses)
    with pytest.raises(NotSent, match="private network"):
        checked_address(urlsplit("https://crm.example.com/hooks"))
    assert post("https://crm.example.com/hooks", "{}", {}).fault == (
        "the name leads into a private network"
    )


def test_numbers_in_disguise_are_resolved_before_they_are_judged():
    for host in ("2130706433", "0x7f.1", "0177.0.0.1", "localhost", "127.1"):
        with pytest.raises(NotSent):
            checked_address(urlsplit(f"https://{host}/"))


def test_plain_http_stays_within_the_networks_of_our_own(monkeypatch, settings):
    settings.WEBHOOK_NETWORKS = ["10.20.0.0/16"]
    resolving(monkeypatch, "93.184.215.14")
    with pytest.raises(NotSent, match="without TLS"):
        checked_address(urlsplit("http://crm.example.com/"))
    assert checked_address(urlsplit("https://crm.example.com/")) == "93.184.215.14"


def test_the_connection_goes_to_the_checked_address_under_the_name_it_was_asked_by(settings):
    """What arrives first is the greeting of TLS, which names the machine; nobody is believed
    without a certificate for that name."""
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    greeted = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            connection, _ = server.accept()
            with connection:
                greeted.append(connection.recv(2048))

        thread = threading.Thread(target=greet)
        thread.start()
        said = post(f"https://localhost:{server.getsockname()[1]}/", "canary", {})
        thread.join()
    assert b"localhost" in greeted[0]
    assert b"canary" not in greeted[0]
    assert said.status is None
    assert said.fault.startswith("no answer")
