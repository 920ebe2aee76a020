"""What every test may rely on: the cast, on request."""

import pytest
from hypothesis import settings

from assessment.models import Assessment
from tests import make

settings.register_profile("house", deadline=None)  # a shared machine is slow at times
settings.load_profile("house")


@pytest.fixture
def house(db: None) -> Assessment:
    """The compass published, three lanes, Ada, Ben, Cleo and Dov, the policy published."""
    return make.make_house()
