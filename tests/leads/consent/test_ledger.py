"""What was agreed to is a line of a ledger: when, which text, from where; and it goes nowhere."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from leads.actions.consents import record_given, record_withdrawn
from leads.actions.people import erase_person
from leads.actions.retention import erase_submission
from leads.actions.suppressions import unsubscribe
from leads.models import ConsentEvent, Delivery, Lead, Submission
from leads.models.appendonly import AppendOnlyError
from leads.models.consents import Source
from leads.models.people import person_with
from leads.records import record_of_person
from tests import make
from tests.leads.mail.test_tracking import report

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def rosa(**more: Any) -> Submission:
    return make.route(make.TO_EXECUTIVE, follow_up=True, page="/career/canary-page/", **more)


def said() -> list[str]:
    return list(ConsentEvent.objects.order_by("number").values_list("said", flat=True))


def test_a_line_says_what_when_which_text_and_from_where(house: Any) -> None:
    submission = rosa()
    line = ConsentEvent.objects.get()
    assert (line.said, line.lead, line.submission) == ("given", submission.lead, submission)
    assert (line.wording, line.text_id) == (make.CONSENT, submission.consent_text_id)
    assert (line.at, line.source) == (submission.submitted_at, "form")
    assert (line.page, line.to_confirm) == ("/career/canary-page/", False)


def test_by_the_api_it_says_so(house: Any, client: Any) -> None:
    sent = make.sent(contact=make.ROSA, follow_up=True)
    body = {
        "id": str(sent.id),
        "answers": make.TO_BOOK,
        "contact": make.ROSA,
        "consent": {"follow_up": True, "text_id": sent.particulars.consent_text_id},
    }
    url = "/api/v1/assessments/compass/submissions/"
    assert client.post(url, body, content_type="application/json").status_code == 202
    make.work_through("pipeline")
    assert ConsentEvent.objects.get().source == "api"


def test_who_agreed_to_nothing_has_no_line(house: Any) -> None:
    make.route(make.TO_EXECUTIVE)
    assert said() == []


def test_recording_twice_is_one_line_and_withdrawing_twice_too(house: Any) -> None:
    submission = rosa()
    record_given(submission.lead, submission)
    for _ in range(2):
        unsubscribe(submission.lead, now=make.NOW)
    assert said() == ["given", "withdrawn"]


def test_two_lines_of_one_lead_never_share_a_number(house: Any) -> None:
    line = ConsentEvent.objects.get(submission=rosa())
    line.pk, line._state.adding, line.said, line.submission = None, True, "withdrawn", None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_a_line_is_never_changed_nor_deleted(house: Any) -> None:
    line = ConsentEvent.objects.get(submission=rosa())
    for change in (line.save, line.delete, ConsentEvent.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()


def test_a_complaint_withdraws_a_bounce_does_not_and_an_advisors_says_nothing(
    house: Any, settings: Any
) -> None:
    rosa()
    brief, result = (Delivery.objects.get(kind=kind) for kind in ("lead_brief", "result"))
    report("complained", brief)
    report("bounced", result)
    assert said() == ["given"]
    report("complained", result, event_id="c1")
    assert said() == ["given", "withdrawn"]
    assert ConsentEvent.objects.get(said="withdrawn").source == "service"


def test_the_leads_page_and_the_export_show_it(house: Any, otto: Any) -> None:
    submission = rosa()
    record_withdrawn(submission.lead, source=Source.LINK, now=make.NOW)
    page = otto.get(reverse("leads_lead:inspect", args=[submission.lead.pk])).content.decode()
    for shown in ("What was agreed to", make.CONSENT, submission.consent_text_id, "Withdrawn"):
        assert shown in page
    record = record_of_person(person_with("rosa@example.com"))
    assert [line["said"] for line in record["agreed_to"]] == ["given", "withdrawn"]
    assert record["agreed_to"][0]["wording"] == make.CONSENT
    assert record["agreed_to"][0]["page"] == "/career/canary-page/"


def test_erased_the_line_says_what_was_agreed_to_and_names_nobody(house: Any) -> None:
    rosa()
    erase_person("rosa@example.com", now=make.NOW)
    kept = json.dumps(list(ConsentEvent.objects.values()), default=str)
    assert "canary-page" not in kept
    assert make.CONSENT in kept
    assert Lead.objects.get().erased_at


def test_of_one_submission_erased_the_page_goes_with_it(house: Any) -> None:
    first = rosa()
    make.route(make.TO_BOOK, follow_up=True, page="/career/other/")
    erase_submission(first, now=make.NOW)
    pages = ConsentEvent.objects.order_by("number").values_list("page", flat=True)
    assert list(pages) == ["", "/career/other/"]
