"""What every test may rely on: the cast, on request."""

import pytest

from assessment.models import Assessment
from tests import make


@pytest.fixture
def house(db: None) -> Assessment:
    """The compass published, three lanes, Ada, Ben, Cleo and Dov, the policy published."""
    return make.make_house()
