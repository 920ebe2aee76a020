"""The receiver in docs/webhooks.md runs as it stands."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from leads.actions.webhooks import ping_endpoint
from leads.models import WebhookDelivery, WebhookEndpoint
from leads.outgoing import post
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.processes]
DOCUMENT = Path(__file__).parents[3] / "docs" / "webhooks.md"


def test_it_takes_what_is_signed_and_refuses_what_is_not(house, settings, free_tcp_port):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    url = f"http://127.0.0.1:{free_tcp_port}/"
    endpoint = WebhookEndpoint.objects.create(name="Sample", url=url)
    [code] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    given = os.environ | {"WEBHOOK_SECRET": endpoint.secret, "PORT": str(free_tcp_port)}
    started = subprocess.Popen(
        [sys.executable, "-c", code],
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with started as process:
        try:
            _wait_for(free_tcp_port)
            assert post(url, "{}", {"webhook-id": "msg_1"}).status == 401
            ping_endpoint(endpoint, now=timezone.now())
            make.work_through("webhooks")
            assert WebhookDelivery.objects.get().status == "delivered"
            assert json.loads(process.stdout.readline())["type"] == "ping"
        finally:
            process.kill()


def _wait_for(port: int) -> None:
    """Connecting is refused until it listens; the test's own time limit ends a wait in vain."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionRefusedError:
            continue
        return
