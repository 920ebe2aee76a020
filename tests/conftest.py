"""What every test may rely on: the cast, on request."""

import pytest
from django.core.cache import caches
from hypothesis import settings

from assessment.models import Assessment
from tests import make

settings.register_profile("house", deadline=None)  # a shared machine is slow at times
settings.load_profile("house")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A long value is named by its argument: an archive carries the time of its making, and two
    workers must give one test one name."""
    return argname if isinstance(val, str | bytes) and len(val) > 60 else None


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Wagtail keeps the addresses of sites in the cache, which no rollback empties."""
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def house(db: None) -> Assessment:
    """The compass published, three lanes, Ada, Ben, Cleo and Dov, the policy published."""
    return make.make_house()
