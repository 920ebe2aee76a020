"""A real site and a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import servers
from tests.browser.chromium import chromium
from tests.deployment import Deployment
from tests.journeys.conftest import filled_sqlite, rosa

__all__ = ["filled_sqlite", "rosa"]


@pytest.fixture(scope="module")
def web_environment() -> dict[str, str]:
    """What a file of tests wants its web process to be told."""
    return {}


@pytest.fixture(scope="module")
def site(
    filled_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    web_environment: dict[str, str],
) -> Iterator[Deployment]:
    """Web and sweeper on a copy of the sample site."""
    directory = tmp_path_factory.mktemp("site")
    shutil.copytree(filled_sqlite, directory, dirs_exist_ok=True)
    with servers.valkey() as broker_url:
        deployed = Deployment(
            directory,
            database_url=f"sqlite:///{directory / 'lanewise.sqlite3'}",
            broker_url=broker_url,
            mail_url=f"file:{directory / 'mail'}",
        )
        try:
            deployed.start_web(**web_environment)
            deployed.start_sweeper()
            yield deployed
        finally:
            deployed.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of a file; each opens pages of its own, which share nothing."""
    with chromium() as launched:
        yield launched
