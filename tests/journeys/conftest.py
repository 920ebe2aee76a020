"""A deployment for each test that needs one, on SQLite and on Postgres."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from pytest_django import DjangoDbBlocker

from cms.demo.processes import run_command
from tests import servers
from tests.deployment import Deployment, looking_at, new_id
from tests.mailbox import Mailbox, mailbox

SAMPLE = Path(__file__).resolve().parents[2] / "cms" / "sample"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with servers.postgres() as url:
        yield url


def _fill(directory: Path, **environment: str) -> None:
    full = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings", "DATA_DIR": str(directory), **environment
    }  # fmt: skip
    run_command("migrate", "--verbosity=0", environment=full)
    run_command("collectstatic", "--no-input", "--verbosity=0", environment=full)
    run_command("load_sample", "--json", environment=full)


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("filled")
    _fill(directory)
    return directory


@pytest.fixture(scope="session")
def filled_postgres(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: str
) -> Iterator[tuple[Path, str]]:
    directory = tmp_path_factory.mktemp("filled-postgres")
    with servers.fresh_database(postgres_server) as url:
        _fill(directory, DATABASE_URL=url)
        yield directory, urlsplit(url).path.strip("/")


@contextmanager
def _database(request: pytest.FixtureRequest, directory: Path) -> Iterator[str]:
    """A copy of the filled database, and the static files beside it."""
    if request.param == "sqlite":
        filled = request.getfixturevalue("filled_sqlite")
        shutil.copytree(filled, directory, dirs_exist_ok=True)
        yield f"sqlite:///{directory / 'lanewise.sqlite3'}"
        return
    filled, template = request.getfixturevalue("filled_postgres")
    shutil.copytree(filled, directory, dirs_exist_ok=True)
    server = request.getfixturevalue("postgres_server")
    with servers.fresh_database(server, template=template) as url:
        yield url


@pytest.fixture
def post() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


# One worker for each database: it is filled once, not once a worker.
DATABASES = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"deployment-{name}"))
    for name in ("sqlite", "postgres")
]


@pytest.fixture(params=DATABASES)
def deployment(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    post: Mailbox,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Deployment]:
    with servers.valkey() as broker_url, _database(request, tmp_path) as database_url:
        deployed = Deployment(
            tmp_path, database_url=database_url, broker_url=broker_url, mail_url=post.url
        )
        with django_db_blocker.unblock(), looking_at(database_url):
            try:
                yield deployed
            finally:
                deployed.stop()


@pytest.fixture
def rosa() -> dict[str, Any]:
    """One reader's submission to the API, by the sample assessment: executive advisory."""
    person = yaml.safe_load((SAMPLE / "reader.yaml").read_text())
    return {
        "assessment": "leadership",
        "id": new_id(),
        "answers": person["answers"],
        "contact": person["contact"],
        "attribution": {"page": "/career/two-jobs-credit-for-neither/"},
    }
