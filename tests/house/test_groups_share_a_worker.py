"""Tests of one group run on one worker, so that what they stand on is made once."""

import os

import pytest


@pytest.mark.skipif(
    "PYTEST_XDIST_WORKER" not in os.environ, reason="there is one worker, and no groups"
)
@pytest.mark.xdist_group("house")
def test_the_group_is_named_where_the_schedule_reads_it(request: pytest.FixtureRequest):
    assert request.node.nodeid.endswith("@house")
