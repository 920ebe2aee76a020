"""What a browser sends with its cookies is taken only from our own pages."""

import ast
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.gate.conftest import PASSWORD
from tests.house.environment import HERE

# Whoever may be sent a POST without a token, and why nothing can be forged by it.
EXEMPT = {
    "api/v1/": "no cookie is read; JSON only, and staff show a bearer token",
    "api/v3/": "no cookie is read; writing takes a bearer token",
    "anymail/": "a mail service, known by its secret or signature",
    "hooks/booking/": "a booking service, known by its signature",
    "assessments/": "readers have no account; the token in the path is the key",
    "results/": "the token in the path is the key",
    "confirm/": "the token in the path is the key",
    "leads/": "the token in the path is the key",
    "preferences/": "the token in the path is the key",
    "unsubscribe/": "the token in the path is the key; mail programs post it",
    "feedback/": "readers have no account; the cookie only keeps one vote a reader",
    "admin/api/main/": "choosers read there; it takes no POST from anybody",
    "csp-report/": "browsers report by themselves; nothing is done but counted",
}
NO_SECRET = {"pages/open_graph.py: digest != _digest(document)"}  # the name of a public picture
WORDS = ("token", "secret", "signature", "digest", "password", "seal", "hmac", "api_key")


def patterns() -> Iterator[tuple[str, URLPattern]]:
    def walk(found, before=""):
        for each in found:
            route = before + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, route)
            else:
                yield route, each

    return walk(get_resolver().url_patterns)


def test_who_needs_no_token_is_listed_here():
    free = {route for route, each in patterns() if getattr(each.callback, "csrf_exempt", False)}
    unlisted = {route for route in free if not route.startswith(tuple(EXEMPT))}
    assert unlisted == set()
    assert all(any(route.startswith(start) for route in free) for start in EXEMPT)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["pages", "images", "documents"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_choosers_read_cannot_be_written(otto, kind, method):
    client = Client(enforce_csrf_checks=True)
    client.force_login(otto)
    assert getattr(client, method)(f"/admin/api/main/{kind}/").status_code in (403, 405)


@pytest.mark.django_db
def test_without_a_token_nobody_logs_in_out_or_changes_a_factor(otto):
    client = Client(enforce_csrf_checks=True)
    client.force_login(otto)
    gate = [route for route, _ in patterns() if route.startswith("staff/")]
    assert len(gate) > 10
    for route in gate:
        address = "/" + route.replace("<int:pk>", "1")
        body = {"login": "otto", "password": PASSWORD, "code": "000000"}
        assert client.post(address, body).status_code == 403, address
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_a_token_of_another_site_is_none(otto):
    client = Client(enforce_csrf_checks=True)
    page = client.get("/staff/login/")
    body = {
        "login": "otto",
        "password": PASSWORD,
        "csrfmiddlewaretoken": page.context["csrf_token"],
    }
    sent = client.post("/staff/login/", body, headers={"Origin": "https://evil.example"})
    assert sent.status_code == 403
    assert client.post("/staff/login/", body).status_code == 302


def compared(source: str) -> list[str]:
    """Secrets that are compared by == or !=, which tells by its time how much of one was right."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        if not any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
            continue
        if any(isinstance(side, ast.Constant) for side in sides):
            continue
        if any(word in ast.unparse(side).lower() for side in sides for word in WORDS):
            found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("room", ["cms", "pages", "leads", "assessment"])
def test_no_secret_is_compared_letter_by_letter(room):
    found = {
        f"{path.relative_to(HERE)}: {each}"
        for path in (HERE / room).rglob("*.py")
        if "migrations" not in path.parts
        for each in compared(path.read_text())
    }
    assert found - NO_SECRET == set()


def test_one_that_was_would_be_found():
    assert compared("if given == self.token: pass") == ["given == self.token"]
    assert compared("x = hmac.compare_digest(a, token)") == []
