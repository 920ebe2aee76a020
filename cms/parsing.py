"""A JSON body, read strictly: UTF-8, no repeated names, no numbers that JSON does not have."""

import json
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.parser import Parser


class UnsupportedMediaType(Exception):
    """The body does not say that it is JSON."""


class StrictParser(Parser):
    """Takes application/json only, so that no form of another site can post here.

    Ninja answers 400 for whatever else is raised: bytes that are not UTF-8, text that is not JSON,
    nesting without end.
    """

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise UnsupportedMediaType
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.PUBLIC_BODY_LIMIT:
            raise RequestDataTooBig
        return json.loads(
            request.body.decode(), object_pairs_hook=_once_each, parse_constant=_not_json
        )


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers of one document must not see two different values under one name."""
    document = dict(pairs)
    if len(document) < len(pairs):
        raise ValueError("a name stands twice")
    return document


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
