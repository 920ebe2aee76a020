"""Pages and results: uncached, kept, and not modified, beside an empty view and plain Wagtail."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, repeat
from typing import Any

from django.db import connections

from tests.bench.comparing import Rates, in_turns, judged, milliseconds, spread, table
from tests.bench.load import END_OF_HEAD, Answers, ask, drive, request
from tests.bench.stage import Stage, say, stage, start_floor

TITLE = "Pages and results"
SECONDS = 1.0
PAGE = "/career/two-jobs-credit-for-neither/"
BY_PATH = f"/api/v1/content/by-path?path={PAGE}"

EMPTY = "An empty view behind the same middleware"
BARE = "An empty view, no middleware"
WAGTAIL = "Unmodified Wagtail page, the same words"
COLD, WARM, SAME = "Article, uncached", "Article, kept", "Article, 304"
API_COLD, API_WARM, API_SAME = "By path, uncached", "By path, kept", "By path, 304"
RESULT, RESULT_API = "Result page (never kept)", "Result by API (never kept)"


def run(seconds: float = SECONDS) -> str:
    with stage() as here:
        token = _result(here)
        ours = here.start_web()
        bare, same = start_floor(here, "bare"), start_floor(here, "same")
        wagtail = start_floor(here, "wagtail_site", content=_content(ours))
        say("Pages …")
        rates = in_turns(_kinds(ours, bare, same, wagtail, token, seconds))
    return _told(rates)


def _kinds(
    ours: int, bare: int, same: int, wagtail: int, token: str, seconds: float
) -> dict[str, Callable[[], Answers]]:
    def get(port: int, path: str, status: int = 200, **headers: str) -> Callable[[], Answers]:
        wire = repeat(request(path, headers=headers))
        return partial(drive, port, wire, status=status, seconds=seconds)

    def uncached(path: str) -> Callable[[], Answers]:
        return lambda: drive(ours, _never_the_same(path), status=200, seconds=seconds)

    return {
        BARE: get(bare, "/empty/"),
        EMPTY: get(same, "/empty/"),
        WAGTAIL: get(wagtail, "/career/article/"),
        COLD: uncached(PAGE),
        WARM: get(ours, PAGE),
        SAME: get(ours, PAGE, 304, **{"If-None-Match": _tag(ours, PAGE)}),
        API_COLD: uncached(BY_PATH),
        API_WARM: get(ours, BY_PATH),
        API_SAME: get(ours, BY_PATH, 304, **{"If-None-Match": _tag(ours, BY_PATH)}),
        RESULT: get(ours, f"/results/{token}/"),
        RESULT_API: get(ours, f"/api/v1/results/{token}/"),
    }


_numbers = count()


def _never_the_same(path: str) -> Iterator[bytes]:
    """An address of its own each time, so that nothing kept can answer."""
    for number in _numbers:
        yield request(_spelt(path, number) if "?" in path else f"{path}?utm_term={number}")


def _spelt(address: str, number: int) -> str:
    """The same query, its letters percent-encoded by the bits of this number."""
    path, _, query = address.partition("=")
    spelt, bits = "", number
    for letter in query:
        if letter.isalpha():
            spelt += f"%{ord(letter):02x}" if bits & 1 else letter
            bits >>= 1
        else:
            spelt += letter
    return f"{path}={spelt}"


def _tag(port: int, path: str) -> str:
    found = re.search(rb"etag: (\S+)", ask(port, request(path)), re.IGNORECASE)
    if found is None:
        raise AssertionError(f"{path} has no ETag")
    return found[1].decode()


def _result(here: Stage) -> str:
    """The link of a result that the pipeline has been through."""
    from leads import outbox
    from leads.handlers import HANDLERS
    from leads.models import Submission
    from tests.bench.readers import accepted

    [key] = accepted(1)
    outbox.drain("pipeline", HANDLERS)
    token = Submission.objects.get(pk=key).result_token
    connections.close_all()
    return token


def _content(port: int) -> dict[str, Any]:
    """The article's headings and paragraphs, as our own page shows them."""
    html = ask(port, request(PAGE)).partition(END_OF_HEAD)[2].decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    body = [
        {"type": "heading" if tag == "h2" else "prose", "value": _words(words, tag)}
        for tag, words in re.findall(r"<(h2|p)\b[^>]*>(.*?)</\1>", main, re.DOTALL)
    ]
    article = {"title": "Two jobs", "summary": "A summary.", "author_name": "Edith", "body": body}
    return {"article": article, "fields": []}


def _words(html: str, tag: str) -> str:
    words = " ".join(re.sub(r"<[^>]+>", "", html).split())
    return words if tag == "h2" else f"<p>{words}</p>"


def _told(rates: dict[str, Rates]) -> str:
    empty, plain = rates[EMPTY], rates[WAGTAIL]

    def row(name: str) -> list[str]:
        mine = rates[name]
        of_empty, of_plain = mine.times(empty), mine.times(plain)
        goal = ""
        if name == COLD:
            goal = judged(of_plain, 4, words="≥ 4 × Wagtail")
        if name in (WARM, SAME, API_WARM, API_SAME):
            goal = judged(of_empty, 0.9, words="≥ 0.9 × the empty view")
        slow = sorted(mine.slowest)[len(mine.slowest) // 2]
        return [
            name, f"{mine.median:,.0f}", spread(mine), milliseconds(slow), f"{of_empty:.2f}",
            f"{of_plain:.1f}", goal,
        ]  # fmt: skip

    head = ("What", "GETs/s", "Spread", "p99", "× empty view", "× Wagtail", "Goal")
    return (
        f"{table(head, [row(name) for name in rates])}\n\n"
        "Eight connections. *Uncached* is asked by an address of its own each time, in a process "
        "that is warm; *kept* is answered from the memory of the process after one query for the "
        "edition. The Wagtail page has the same words in headings and paragraphs, a menu and "
        "breadcrumbs; it has no cards, calls, pictures or structured data, which ours renders."
    )
