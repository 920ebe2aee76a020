"""`wt`, Wagtail's own client, at our v3 API: another program's way to an article and back."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from cms.demo.processes import run_command
from tests.deployment import Deployment

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

MARKDOWN = """\
## Monday

Two people own it. *Nobody* decides it: see [the log](https://example.com/log).

- name the owner
- name the day
"""
type Client = Callable[..., Any]


@pytest.fixture
def deployed(deployment: Deployment) -> Deployment:
    deployment.start_web()
    return deployment


@pytest.fixture
def wt(deployed: Deployment) -> Client:
    """`wt …` with a token of its own; what it says, as JSON. Raises where it fails."""
    made = run_command(
        "api_tokens", "create", "--user=admin", "--name=wt", "--json",
        environment=deployed.environment,
    )  # fmt: skip
    environment = deployed.environment | {
        "WAGTAIL_CLI_BASE_URL": f"{deployed.base_url}/api/v3/",
        "WAGTAIL_CLI_TOKEN": json.loads(made)["token"],
    }

    def run(*arguments: str) -> Any:
        command = [str(Path(sys.executable).with_name("wt")), "--json", "api", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize("deployment", ["sqlite"], indirect=True)
@pytest.mark.xdist_group("deployment-sqlite")
def test_an_article_is_listed_read_written_from_markdown_published_and_deleted(
    deployed: Deployment, wt: Client, tmp_path: Path
):
    listed = wt("pages", "list", "--type", "pages.ArticlePage", "--limit", "2")
    assert (len(listed["items"]), listed["count"]) == (2, 3)
    sample = wt("pages", "get", "/career/two-jobs-credit-for-neither/")
    assert sample["standfirst"]
    assert sample["body"]

    (tmp_path / "week.md").write_text(MARKDOWN)
    made = wt(
        "pages", "create", "pages.ArticlePage", "--parent", "/career/", "--title", "A shared week",
        "--field", "standfirst:Two people own it. Nobody decides it.",
        "--field", f"body:@{tmp_path / 'week.md'}",
    )  # fmt: skip
    [block] = made["body"]
    assert block["type"] == "text"
    assert block["value"] == (
        "<h2>Monday</h2><p>Two people own it. <i>Nobody</i> decides it: see <a href="
        '"https://example.com/log">the log</a>.</p>'
        "<ul><li>name the owner</li><li>name the day</li></ul>"
    )
    address = f"{deployed.base_url}/career/a-shared-week/"
    assert requests.get(address, timeout=10).status_code == 404

    wt("pages", "publish", str(made["id"]))
    shown = requests.get(address, timeout=10)
    assert shown.status_code == 200
    assert "<em>Nobody</em>" in shown.text or "<i>Nobody</i>" in shown.text

    wt("pages", "delete", str(made["id"]), "--yes")
    assert requests.get(address, timeout=10).status_code == 404
