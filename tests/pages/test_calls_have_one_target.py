import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from pages.models import HomePage
from pages.snippets import CallToAction
from tests.pages.building import make_assessment, make_assessment_page, make_call, publish

BOOK = "https://example.com/volume-1"


def errors_of(call: CallToAction) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        call.full_clean()
    return refusal.value.message_dict


def test_a_call_that_leads_nowhere_is_refused_at_the_page(db):
    errors = errors_of(CallToAction(key="nowhere", label="Go"))
    assert errors == {
        "page": ["Choose where this call leads: a page, an assessment or an address."]
    }


def test_a_call_with_two_targets_is_refused_at_the_second(home: HomePage):
    errors = errors_of(CallToAction(key="two", label="Go", page=home, url=BOOK))
    assert errors == {"url": ["A call leads to one place. Clear this, or clear the page."]}


def test_a_call_with_three_targets_is_refused_at_the_second_and_the_third(home: HomePage):
    call = CallToAction(key="three", label="Go", page=home, assessment=make_assessment(), url=BOOK)
    assert set(errors_of(call)) == {"assessment", "url"}


@pytest.mark.parametrize("targets", [{}, {"url": BOOK, "page": True}])
def test_the_database_refuses_what_the_form_refuses(home: HomePage, targets: dict):
    if "page" in targets:
        targets = targets | {"page": home}
    with pytest.raises(IntegrityError), transaction.atomic():
        CallToAction.objects.create(key="raw", label="Go", **targets)


def test_a_call_to_a_page_leads_to_its_address(home: HomePage):
    assert make_call("home", page=home).address() == "/"


def test_a_call_to_an_assessment_is_met_on_the_page_that_presents_it(home: HomePage):
    page = make_assessment_page(home)
    assert make_call("take", assessment=page.assessment).address() == page.url


def test_a_call_to_an_assessment_that_no_page_presents_leads_to_its_questions(home: HomePage):
    call = make_call("take", assessment=make_assessment())
    assert call.address() == "/assessments/compass/"


def test_an_unpublished_presentation_is_passed_by(home: HomePage):
    page = publish(make_assessment_page(home))
    page.unpublish()
    assert make_call("take", assessment=page.assessment).address() == "/assessments/compass/"
