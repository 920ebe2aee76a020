"""A receiver that is there, and an endpoint that leads to it."""

from collections.abc import Iterator
from typing import Any

import pytest

from leads.models import WebhookEndpoint
from tests.leads.webhooks.receiver import Receiver, receiving


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def endpoint(house: Any, receiver: Receiver) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(name="CRM", url=receiver.url)
