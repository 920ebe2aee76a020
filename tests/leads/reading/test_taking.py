"""The questions of an assessment, answered without a script."""

from fractions import Fraction

import pytest
from django.test import Client

from assessment.domain.answers import parse_answers
from assessment.domain.rubric import ContactPolicy, Pacing
from assessment.importing import load_assessment
from leads.models import OutboxMessage, Submission
from tests import make
from tests.assessment.samples import RUBRIC, rubric
from tests.leads.reading.browser import Form, soup

pytestmark = pytest.mark.django_db

DRAG = {
    "answers.meetings": "some",
    "answers.signs": ["waiting", "deferring"],
    "answers.clarity": "2",
    "answers.hours": "12.5",
    "answers.decision": "Whether to keep\r\ntwo systems.",
}
ROSA = {f"contact.{name}": text for name, text in make.ROSA.items()}
TO_EXECUTIVE = {f"answers.{key}": value for key, value in make.TO_EXECUTIVE.items()}


def publish(**changes) -> None:
    load_assessment(rubric(pacing=Pacing.PAGE, **changes).to_document(), publish=True)


def test_every_kind_of_question_has_its_native_control(opened, drag):
    form = opened("drag")
    kinds = {
        name: {control.get("type", control.name) for control in form.named(f"answers.{name}")}
        for name in ("meetings", "signs", "clarity", "hours", "decision")
    }
    assert kinds == {
        "meetings": {"radio"},
        "signs": {"checkbox"},
        "clarity": {"radio"},
        "hours": {"number"},
        "decision": {"textarea"},
    }
    assert [radio["value"] for radio in form.named("answers.clarity")] == ["1", "2", "3", "4", "5"]


def test_the_questions_stand_in_their_sections_and_are_counted(opened, drag):
    form = opened("drag")
    assert form.texts("h2.part-title")[0] == "Your week"
    assert form.texts("legend") == [
        "How many meetings need you?",
        "Which of these do you see? optional",
        "How clear is your direction?",
        "How many hours go into status? optional",
        "Which decision do you carry for someone else? optional",
    ]
    assert form.texts(".question-number") == ["1", "2", "3", "4", "5"]


def test_the_page_says_how_long_it_takes_and_what_it_is_about(opened, house):
    form = opened()
    assert form.texts("h1") == ["The Compass"]
    assert "1 minute" in form.texts(".label")
    assert "Two questions." in form.texts(".prose p")


def test_answers_of_every_kind_arrive_as_what_they_are(opened, drag):
    answer = opened("drag").send(DRAG)
    stored = Submission.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/results/{stored.result_token}/"
    assert dict(parse_answers(RUBRIC, stored.answers)) == {
        "meetings": "some",
        "signs": ("waiting", "deferring"),
        "clarity": 2,
        "hours": Fraction(25, 2),
        "decision": "Whether to keep\ntwo systems.",
    }
    assert OutboxMessage.objects.get(topic="submission.accepted").key == str(stored.pk)


def test_the_result_opens_at_once(client, opened, house):
    answer = opened().send(TO_EXECUTIVE)
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Executive advisory" in page.content.decode()


def test_a_double_click_is_one_submission_and_one_result(opened, house):
    form = opened().fill(TO_EXECUTIVE | ROSA)
    first, second = form.send(), form.send()
    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1
    assert OutboxMessage.objects.filter(topic="submission.accepted").count() == 1


def test_two_readers_have_two_ids(opened, house):
    first, second = opened(), opened()
    assert first.id != second.id
    first.send(TO_EXECUTIVE)
    second.send(TO_EXECUTIVE)
    assert Submission.objects.count() == 2


def test_contact_and_consent_are_kept_as_given(opened, house):
    opened().send(TO_EXECUTIVE | ROSA | {"consent.follow_up": "yes"})
    stored = Submission.objects.get()
    assert stored.contact == make.ROSA
    assert stored.follow_up_consent
    assert stored.consent_text_id == house.current_rubric.rubric.consent_text_id


def test_the_consent_box_has_its_text_and_is_not_ticked(opened, house):
    form = opened()
    assert form.texts(".consent") == [make.CONSENT]
    assert "consent.follow_up" not in form.values
    form.send(TO_EXECUTIVE | ROSA)
    assert not Submission.objects.get().follow_up_consent


def test_where_nothing_is_agreed_to_there_is_no_box(opened):
    publish(consent_text="")
    assert not opened("drag").named("consent.follow_up")


def test_where_contact_is_optional_the_fields_may_stay_empty(opened, house):
    assert opened().send(TO_EXECUTIVE).status_code == 303
    assert Submission.objects.get().email == ""


def test_where_contact_is_required_the_address_is_asked_for(opened):
    publish(contact=ContactPolicy.REQUIRED)
    form = opened("drag")
    assert form.named("contact.email")[0].has_attr("required")
    refused = Form.on(form.client, form.send(DRAG))
    assert refused.texts(".field .field-error") == ["Enter the address your result should go to."]
    assert refused.send({"contact.email": "rosa@example.com"}).status_code == 303


def test_where_no_contact_is_wanted_none_is_asked_for_and_none_is_kept(opened):
    publish(contact=ContactPolicy.NONE)
    form = opened("drag")
    assert not form.named("contact.email")
    assert not form.named("consent.follow_up")
    assert form.send(DRAG | ROSA | {"consent.follow_up": "yes"}).status_code == 303
    assert Submission.objects.get().email == ""


def test_a_form_opened_before_a_new_publication_is_judged_by_what_it_showed(opened, house):
    form = opened()
    old = house.current_rubric
    load_assessment(make.COMPASS | {"questions": make.COMPASS["questions"][:2]}, publish=True)
    assert form.send(TO_EXECUTIVE | {"answers.note": "Kept."}).status_code == 303
    stored = Submission.objects.get()
    assert (stored.rubric, stored.answers["note"]) == (old, "Kept.")


def test_a_form_opened_before_the_assessment_was_taken_down_is_still_taken(opened, house):
    form = opened()
    house.unpublish()
    assert form.send(TO_EXECUTIVE).status_code == 303


@pytest.mark.parametrize("slug", ["nowhere", "draft"])
def test_what_is_not_published_is_not_found(client, house, slug):
    load_assessment(RUBRIC.to_document() | {"slug": "draft"}, publish=False)
    assert client.get(f"/assessments/{slug}/").status_code == 404
    assert client.post(f"/assessments/{slug}/", {}).status_code == 404


def test_no_cookie_is_needed_and_none_stays(opened, house):
    form = opened()
    form.client = Client(enforce_csrf_checks=True)
    assert form.send(TO_EXECUTIVE).status_code == 303
    assert not [cookie for cookie in form.client.cookies.values() if cookie.value]


def test_nothing_runs_and_nothing_is_styled_inside_the_page(client, house):
    page = soup(client.get("/assessments/compass/"))
    assert not page.select("script:not([src]), style, [style], [onclick], [onsubmit]")


def test_a_browser_may_go_back_to_the_page_and_nobody_else_may_keep_it(client, house):
    kept = client.get("/assessments/compass/")["Cache-Control"]
    assert set(kept.split(", ")) == {"private", "max-age=0"}


def test_the_page_asks_the_database_once_for_itself(client, house, django_assert_max_num_queries):
    client.get("/assessments/compass/")
    with django_assert_max_num_queries(4):  # the rubric; the site, its menu, its words
        client.get("/assessments/compass/")
