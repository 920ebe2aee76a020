"""A JSON body, read strictly: UTF-8, no repeated names, no numbers that JSON does not have."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser


class BodyRefused(Exception):
    """The body is not what this API reads; `status` is 400 or 415."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class StrictParser(Parser):
    """Takes application/json only. A form of another site can therefore never post here."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise BodyRefused(415)
        try:
            return json.loads(
                request.body.decode(),
                object_pairs_hook=_once_each,
                parse_constant=_not_json,
            )
        except (ValueError, RecursionError) as error:
            raise BodyRefused(400) from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers of one document must not see two different values under one name."""
    document = dict(pairs)
    if len(document) < len(pairs):
        raise ValueError("a name stands twice")
    return document


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
