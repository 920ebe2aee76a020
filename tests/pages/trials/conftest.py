import pytest
from django.contrib.auth.models import User

from assessment.models import Assessment
from pages.models import ArticlePage, CallToAction, HomePage, PillarPage, Trial
from pages.trials.running import start_trial
from tests.make import NOW
from tests.pages.building import TEXT, make_article, make_assessment_page, make_call

WORDS = {"label": "See where it drags", "supporting_line": "Five minutes.", "style": "quiet"}


@pytest.fixture
def call(home: HomePage, house: Assessment) -> CallToAction:
    """It leads to the page that presents the compass."""
    return make_call("take-it", page=make_assessment_page(home, house))


@pytest.fixture
def article(pillar: PillarPage, call: CallToAction) -> ArticlePage:
    return make_article(pillar, TEXT, {"type": "call_to_action", "value": call.pk, "id": "b7"})


@pytest.fixture
def trial(call: CallToAction) -> Trial:
    return start_trial(call, words=WORDS, user=None, now=NOW)


@pytest.fixture
def edith(db: None) -> User:
    return User.objects.create_user("edith")
