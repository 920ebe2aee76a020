"""A submission's POST, beside a view that inserts one row and beside Wagtail's own email form."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from itertools import repeat
from typing import Any
from urllib.parse import urlencode

from django.db import connections

from tests.bench.comparing import in_turns, judged, milliseconds, spread, table
from tests.bench.load import END_OF_HEAD, ask, drive, request
from tests.bench.stage import Stage, say, stage, start_floor

TITLE = "A submission’s POST"
SECONDS = 2.0


def run(seconds: float = SECONDS) -> str:
    with stage() as here, _all_on_one_page(here):
        from tests.bench import readers

        ports = {
            "ours": here.start_web(),
            "bare": start_floor(here, "bare"),
            "wagtail": start_floor(here, "wagtail_site", content=_content()),
        }
        say("Submissions …")
        body = json.dumps({"answers": list(range(17)), "email": "rosa@example.com"}).encode()
        insert = repeat(request("/insert/", method="POST", body=body))
        email_form = repeat(_posted_form(ports["wagtail"]))
        loaded = partial(drive, seconds=seconds)
        rates = in_turns(
            {
                INSERT: lambda: loaded(ports["bare"], insert, status=202),
                API: lambda: loaded(ports["ours"], readers.all_by_api(), status=202),
                FORM: lambda: loaded(ports["ours"], readers.all_by_form(), status=303),
                EMAIL_FORM: lambda: loaded(ports["wagtail"], email_form, status=200),
            }
        )
        idle = drive(ports["ours"], readers.all_by_api(), status=202, seconds=3, connections=1)
    return _told(rates, idle)


INSERT = "A bare view, no middleware, one INSERT"
API = "Submission by API"
FORM = "Submission by form, all questions on one page"
EMAIL_FORM = "`wagtail.contrib.forms` email form, same questions"


def _told(rates: Any, idle: Any) -> str:
    def row(name: str) -> list[str]:
        mine = rates[name]
        insert, form = mine.times(rates[INSERT]), mine.times(rates[EMAIL_FORM])
        slow = sorted(mine.slowest)[len(mine.slowest) // 2]
        verdicts = []
        if name in (API, FORM):
            verdicts = [
                judged(insert, 0.5, words="≥ 0.5 × the INSERT"),
                judged(form, 5, words="≥ 5 × the email form"),
                judged(-slow, -0.05, words="p99 ≤ 50 ms"),
            ]
        return [
            name, f"{mine.median:,.0f}", spread(mine), milliseconds(slow), f"{insert:.2f}",
            f"{form:.1f}", "; ".join(verdicts),
        ]  # fmt: skip

    head = ("What", "POSTs/s", "Spread", "p99", "× INSERT", "× email form", "Goals")
    alone = milliseconds(idle.quantile(0.5))
    goal = judged(-idle.quantile(0.5), -0.003, words="goal ≤ 3 ms")
    return (
        f"{table(head, [row(name) for name in rates])}\n\n"
        "Eight connections, Postgres that syncs, granian with one process and four threads. Ours "
        "includes the hint to the broker; the email form includes handing one mail to SMTP, which "
        f"ours leaves to the worker. One connection alone, by API: p50 {alone} ({goal})."
    )


@contextmanager
def _all_on_one_page(here: Stage) -> Iterator[None]:
    """The sample asks section by section; one POST with everything is what can be compared."""
    from assessment.importing import load_assessment
    from cms.sample.site import read

    load_assessment(read("assessment") | {"pacing": "page"}, publish=True)
    connections.close_all()
    yield


def _content() -> dict[str, Any]:
    from cms.sample.site import read

    kinds = {"single": "radio", "scale": "radio", "multiple": "checkboxes", "number": "number"}
    fields = []
    for question in read("assessment")["questions"]:
        choices = [each["label"].replace(",", "") for each in question.get("choices", [])]
        kind = kinds.get(question["kind"], "multiline")
        fields.append(
            {
                "label": question["text"][:250],
                "clean_name": question["key"].replace("-", "_"),
                "field_type": kind if choices or kind == "number" else "singleline",
                "choices": ",".join(choices),
                "required": False,
            }
        )
    contact = [
        {"label": name, "clean_name": name, "field_type": "singleline"}
        for name in ("name", "email", "company", "role")
    ]
    return {"article": {"title": "Article"}, "fields": [*fields, *contact]}


def _posted_form(port: int) -> bytes:
    """A whole form, filled in as a browser would, the token and its cookie included."""
    answer = ask(port, request("/form/")).decode()
    head, _, html = answer.partition(END_OF_HEAD.decode())
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', html)
    cookie = re.search(r"csrftoken=(\w+)", head)
    if token is None or cookie is None:
        raise AssertionError(answer[:1000])
    fields = {"csrfmiddlewaretoken": token[1]}
    for _, name, value in re.findall(
        r'<input type="(radio|checkbox)" name="([\w-]+)" value="([^"]*)"', html
    ):
        fields.setdefault(name, unescape(value))
    for name in re.findall(r'<input type="(?:text|number)" name="([\w-]+)"', html):
        fields[name] = "3"
    body = urlencode(fields).encode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={cookie[1]}",
    }
    return request("/form/", method="POST", body=body, headers=headers)
