"""Lighthouse, as on a phone: 100 in every category on the four pages a reader goes through."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import ARGUMENTS, installed
from tests.deployment import Deployment

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("deployment-sqlite"),
]

RUN = Path(__file__).parent / "lighthouse" / "run.mjs"
FOLDER = Path(__file__).parents[2] / ".lighthouse"
PERFECT = {"performance": 100, "accessibility": 100, "best-practices": 100, "seo": 100}
# A result is one reader's own, and tells search engines to stay away; this audit asks the opposite.
PRIVATE = ["is-crawlable"]


@pytest.fixture(scope="module")
def web_environment() -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "tests.browser.lighthouse.behind_proxy"}


def missing() -> str:
    """What keeps Lighthouse from running here, in words; "" for nothing."""
    if shutil.which("node") is None:
        return "Lighthouse is not run: there is no Node here. Install nodejs and npm to run it."
    if not (FOLDER / "node_modules" / "lighthouse").is_dir():
        return (
            "Lighthouse is not run: it is not in .lighthouse/. `make test` puts it there with npm."
        )
    if installed() is None:
        return "Lighthouse is not run: there is no Chromium here. Install one to run it."
    return ""


def judged(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    asked = {"chrome": installed(), "flags": ARGUMENTS, "pages": pages}
    done = subprocess.run(
        ["node", str(RUN), str(FOLDER)], input=json.dumps(asked), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_lighthouse_has_nothing_to_ask_for(site: Deployment, rosa: dict[str, Any]) -> None:
    if said := missing():
        assert not os.environ.get("CI"), said
        pytest.skip(said)
    paths = ("/", "/career/two-jobs-credit-for-neither/", "/leadership-assessment/")
    result_url = site.submit(rosa).json()["result_url"]
    pages = [{"url": site.base_url + path, "skip": []} for path in paths]
    for page in judged([*pages, {"url": result_url, "skip": PRIVATE}]):
        assert page["scores"] == PERFECT, page
