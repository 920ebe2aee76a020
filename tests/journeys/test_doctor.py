"""The doctor in a real house: content while all of it lives, and exact about what was stopped."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.db.models.functions import Now
from wagtail.models import Site

from cms.demo.processes import MANAGE
from leads.models import Heartbeat
from tests.deployment import ALIAS, Deployment, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]


def asked(deployment: Deployment) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code and the findings by check."""
    done = subprocess.run(
        [sys.executable, MANAGE, "doctor", "--json"],
        env=deployment.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout, done.stderr
    return done.returncode, {each["check"]: each for each in json.loads(done.stdout)["findings"]}


def faults(findings: dict[str, dict[str, Any]]) -> set[str]:
    return {check for check, each in findings.items() if each["state"] == "fault"}


@pytest.mark.parametrize("deployment", ["sqlite"], indirect=True)
@pytest.mark.xdist_group("deployment-sqlite")
def test_a_house_in_which_all_live_is_well_and_a_dead_worker_is_named(deployment: Deployment):
    deployment.environment["MAIL_URL"] = "file:"
    Site.objects.using(ALIAS).update(hostname="127.0.0.1", port=deployment.port)
    beats = Heartbeat.objects.using(ALIAS)
    beats.create(name="schedule", kind="schedule", seen_at=Now())  # beat rings once a minute
    worker = deployment.start_worker()
    deployment.start_sweeper()
    deployment.start_beat()
    wait_until(beats.filter(kind="beat").exists, "beat has rung")
    wait_until(beats.filter(kind="sweeper").exists, "the sweeper has looked")

    code, findings = asked(deployment)
    assert faults(findings) == set()
    assert code == 0
    assert "through broker and worker" in findings["worker mail"]["says"]

    worker.stop()
    deployment.let_heartbeats_age()
    code, findings = asked(deployment)
    assert code == 1
    assert faults(findings) >= {f"worker {name}" for name in ("pipeline", "mail", "default")}
