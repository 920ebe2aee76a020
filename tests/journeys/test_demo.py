"""`manage.py demo`, as a newcomer runs it: on the embedded default, and on Postgres and Valkey."""

import json
import os
import socket
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from cms.demo.processes import MANAGE
from tests import servers

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("demo"), pytest.mark.timeout(300)]


def run_demo(data: Path, **environment: str) -> tuple[dict[str, Any], str]:
    quiet = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATA_DIR", "DJANGO_SETTINGS_MODULE", "REDIS_URL", "SECRET_KEY")
    }
    done = subprocess.run(
        [sys.executable, MANAGE, "demo", "--exit", "--json", "--port", "0", "--data", str(data)],
        env=quiet | environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr + logs(data)
    return json.loads(done.stdout), done.stderr


def logs(data: Path) -> str:
    return "".join(
        f"\n--- {path.name}\n{path.read_text()[-2000:]}" for path in data.glob("logs/*.log")
    )


def left_behind(data: Path) -> list[str]:
    found = []
    for process in psutil.process_iter(["cmdline", "environ"]):
        environment = process.info["environ"] or {}
        if environment.get("DATA_DIR") == str(data) or str(data) in str(process.info["cmdline"]):
            found.append(str(process.info["cmdline"]))
    return found


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "var"


@pytest.fixture(scope="module")
def report(data: Path) -> dict[str, Any]:
    return run_demo(data)[0]


def test_standard_output_is_one_json_object_with_the_contracts_keys(report):
    assert set(report) == {
        "base_url", "seconds", "article_url", "assessment_url", "result_url", "lane", "advisor",
        "reader_mail", "advisor_mail", "admin_url", "users", "api_token",
    }  # fmt: skip
    assert set(report["users"]) == {"editor", "advisor", "admin"}
    assert report["api_token"].startswith("wagtail_")


def test_the_reader_is_routed_to_the_executive_lane_and_its_advisor(report):
    assert report["lane"] == "executive-advisory"
    assert report["advisor"].endswith("@example.com")


def test_both_mails_are_files_that_a_mail_program_can_open(report):
    reader = message_from_bytes(Path(report["reader_mail"]).read_bytes(), policy=policy.default)
    brief = message_from_bytes(Path(report["advisor_mail"]).read_bytes(), policy=policy.default)
    assert report["result_url"] in reader.get_body(("plain",)).get_content()
    assert brief["To"].addresses[0].addr_spec == report["advisor"]
    assert reader["To"].addresses[0].addr_spec in brief.get_body(("plain",)).get_content()


def test_nothing_is_left_running_and_nothing_listens(report, data):
    assert left_behind(data) == []
    with pytest.raises(requests.ConnectionError):
        requests.get(report["base_url"], timeout=2)


def test_a_second_run_on_the_same_data_works_as_the_first(report, data):
    again, _ = run_demo(data)
    assert again["lane"] == report["lane"]
    assert again["reader_mail"] != report["reader_mail"]
    assert again["users"] == report["users"]


def test_the_same_demo_runs_on_postgres_and_a_redis_of_ones_own(tmp_path):
    with (
        servers.postgres() as server,
        servers.fresh_database(server) as database_url,
        servers.valkey() as broker_url,
    ):
        report, _ = run_demo(tmp_path / "var", DATABASE_URL=database_url, REDIS_URL=broker_url)
    assert report["lane"] == "executive-advisory"
    assert not (tmp_path / "var" / "lanewise.sqlite3").exists()
    assert not (tmp_path / "var" / "broker").exists()


def test_a_taken_port_is_said_and_nothing_is_started(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [
                sys.executable,
                MANAGE,
                "demo",
                "--exit",
                "--port",
                port,
                "--data",
                str(tmp_path / "v"),
            ],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr


def test_fresh_empties_only_what_a_demo_made(tmp_path):
    (tmp_path / "thesis.txt").write_text("four years")
    done = subprocess.run(
        [
            sys.executable,
            MANAGE,
            "demo",
            "--exit",
            "--fresh",
            "--port",
            "0",
            "--data",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert (tmp_path / "thesis.txt").read_text() == "four years"
