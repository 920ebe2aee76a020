"""What browsers are told on every answer, and what they may tell us."""

import json
import logging

import pytest
from django.test import Client

from tests.house.environment import HERE, written_in
from tests.house.test_environment import run

pytestmark = pytest.mark.django_db

ANSWERS = ["/", "/nowhere/", "/healthz", "/api/v1/openapi.json", "/api/v1/nothing", "/staff/login/",
           "/results/nothing/", "/admin/", "/static/css/gate.css"]  # fmt: skip
REPORT = {
    "csp-report": {
        "document-uri": "https://www.example.com/results/a-token-of-rosa/",
        "referrer": "https://www.example.com/rosa@example.com",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/rosa@example.com?x=1",
    }
}


@pytest.fixture
def production(settings) -> Client:
    settings.SECURE_SSL_REDIRECT = False
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_says_what_a_browser_may_do_with_it(production, path):
    headers = production.get(path, secure=True).headers
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
                 "frame-ancestors 'self'", "report-uri /csp-report/", "report-to csp"):  # fmt: skip
        assert part in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] in ("strict-origin-when-cross-origin", "no-referrer")
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["Reporting-Endpoints"] == 'csp="/csp-report/"'


@pytest.mark.parametrize("path", ANSWERS)
def test_only_the_admin_runs_what_stands_in_a_page(production, path):
    policy = production.get(path, secure=True).headers["Content-Security-Policy"]
    assert ("'unsafe-inline'" in policy) == path.startswith("/admin/")
    assert "'unsafe-eval'" not in policy
    assert "https:" not in policy
    assert "*" not in policy


def test_production_sends_cookies_to_nobody_else():
    asked = (
        "from cms import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY, "
        "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.STAFF_SECOND_FACTOR)"
    )
    told = run("-c", asked, environment=written_in(HERE / "tests/house/production.env"))
    assert told.stdout == "__Host-session __Host-csrf True True True True 31536000 True\n"
    demo = run("-c", asked, environment={})
    assert demo.stdout == "session csrf False False True False 0 False\n"


def report(client, body, kind="application/csp-report"):
    return client.post("/csp-report/", body, content_type=kind)


def test_a_report_is_a_line_that_names_nobody(client, caplog):
    caplog.set_level(logging.INFO)
    assert report(client, json.dumps(REPORT)).status_code == 204
    assert "refused evil.example for script-src-elem" in caplog.text
    assert "rosa" not in caplog.text
    batch = [{"body": {"effectiveDirective": "img-src", "blockedURL": "inline"}}] * 50
    report(client, json.dumps(batch), "application/reports+json")
    assert caplog.text.count("refused inline for img-src") == 10


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("nonsense", "application/csp-report", 204),
        (
            '[1, {"body": 7}, {"csp-report": {"blocked-uri": "http://[x"}}]',
            "application/csp-report",
            204,
        ),
        (
            '{"csp-report": {"effective-directive": "a\\nb", "blocked-uri": {}}}',
            "application/csp-report",
            204,
        ),
        ("x" * 16_385, "application/csp-report", 413),
        ("{}", "text/plain", 415),
    ],
    ids=["nonsense", "odd", "line ends", "large", "another kind"],
)
def test_whatever_is_reported_breaks_nothing(client, caplog, body, kind, status):
    assert report(client, body, kind).status_code == status
    assert all("\n" not in record.getMessage() for record in caplog.records)


def test_reports_are_rated_and_a_get_is_none(client):
    assert client.get("/csp-report/").status_code == 405
    client = Client(REMOTE_ADDR="198.51.100.77")
    statuses = [report(client, "{}").status_code for _ in range(31)]
    assert statuses[:30] == [204] * 30
    assert statuses[30] == 429
