"""A reader's browser without JavaScript, and two assessments to take."""

from collections.abc import Callable

import pytest
from django.test import Client

from assessment.importing import load_assessment
from assessment.models import Assessment
from leads.throttle import limiter
from tests.assessment.samples import RUBRIC
from tests.leads.reading.browser import Form
from tests.leads.reading.ways import publish

type Open = Callable[..., Form]


@pytest.fixture(autouse=True)
def no_limit_used_up() -> None:
    limiter.storage.reset()


@pytest.fixture
def drag(db: None) -> Assessment:
    """One question of every kind, in two sections; contact is optional."""
    return load_assessment(RUBRIC.to_document() | {"minutes": 7, "pacing": "page"}, publish=True)


@pytest.fixture
def way(house: Assessment) -> Assessment:
    """It branches, splits a total, and asks one question at a time."""
    return publish()


@pytest.fixture
def opened(client: Client) -> Open:
    """The form as a browser has it, opened a minute ago unless said otherwise."""

    def open_form(slug: str = "compass", query: str = "", **more: object) -> Form:
        return Form.opened(client, f"/assessments/{slug}/{query}", **more)

    return open_form
