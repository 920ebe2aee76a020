"""The deployment of docker-compose.yml, as far as it can be read without Docker."""

import shlex
from pathlib import Path

import pytest
import yaml

from tests.house.environment import HERE

COMPOSE = yaml.safe_load((HERE / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "lanewise"}
DOCKERFILE = (HERE / "Dockerfile").read_text()


def test_every_process_of_the_design_has_a_service():
    assert set(OURS) == {
        "web", "worker-pipeline", "worker-mail", "worker-webhooks", "worker-default", "sweeper",
        "beat", "migrate",
    }  # fmt: skip
    assert set(SERVICES) - set(OURS) == {"postgres", "valkey", "mailpit"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_what_it_is_and_what_follows_when_it_dies(name):
    service = SERVICES[name]
    assert service["image"]
    assert service["restart"] in ("unless-stopped", "on-failure")
    assert service.get("healthcheck") or service.get("depends_on")
    for other, condition in service.get("depends_on", {}).items():
        assert condition["condition"] in ("service_healthy", "service_completed_successfully")
        assert other in SERVICES


def test_what_others_wait_for_says_when_it_is_healthy():
    for service in SERVICES.values():
        for other, condition in service.get("depends_on", {}).items():
            if condition["condition"] == "service_healthy":
                assert SERVICES[other]["healthcheck"]["test"]


def test_nothing_of_ours_starts_before_the_migrations_are_done():
    for name, service in OURS.items():
        if name != "migrate":
            assert service["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_every_queue_has_a_worker_of_its_own():
    commands = [each["command"] for each in OURS.values() if "worker" in each.get("command", [])]
    queues = [command[command.index("-Q") + 1] for command in commands]
    assert sorted(queues) == ["default", "mail", "pipeline", "webhooks"]


def test_only_this_machine_reaches_a_port():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_what_is_kept_is_kept_in_named_volumes():
    mounted = {
        mount.partition(":")[0] for each in SERVICES.values() for mount in each.get("volumes", [])
    }
    assert mounted == set(COMPOSE["volumes"])


def test_the_broker_never_evicts_and_writes_every_second():
    command = shlex.join(SERVICES["valkey"]["command"])
    assert "--maxmemory-policy noeviction" in command
    assert "--appendonly yes --appendfsync everysec" in command


def test_ours_run_without_privileges_on_a_disk_they_cannot_write():
    for service in OURS.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


def test_the_image_has_two_stages_a_user_of_its_own_and_a_health_check():
    build, last = DOCKERFILE.split("\nFROM ")[1:]
    assert "collectstatic" in build
    assert "\nUSER lanewise" in last
    assert "\nHEALTHCHECK" in last
    assert "/healthz" in last


def test_the_image_gets_what_runs_and_nothing_else():
    lines = (HERE / ".dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert "*" in lines
    assert all(Path(HERE / name).exists() for name in let_in)
    assert {"assessment", "cms", "leads", "pages", "templates", "manage.py", "uv.lock"} <= let_in
    assert not {"tests", "docs", ".env", ".git", "var"} & let_in
