"""A program that talks to the API, and a limit that no other test has used up."""

import json
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from assessment.models import Assessment
from leads.throttle import limiter
from tests import make

SUBMISSIONS = "/api/v1/assessments/compass/submissions/"


@contextmanager
def database_raising(error: Exception) -> Iterator[None]:
    """Every statement fails, as it does when the database is away."""

    def fail(*_: Any) -> None:
        raise error

    with connection.execute_wrapper(fail):
        yield


class BrokenStream:
    """A body whose sender hung up on the way."""

    def read(self, *_: Any) -> bytes:
        raise ConnectionResetError

    readline = read


type Post = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def no_limit_used_up() -> None:
    limiter.storage.reset()


@pytest.fixture
def body(house: Assessment) -> dict[str, Any]:
    """Everything the contract knows, all of it right."""
    return {
        "id": str(uuid.uuid4()),
        "answers": {**make.TO_EXECUTIVE, "note": "Two booking systems."},
        "contact": dict(make.ROSA),
        "consent": {"follow_up": True, "text_id": house.current_rubric.rubric.consent_text_id},
        "attribution": {
            "utm_source": "newsletter",
            "utm_medium": "email",
            "utm_campaign": "two-jobs",
            "page": "/career/two-jobs/",
            "block": "take-assessment",
            "referrer": "https://news.example.com/",
        },
    }


@pytest.fixture
def post(client: Client) -> Post:
    """Any JSON value, or bytes as they are."""

    def send(document: Any, *, path: str = SUBMISSIONS, **headers: Any) -> HttpResponse:
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        kind = headers.pop("content_type", "application/json")
        return client.generic("POST", path, data, content_type=kind, **headers)

    return send


@pytest.fixture
def hung_port() -> Iterator[int]:
    """Where a connection is taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
