"""What docs/security.md says is held is held by a test that exists."""

import re
from functools import cache

import pytest

from tests.house.environment import HERE

TEXT = (HERE / "docs/security.md").read_text()
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))
ROWS = re.findall(r"^\| ([\d.]+) \| (.+?) \| (.+?) \|$", TEXT, re.MULTILINE)
CHECKS = {int(number): held for number, _, held in ROWS if number.isdigit()}
REQUIREMENTS = [(number, held) for number, _, held in ROWS if not number.isdigit()]


@cache
def source(path: str) -> str:
    return (HERE / path).read_text()


@pytest.mark.parametrize(("path", "name"), TESTS, ids=[name for _, name in TESTS])
def test_every_test_that_is_named_exists(path, name):
    assert re.search(rf"^(async )?def {name}\(", source(path), re.MULTILINE)


def test_each_of_the_forty_checks_is_there_once():
    assert len([number for number, *_ in ROWS if number.isdigit()]) == len(CHECKS) == 40
    assert set(CHECKS) == set(range(1, 41))


@pytest.mark.parametrize("number", CHECKS)
def test_a_check_names_its_test_or_says_that_it_is_open(number):
    assert "`tests/" in CHECKS[number] or CHECKS[number].startswith("**open**")


def test_a_requirement_is_held_by_a_test():
    assert REQUIREMENTS
    assert all("`tests/" in held for _, held in REQUIREMENTS)
