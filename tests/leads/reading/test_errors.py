"""What is wrong stands beside its field, and every answer is still there."""

import pytest

from leads.models import Submission
from tests import make
from tests.leads.reading.browser import Form

pytestmark = pytest.mark.django_db

WRONG = {
    "answers.signs": ["waiting"],
    "answers.clarity": "9",
    "answers.hours": "a dozen",
    "answers.decision": 'Whether "we" <keep> two\nsystems & pay for both, year after year',
    "contact.email": "rosa@",
    "contact.name": "Rosa",
    "consent.follow_up": "yes",
}
ERRORS = {
    "answers-meetings": "Please answer this question.",
    "answers-clarity": "Choose a whole number from 1 to 5.",
    "answers-hours": "Enter a number from 0 to 40.",
    "answers-decision": "Write at most 40 characters.",
}


@pytest.fixture
def refused(opened, drag) -> Form:
    """The page a browser shows after it sent WRONG."""
    form = opened("drag").fill(WRONG)
    answer = form.send()
    assert answer.status_code == 422
    assert "no-store" in answer["Cache-Control"]
    assert not Submission.objects.exists()
    return Form.on(form.client, answer)


def test_each_error_stands_in_its_own_question(refused):
    found = {
        tag["id"]: tag.select_one(".field-error").get_text(strip=True)
        for tag in refused.page.select("fieldset.has-error")
    }
    assert found == ERRORS
    assert refused.texts(".field.has-error .field-error") == [
        "Enter one email address, such as name@example.com."
    ]


def test_whoever_hears_the_page_hears_the_error_with_the_field(refused):
    described = {
        "answers-meetings": refused.page.find(id="answers-meetings"),
        "answers-clarity": refused.page.find(id="answers-clarity"),
        "answers-hours": refused.page.find(id="answers-hours-1"),
        "answers-decision": refused.page.find(id="answers-decision-1"),
        "contact-email": refused.page.find(id="contact-email"),
    }
    for name, tag in described.items():
        assert f"{name}-error" in tag["aria-describedby"].split()
        assert refused.page.find(id=f"{name}-error").get_text(strip=True)
        assert tag["aria-invalid"] == "true"


def test_every_id_that_is_named_is_there_once(refused):
    ids = [tag["id"] for tag in refused.page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for attribute in ("aria-describedby", "aria-labelledby", "for"):
        for tag in refused.page.find_all(attrs={attribute: True}):
            assert set(tag[attribute].split()) <= set(ids)


def test_a_summary_comes_first_takes_the_focus_and_leads_to_each_field_in_order(refused):
    form = refused.page.select_one("main form")
    summary = form.find(True)
    assert "error-summary" in summary["class"]
    assert (summary["role"], summary["tabindex"]) == ("alert", "-1")
    assert summary.has_attr("autofocus")
    targets = [link["href"].removeprefix("#") for link in summary.select("a")]
    assert targets == [*(f"{name}-1" for name in ERRORS), "contact-email"]
    for target in targets:
        assert refused.page.find(id=target).name in ("input", "textarea")


def test_the_title_says_that_something_is_wrong(refused):
    assert refused.page.title.get_text().startswith("Error: ")


def test_what_was_given_is_still_there(refused):
    kept = {name: value for name, value in refused.values.items() if name in WRONG}
    nowhere_to_be_ticked = "answers.clarity"  # the scale has no such step
    assert kept == {
        name: [value] if name == "consent.follow_up" else value
        for name, value in WRONG.items()
        if name != nowhere_to_be_ticked
    }


def test_corrected_it_is_stored_under_the_id_it_always_had(opened, drag):
    form = opened("drag").fill(WRONG)
    again = Form.on(form.client, form.send())
    assert again.values["seal"] == form.values["seal"]
    right = {
        "answers.meetings": "all",
        "answers.clarity": "3",
        "answers.hours": "12",
        "answers.decision": "Whether we keep two",
        "contact.email": "rosa@example.com",
    }
    assert again.send(right).status_code == 303
    stored = Submission.objects.get()
    assert str(stored.pk) == form.id
    assert stored.answers["signs"] == ["waiting"]


def test_a_form_with_nothing_in_it_names_every_question_that_needs_an_answer(opened, house):
    form = opened()
    refused = Form.on(form.client, form.send())
    assert [tag["id"] for tag in refused.page.select("fieldset.has-error")] == [
        "answers-pace",
        "answers-forum",
    ]


def test_consent_without_an_address_is_said_at_the_box(opened, house):
    form = opened()
    answer = form.send({**to("made"), "consent.follow_up": "yes"})
    refused = Form.on(form.client, answer)
    assert refused.texts(".consent .field-error") == [
        "Leave an email address, or take the consent back."
    ]
    assert refused.named("consent.follow_up")[0].has_attr("checked")


@pytest.mark.parametrize(
    "text", ["nul\0", "\x1b[31m", "next\x85line", "<script>alert(1)</script>" * 2], ids=ascii
)
def test_what_cannot_be_kept_is_refused_and_shown_harmless(opened, drag, text):
    form = opened("drag")
    answer = form.send({"answers.meetings": "all", "answers.clarity": 1, "answers.decision": text})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("value", ["1e3", "0x10", "٣", "--1", "1.", "1,5", "9" * 400, "nan", " "])
def test_a_scale_takes_whole_numbers_and_says_so(opened, drag, value):
    form = opened("drag")
    answer = form.send({"answers.meetings": "all", "answers.clarity": value})
    assert answer.status_code == 422
    refused = Form.on(form.client, answer)
    assert [tag["id"] for tag in refused.page.select("fieldset.has-error")] == ["answers-clarity"]


def to(forum: str) -> dict[str, str]:
    return {f"answers.{key}": value for key, value in (make.TO_BOOK | {"forum": forum}).items()}


def test_a_text_that_begins_with_an_empty_line_keeps_it(opened, drag):
    form = opened("drag").fill({"answers.decision": "\nBelow an empty line."})
    assert Form.on(form.client, form.send()).values["answers.decision"] == "\nBelow an empty line."
