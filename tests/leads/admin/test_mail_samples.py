"""How mails look, before anybody gets one."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import Assessment
from cms.sample.site import load_site
from leads.mail.samples import SAMPLED, sample
from leads.models import RoutingPolicy
from leads.models.deliveries import Kind
from tests.leads.admin.conftest import LogIn

pytestmark = pytest.mark.django_db


def shown(browser: Client, **asked: str) -> BeautifulSoup:
    answer = browser.get(reverse("leads_mail_samples"), asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def counts() -> dict[str, Any]:
    return {
        model.__name__: model.objects.count() for model in apps.get_app_config("leads").get_models()
    }


@pytest.mark.parametrize("kind", SAMPLED)
def test_every_kind_of_mail_is_shown_as_html_and_as_text_and_nothing_is_stored(
    log_in: LogIn, kind: Kind
):
    edith = log_in("edith")
    before = counts()
    page = shown(edith, kind=kind.value)
    assert counts() == before
    assert len(page.select_one(".receipt-text").get_text()) > 100
    assert "<html" in page.select_one("iframe")["srcdoc"]
    assert page.select_one("iframe[sandbox]")


def test_the_brief_speaks_of_the_lane_its_rules_lead_to(log_in: LogIn):
    text = shown(log_in("otto"), kind="lead_brief").select_one(".receipt-text").get_text()
    assert "Rosa Almeida" in text
    assert "Lane: " in text
    assert "You were next" in text


def test_every_published_assessment_has_its_mails(db: None):
    load_site()
    published = Assessment.objects.filter(current_rubric__isnull=False)
    assert published.count() == 2
    for assessment in published:
        for kind in SAMPLED:
            assert sample(kind, assessment.current_rubric, now=timezone.now()).subject


def test_without_rules_or_without_an_assessment_it_says_what_is_missing(log_in: LogIn):
    edith = log_in("edith")
    RoutingPolicy.objects.update(live=False, current_rule_set=None)
    assert "no published routing policy" in shown(edith).get_text()
    Assessment.objects.update(current_rubric=None)
    assert "No assessment is published yet" in shown(edith).get_text()


def test_it_is_for_editors_and_operators(log_in: LogIn):
    address = reverse("leads_mail_samples")
    assert log_in("ada").get(address).status_code == 302
    assert Client().get(address).status_code == 302
    for name, seen in (("edith", True), ("otto", True), ("ada", False)):
        home = log_in(name).get(reverse("wagtailadmin_home")).content.decode()
        assert (address in home) is seen


def test_a_kind_or_an_assessment_that_is_not_there_is_not_found(log_in: LogIn):
    edith = log_in("edith")
    for asked in ({"kind": "nope"}, {"kind": "follow_up"}, {"assessment": "nope"}):
        assert edith.get(reverse("leads_mail_samples"), asked).status_code == 404
