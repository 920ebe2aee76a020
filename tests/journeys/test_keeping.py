"""A house that worked is put into an archive, and stands up again elsewhere, on either engine."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import global_settings
from django.contrib.auth.models import User
from django.test import override_settings

from cms.demo.processes import MANAGE, run_command
from leads.models import Heartbeat, OutboxMessage, Submission
from tests import servers
from tests.deployment import ALIAS, Deployment, looking_at, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]


def elsewhere(deployment: Deployment, directory: Path, url: str) -> dict[str, str]:
    return deployment.environment | {"DATA_DIR": str(directory), "DATABASE_URL": url}


def work(deployment: Deployment, rosa: dict[str, Any]) -> None:
    """A reader goes through; an upload stands; then all stops."""
    deployment.start_web()
    deployment.start_sweeper()
    assert deployment.submit(rosa).status_code == 202
    wait_until(lambda: deployment.sent("lead_brief") == 1, "the advisor has the brief")
    deployment.stop()
    media = deployment.directory / "media" / "documents"
    media.mkdir(parents=True, exist_ok=True)
    (media / "plan.pdf").write_bytes(b"%PDF-1.7 a plan")
    made = {"DJANGO_SUPERUSER_PASSWORD": "a-long-sentence"}
    run_command(
        "createsuperuser", "--no-input", "--username=otto", "--email=otto@example.com",
        environment=deployment.environment | made,
    )  # fmt: skip
    Heartbeat.objects.using(ALIAS).all().delete()


def stands(environment: dict[str, str], rosa: dict[str, Any]) -> None:
    """Receipts are true, logins work, and the next row gets a number of its own."""
    recomputed = json.loads(run_command("recompute", "--json", environment=environment))
    assert (recomputed["checked"], recomputed["differing"]) == (1, 0)
    with looking_at(environment["DATABASE_URL"]):
        otto = User.objects.using(ALIAS).get(username="otto")
        with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
            assert otto.check_password("a-long-sentence")
        assert str(Submission.objects.using(ALIAS).get().pk) == rosa["id"]
        last = OutboxMessage.objects.using(ALIAS).latest("pk").pk
        made = OutboxMessage.objects.using(ALIAS).create(topic="draft.begun", key="x", queue="none")
        assert made.pk > last


@pytest.mark.parametrize("deployment", ["postgres"], indirect=True)
@pytest.mark.xdist_group("deployment-postgres")
def test_a_backup_stands_up_in_an_empty_database_of_either_engine(
    deployment: Deployment, rosa: dict[str, Any], postgres_server: str, tmp_path: Path
) -> None:
    work(deployment, rosa)
    file = tmp_path / "kept.zip"
    run_command("backup", str(file), environment=deployment.environment)
    for engine in ("sqlite", "postgres"):
        directory = tmp_path / engine
        directory.mkdir()
        with servers.fresh_database(postgres_server) as fresh:
            url = fresh if engine == "postgres" else f"sqlite:///{directory / 'lanewise.sqlite3'}"
            there = elsewhere(deployment, directory, url)
            run_command("restore", str(file), environment=there)
            stands(there, rosa)
            assert (directory / "media/documents/plan.pdf").read_bytes() == b"%PDF-1.7 a plan"


@pytest.mark.parametrize("deployment", ["sqlite"], indirect=True)
@pytest.mark.xdist_group("deployment-sqlite")
def test_sqlite_moves_to_postgres_row_by_row_and_not_twice(
    deployment: Deployment, rosa: dict[str, Any], postgres_server: str
) -> None:
    work(deployment, rosa)
    with servers.fresh_database(postgres_server) as url:
        there = elsewhere(deployment, deployment.directory, url)
        said = run_command("move_to_postgres", environment=there)
        assert "are the same in both" in said
        stands(there, rosa)
        again = subprocess.run(
            [sys.executable, MANAGE, "move_to_postgres"], env=there, capture_output=True, text=True
        )
        assert again.returncode == 1
        assert "Nothing was written" in again.stderr
