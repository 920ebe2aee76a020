"""Opens and clicks that no person made are told from those that one did."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.machines import is_at_once, machine_of

SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Safari/605.1.15"
)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("agent", "machine"),
    [
        ("", None),
        (SAFARI, None),
        (
            "Mozilla/5.0 (Windows NT 5.1) Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            None,
        ),
        ("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", None),
        ("Mozilla/5.0 (Linux; Android 9; CUBOT X20) Mobile Safari/537.36", None),
        ("Mozilla/5.0", "agent"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "agent"),
        ("Mozilla/5.0 (Windows NT 6.1; WOW64) BingPreview/1.0b", "agent"),
        ("Barracuda Sentinel (EE)", "agent"),
        ("python-requests/2.32.3", "agent"),
        ("Go-http-client/1.1", "agent"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/124.0.0.0 Safari/537.36", "agent"),
    ],
)
def test_by_the_name_it_gives_itself(agent: str, machine: str | None) -> None:
    assert machine_of("opened", agent=agent, raw=None) == machine
    assert machine_of("clicked", agent=agent, raw={}) == machine
    assert machine_of("delivered", agent=agent, raw={}) is None


@pytest.mark.parametrize(
    ("raw", "machine"),
    [
        ({"sg_machine_open": True}, "service"),
        ({"sg_machine_open": False}, None),
        ({"event": "proxy_open"}, "service"),
        ({"event": "opened"}, None),
        ({"event-data": {"client-info": {"bot": "apple"}}}, "service"),
        ({"event-data": {"client-info": {"bot": "gmail"}}}, None),  # when the reader opens the mail
        ({"event-data": {"client-info": {"bot": ""}}}, None),
        ({"msys": {"track_event": {"user_agent_parsed": {"is_prefetched": True}}}}, "service"),
        ({"msys": {"track_event": {"user_agent_parsed": {"is_proxy": True}}}}, None),
    ],
)
def test_by_what_the_service_says(raw: object, machine: str | None) -> None:
    assert machine_of("opened", agent=SAFARI, raw=raw) == machine


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: (
        st.lists(inside)
        | st.dictionaries(
            st.sampled_from(["event-data", "msys", "client-info", "track_event", "bot", "event"]),
            inside,
        )
    ),
)


@given(JSON)
def test_whatever_a_service_sends_it_is_judged(raw: object) -> None:
    machine_of("opened", agent="", raw=raw)


@pytest.mark.parametrize(
    ("seconds", "at_once"), [(-60, True), (0, True), (9.9, True), (10, False), (3600, False)]
)
def test_nobody_reads_within_seconds(seconds: float, at_once: bool) -> None:
    happened = NOON + timedelta(seconds=seconds)
    assert is_at_once("clicked", happened=happened, arrived=NOON) is at_once
    assert is_at_once("delivered", happened=happened, arrived=NOON) is False


def test_where_a_time_is_unknown_it_counts_as_a_persons() -> None:
    assert is_at_once("opened", happened=None, arrived=NOON) is False
    assert is_at_once("opened", happened=NOON, arrived=None) is False
