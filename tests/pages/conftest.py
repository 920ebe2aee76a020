import pytest

from pages.models import HomePage, PillarPage
from tests.pages import building


@pytest.fixture
def home(db: None) -> HomePage:
    return building.make_site()


@pytest.fixture
def pillar(home: HomePage) -> PillarPage:
    return building.make_pillar(home)
