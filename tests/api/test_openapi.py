"""The OpenAPI document: valid, whole, and true about errors.

`openapi-3.1.schema.json` is the schema the OpenAPI Initiative publishes under the `$id` it has.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils.csp import CSP, build_policy
from jsonschema import Draft202012Validator

from cms.problems import MEDIA_TYPE

pytestmark = pytest.mark.django_db

SCHEMA = json.loads(Path(__file__).with_name("openapi-3.1.schema.json").read_text())
SUBMIT = "/api/v1/assessments/{slug}/submissions/"
READ = "/api/v1/results/{token}/"


@pytest.fixture
def document(client) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").json()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_it_is_valid_openapi_3_1(document):
    assert document["openapi"].startswith("3.1.")
    Draft202012Validator(SCHEMA).validate(document)
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere(document):
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_it_holds_what_the_contract_lists(document):
    assert {
        (path, method) for path, methods in document["paths"].items() for method in methods
    } == {
        ("/api/v1/assessments/", "get"),
        ("/api/v1/content/", "get"),
        ("/api/v1/content/by-path", "get"),
        ("/api/v1/navigation", "get"),
        ("/api/v1/preview", "get"),
        ("/api/v1/assessments/{slug}/", "get"),
        ("/api/v1/feedback/", "post"),
        ("/api/v1/trials/{trial}/seen/", "post"),
        ("/api/v1/schemas/blocks.json", "get"),
        ("/api/v1/schemas/assessment.json", "get"),
        (SUBMIT, "post"),
        (READ, "get"),
        ("/api/v1/leads/", "get"),
        ("/api/v1/leads/{number}/", "get"),
    }


def test_a_submission_declares_every_error_it_can_be_answered_with(document):
    responses = document["paths"][SUBMIT]["post"]["responses"]
    errors = {"400", "404", "409", "413", "415", "422", "429", "503"}
    assert set(responses) == {"202", *errors}
    for status in errors:
        problem = responses[status]["content"][MEDIA_TYPE]["schema"]
        assert problem == {"$ref": "#/components/schemas/Problem"}
    assert "Retry-After" in responses["429"]["headers"]
    assert "Retry-After" in responses["503"]["headers"]


def test_whatever_has_a_parameter_in_its_path_declares_a_404(document):
    for path, operation in operations(document):
        assert "404" in operation["responses"] or "{" not in path
        assert "503" in operation["responses"]


def test_parameters_and_names_are_complete(document):
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(names) == len(set(names))
    for path, operation in operations(document):
        inside = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert inside == set(re.findall(r"{(\w+)}", path))
        assert operation["summary"]


def test_the_documents_of_errors_are_as_declared(client, post, body, document):
    schema = document["components"] | {"$ref": "#/schemas/Problem"}
    text = json.dumps(schema).replace("#/components/schemas/", "#/schemas/")
    validator = Draft202012Validator(json.loads(text))
    for answer in (post(b"{"), post(body | {"id": 1}), client.get("/api/v1/results/x/")):
        validator.validate(answer.json())


def test_a_submission_the_schema_takes_is_taken(post, body, document):
    text = json.dumps(document["components"] | {"$ref": "#/schemas/SubmissionIn"})
    Draft202012Validator(json.loads(text.replace("#/components/", "#/"))).validate(body)
    assert post(body).status_code == 202


def test_it_is_built_once_and_may_be_kept_by_everybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        first, second = (client.get("/api/v1/openapi.json") for _ in range(2))
    assert first.content == second.content
    assert "public" in first["Cache-Control"]


def test_the_pages_that_explain_it_ask_nothing_of_another_host(client):
    page = client.get("/api/v1/docs")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.content.decode())
    assert addresses
    assert all(address.startswith("/static/") for address in addresses)


def test_they_are_under_the_policy_of_the_whole_site(client, settings):
    page = client.get("/api/v1/docs")
    assert page[str(CSP.HEADER_ENFORCE)] == build_policy(settings.SECURE_CSP)
    inline = BeautifulSoup(page.content, "html.parser").select("script:not([src]), style, [style]")
    assert [tag["type"] for tag in inline] == ["application/json"]  # data, which runs nothing
