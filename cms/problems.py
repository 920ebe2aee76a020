"""Errors as problem documents (RFC 9457): what happened, which field, and what to do about it.

The API's own words stand here: its readers are programmers, and a sentence belongs to a status.
"""

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, JsonResponse
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel, Field

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 100  # of one document; who sends more faults than that reads no further
LONGEST_NAME = 200  # characters of a field's name given back; it may be whatever was sent
SENTENCES = {
    400: "The body is not a JSON document that can be read.",
    401: "Send a token of yours: Authorization: Bearer wagtail_… The admin makes them.",
    404: "There is nothing at this address.",
    405: "This address does not answer to this method.",
    409: "This id has been sent before with another body. The first one stands. "
    "Send the new body under a new id.",
    413: "The body is larger than 64 kB. Send less.",
    415: "Send the body as application/json, in UTF-8.",
    422: "Some fields are not valid; errors names each of them. Nothing was stored.",
    429: "Too many requests from your address. Wait as many seconds as Retry-After says.",
    500: "Something broke on our side. It has been reported.",
    503: "The database is away. Nothing was stored. Send the same again in a moment.",
}


class FieldProblem(BaseModel):
    """One field that was refused."""

    field: str = Field(description="Where: contact.email, answers.<question key>, id …")
    detail: str = Field(description="What is wrong with it, in one sentence.")


class Problem(BaseModel):
    """A problem document of RFC 9457."""

    type: str = Field("about:blank", description="The status says it all, so this is about:blank.")
    title: str = Field(description="The name of the status.")
    status: int
    detail: str = Field(description="What happened and what to do, in plain words.")
    instance: str = Field(description="This one occurrence, as it stands in the server's log.")
    errors: list[FieldProblem] | None = Field(None, description="With 422: each field refused.")


def problem(
    request: HttpRequest,
    status: int,
    *,
    errors: Iterable[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """The answer, and one line in the log that names the route and never the path or a token."""
    document = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=SENTENCES[status],
        instance=f"urn:uuid:{uuid4()}",
        errors=list(errors)[:MOST_ERRORS] or None,
    )
    response = JsonResponse(
        document.model_dump(exclude_none=True),
        encoder=NinjaJSONEncoder,
        status=status,
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )
    _log(request, document)
    response._has_been_logged = True  # Django would write the path, and a path may hold a token
    return response


def field_problems(faults: Iterable[Mapping[str, Any]]) -> list[FieldProblem]:
    """What pydantic found, in the contract's own names and our own words."""
    return [FieldProblem(field=_name(fault["loc"]), detail=_sentence(fault)) for fault in faults]


def field_problem(path: str, sentence: str) -> FieldProblem:
    return FieldProblem(field=path[:LONGEST_NAME], detail=sentence)


def _name(location: tuple[int | str, ...]) -> str:
    """("body", "body", "contact", "email") → contact.email; a query parameter by its name."""
    steps = location[2:] if location[0] == "body" else location[1:]
    return ".".join(str(step) for step in steps)[:LONGEST_NAME] or "body"


def _sentence(fault: Mapping[str, Any]) -> str:
    """Our sentence for a kind of fault; a fault that one of our own types raised brings its own."""
    kind = str(fault["type"])
    if kind == "refused":
        return str(fault["msg"])
    template = _FAULTS.get(kind, "This value cannot be used here.")
    return template.format_map(fault.get("ctx") or {})


def _log(request: HttpRequest, document: Problem) -> None:
    match = request.resolver_match
    route = match.route if match else "-"
    level = logging.ERROR if document.status == 500 else logging.INFO
    logger.log(level, "%s %s %s %s", document.status, request.method, route, document.instance)


_FAULTS = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no field of this name.",
    "string_type": "This must be text.",
    "string_too_long": "Write at most {max_length} characters.",
    "string_too_short": "Write at least {min_length} characters.",
    "bool_type": "This must be true or false.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "dict_type": "This must be an object.",
    "model_type": "This must be an object.",
    "model_attributes_type": "This must be an object.",
    "list_type": "This must be a list.",
    "too_long": "Send at most {max_length} of these.",
    "too_short": "Send at least {min_length} of these.",
    "literal_error": "This must be one of: {expected}.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
}
