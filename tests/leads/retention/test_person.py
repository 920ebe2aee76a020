"""Everything of one person can be read out, and all of it forgotten, wherever it stands."""

import json
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from leads.actions.drafts import mail_link
from leads.actions.people import erase_person
from leads.models import Decision, Draft, InboundMessage, Lead, Submission
from leads.models.people import person_with
from leads.records import record_of_person
from tests import make
from tests.leads.retention.test_erasing import everything_written

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOTE = "Canary-note: two booking systems."
TYPED = "Canary-typed and never sent."


@pytest.fixture
def rosa(house):
    """Routed and mailed twice, begun a third time, and a link to carry on asked for."""
    make.route(make.TO_EXECUTIVE | {"note": NOTE}, contact=make.ROSA, follow_up=True)
    make.route(make.TO_BOOK, contact=make.ROSA, utm_source="canary-source")
    make.work_through("mail")
    draft = begun(house, {"email": "Rosa@Example.com"}, answers={"note": TYPED})
    mail_link(draft, make.ROSA["email"], now=timezone.now())
    make.work_through("mail")


def begun(house, contact, *, answers) -> Draft:
    draft = Draft(
        pk=uuid4(), rubric=house.current_rubric, started_at=make.NOW, token_hash=uuid4().hex
    )
    draft.answers, draft.contact = answers, contact
    draft.touch(now=make.NOW)
    draft.save()
    return draft


def command(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


def test_the_export_holds_all_that_the_database_holds_of_them(rosa):
    record = json.loads(command("export_person", "ROSA@example.com "))
    text = json.dumps(record)
    for canary in (*make.ROSA.values(), NOTE, TYPED, "canary-source"):
        assert canary in text
    assert len(record["submissions"]) == 2
    assert [each["what"] for each in record["other_messages"]] == ["link to carry on"]
    assert record["begun_and_not_sent"][0]["answers"] == {"note": TYPED}


def test_it_can_be_read_by_a_person(rosa):
    text = command("export_person", make.ROSA["email"], "--text")
    for words in ("What is kept about rosa@example.com", NOTE, TYPED, "Executive advisory"):
        assert words in text
    assert "passed on to Cleo" in text
    assert "{'" not in text
    assert "&" not in text


def test_nothing_of_them_stands_anywhere_afterwards(rosa):
    report = json.loads(command("erase_person", make.ROSA["email"], "--json"))
    assert report == {"submissions": 2, "drafts": 1, "messages": 1, "leads": 1}
    after = everything_written()
    left = [text for text in (*make.ROSA.values(), "Rosa", NOTE, TYPED) if text in after]
    assert left == []
    assert "canary" not in after.lower()
    assert Decision.objects.count() == 2
    assert not person_with(make.ROSA["email"]).is_known


def test_a_mistyped_address_is_no_success(rosa):
    for name in ("export_person", "erase_person"):
        with pytest.raises(CommandError, match="spelt right"):
            call_command(name, "rossa@example.com")
    assert Lead.objects.get().email == make.ROSA["email"]


def test_twice_is_once(rosa):
    erase_person(make.ROSA["email"], now=make.NOW)
    before = everything_written()
    assert not erase_person(make.ROSA["email"], now=make.NOW).anything
    assert everything_written() == before


def test_another_person_is_untouched(rosa, house):
    make.route(make.TO_INDIVIDUAL, contact=make.SAM)
    sams = begun(house, {"email": make.SAM["email"]}, answers={"note": "Sam’s"})
    erase_person(make.ROSA["email"], now=make.NOW)
    assert Lead.objects.get(erased_at=None).email == make.SAM["email"]
    assert Submission.objects.get(erased_at=None).email == make.SAM["email"]
    assert Draft.objects.get() == sams


def test_a_draft_of_somebody_else_that_was_mailed_to_them_stays(house):
    sams = begun(house, {"email": make.SAM["email"]}, answers={"note": "Sam’s"})
    mail_link(sams, make.ROSA["email"], now=make.NOW)
    assert erase_person(make.ROSA["email"], now=make.NOW).messages == 1
    assert Draft.objects.get() == sams
    assert make.ROSA["email"] not in everything_written()


def test_what_they_wrote_to_us_is_read_out_and_forgotten_too(house):
    InboundMessage.objects.create(
        event_key="1", from_address="Rosa@example.com", subject="Hello", text=NOTE,
        became="unknown", written_by="person",
    )  # fmt: skip
    record = json.loads(command("export_person", make.ROSA["email"]))
    assert record["written_to_us"][0]["text"] == NOTE
    assert NOTE in command("export_person", make.ROSA["email"], "--text")
    assert erase_person(make.ROSA["email"], now=make.NOW).messages == 1
    assert NOTE not in everything_written()
    assert "rosa@example.com" not in everything_written().lower()


def test_who_was_never_routed_is_found_all_the_same(house):
    make.submit(contact=make.ROSA)
    assert erase_person(make.ROSA["email"], now=make.NOW).submissions == 1
    make.work_through()
    assert make.ROSA["email"] not in everything_written()
    assert not Lead.objects.exists()


def test_the_export_costs_the_same_however_much_they_sent(rosa, django_assert_max_num_queries):
    for _ in range(4):
        make.route(make.TO_BOOK, contact=make.ROSA)
    with django_assert_max_num_queries(20):
        assert len(record_of_person(person_with(make.ROSA["email"]))["submissions"]) == 6
