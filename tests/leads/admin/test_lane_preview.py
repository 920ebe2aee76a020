"""What an editor writes of a lane is seen as a reader will see it, before it is stored."""

import pytest
from bs4 import BeautifulSoup
from django.forms.models import model_to_dict
from django.urls import reverse
from wagtail.models import PreviewableMixin

from assessment.models import Assessment
from leads.models import Lane
from pages.models import CallToAction, ReusableBlock
from pages.routing import page_kinds
from tests.leads.admin.conftest import LogIn

pytestmark = pytest.mark.django_db
PREVIEW = "wagtailsnippets_leads_lane:preview_on_edit"


def typed(lane: Lane, **words: str) -> dict[str, object]:
    return {name: value or "" for name, value in (model_to_dict(lane) | words).items()}


def test_a_lane_is_seen_as_it_stands_on_a_result(log_in: LogIn):
    edith, lane = log_in("edith"), Lane.objects.get(key="book")
    address = reverse(PREVIEW, args=[lane.pk])
    form = typed(lane, reader_heading="Begin with Volume 1", reader_text="One.\n\nTwo.")
    assert edith.post(address, form).json() == {"is_valid": True, "is_available": True}
    shown = BeautifulSoup(edith.get(address).content, "html.parser")
    assert shown.select_one(".lane h3").get_text() == "Begin with Volume 1"
    assert [each.get_text() for each in shown.select(".narrative > p")] == ["One.", "Two."]
    assert Lane.objects.get(pk=lane.pk).reader_heading == lane.reader_heading


def test_an_advisor_previews_no_lane(log_in: LogIn):
    lane = Lane.objects.get(key="book")
    answer = log_in("ada").post(reverse(PREVIEW, args=[lane.pk]), typed(lane))
    assert answer.status_code in (302, 403)


def test_nothing_shows_without_a_preview():
    shown = {Assessment, CallToAction, Lane, ReusableBlock, *page_kinds().values()}
    assert all(issubclass(model, PreviewableMixin) for model in shown)
