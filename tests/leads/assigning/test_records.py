"""What was done and said about a lead belongs to what is kept about the person."""

import json

import pytest

from leads.actions.assignments import decline_assignment
from leads.actions.leads import add_note
from leads.actions.moving import merge_leads
from leads.actions.people import erase_person
from leads.models import AssignmentEvent, Delivery, Lead, LeadEvent, Submission
from leads.models.people import person_with
from leads.records import record_of, record_of_person
from tests import make
from tests.leads.assigning.conftest import by

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOTE, WHY = "Canary-note: prefers mornings.", "Canary-why: my sister."
OTHER = "rosa@private.example"


@pytest.fixture
def merged(offer, otto):
    """Rosa by two addresses, with a note, and what Ada said when she declined."""
    make.route(make.TO_EXECUTIVE, contact=make.ROSA | {"email": OTHER})
    add_note(offer.lead, text=NOTE, by=otto, now=make.NOW)
    decline_assignment(offer, reason=WHY, by=by("Ada"), now=make.NOW)
    merge_leads(offer.lead, Lead.objects.get(email=OTHER), reason="", by=otto, now=make.NOW)
    return offer


@pytest.mark.parametrize("address", [make.ROSA["email"], OTHER])
def test_by_either_address_everything_is_read_out(merged, address):
    record = record_of_person(person_with(address))
    assert {each["email"] for each in record["known_as"]} == {make.ROSA["email"], OTHER}
    assert len(record["submissions"]) == 2
    said = [each["said"] for each in record["what_happened"]]
    assert NOTE in said
    assert WHY in said


@pytest.mark.parametrize("address", [make.ROSA["email"], OTHER])
def test_by_either_address_everything_is_forgotten(merged, address):
    erase_person(address, now=make.NOW)
    assert not Lead.objects.filter(erased_at=None).exists()
    assert not Submission.objects.filter(erased_at=None).exists()
    assert not LeadEvent.objects.exclude(text="").exists()
    assert not AssignmentEvent.objects.exclude(reason="").exists()


def test_of_advisors_a_readers_record_has_the_names_and_nothing_of_their_own(merged):
    for submission in Submission.objects.with_receipt():
        text = json.dumps(record_of(submission), default=str)
        assert "@example.com" not in text.replace(make.ROSA["email"], "")
    assert Delivery.objects.filter(kind="returned").exists()
