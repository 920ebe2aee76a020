"""A pytest plugin: the same tests on a real Postgres. `pytest -p tests.on_postgres -m postgres`.

It must know the database before Django reads its settings, so it is a plugin and not a fixture.
Workers of xdist inherit the address and make their own test databases on the same server.
"""

import os
from contextlib import ExitStack

import pytest

from tests import servers

_stack = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the server in the process that runs the tests, or starts those that do."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["DATABASE_URL"] = _stack.enter_context(servers.postgres())


def pytest_unconfigure() -> None:
    _stack.close()
