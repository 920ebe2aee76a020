"""One submission, by real processes: web, worker and mail write one id, and nobody's name."""

import json
import re

import pytest
import requests

from leads.models import OutboxMessage
from tests.deployment import ALIAS, Deployment, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

GIVEN = "0af7651916cd43dd8448eb211c80319c"


def lines_of(deployment: Deployment, name: str) -> list[dict]:
    """Of the process that goes by this name; a line that is no object fails the test."""
    text = (deployment.directory / "logs" / f"{name}.log").read_text()
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("deployment", ["sqlite"], indirect=True)
@pytest.mark.xdist_group("deployment-sqlite")
def test_web_outbox_worker_and_mail_write_the_same_id_and_no_name(deployment, post, rosa):
    deployment.environment["LOG_FORMAT"] = "json"
    deployment.start_web(GRANIAN_LOG_ACCESS_ENABLED="true")
    deployment.start_worker()
    url = f"{deployment.base_url}/api/v1/assessments/{rosa.pop('assessment')}/submissions/"
    sent = requests.post(url, json=rosa, headers={"X-Request-ID": GIVEN}, timeout=20)
    assert (sent.status_code, sent.headers["X-Request-ID"]) == (202, GIVEN)
    wait_until(
        lambda: deployment.sent("result") and deployment.sent("lead_brief"), "both mails are sent"
    )
    assert requests.get(sent.json()["result_url"], timeout=20).status_code == 200
    deployment.stop()

    web, worker = lines_of(deployment, "web"), lines_of(deployment, "worker")
    [asked] = [each for each in web if each["request_id"] == GIVEN and "status" in each]
    assert (asked["method"], asked["status"]) == ("POST", 202)
    ours = [each for each in worker if each["request_id"] == GIVEN]
    assert sorted(each["topic"] for each in ours if "topic" in each) == [
        "delivery.planned",
        "delivery.planned",
        "submission.accepted",
    ]
    assert sorted(each["kind"] for each in ours if "kind" in each) == ["lead_brief", "result"]
    assert {each["Lanewise-Request-ID"] for each in post.accepted} == {GIVEN}
    rows = OutboxMessage.objects.using(ALIAS).exclude(done_at=None)
    assert set(rows.values_list("request_id", flat=True)) == {GIVEN}

    logs = "".join(path.read_text() for path in (deployment.directory / "logs").glob("*.log"))
    keys = [*rosa["contact"].values(), sent.json()["result_token"]]
    keys += re.findall(r"/(?:leads|unsubscribe)/([^/\s\"]+)/", str(post.accepted[0].as_string()))
    assert [key for key in keys if key and key in logs] == []
    assert "/results/…/" in logs
