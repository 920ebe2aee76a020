"""Step by step: nothing typed is lost, whatever happens on the way."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from leads.actions.drafts import expire_draft
from leads.actions.retention import erase_submission
from leads.models import Draft, OutboxMessage, Submission
from leads.outbox import Claimed
from tests import make
from tests.api.conftest import database_raising
from tests.leads.reading.browser import Form, soup
from tests.leads.reading.ways import START, WAY, follow, legends, publish, single, to_contact

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_one_question_at_a_time_leads_to_the_result(client, way):
    form = Form.opened(client, START)
    assert legends(form) == ["Is it late?"]
    form = follow(form, {"answers.late": "no"})
    assert legends(form) == ["Where do the hours go?"]  # what “no” hides is skipped
    form = follow(form, {"answers.week.status": "30", "answers.week.leading": "10"})
    form = follow(form, {"answers.note": "Depots."})
    assert form.texts("button")[0] == "See my result"
    answer = form.send({"contact.email": "rosa@example.com"})
    stored = Submission.objects.get()
    assert answer["Location"] == f"/results/{stored.result_token}/"
    assert stored.answers == {
        "late": "no",
        "week": {"status": 30, "leading": 10},
        "note": "Depots.",
    }
    assert (stored.email, stored.flag) == ("rosa@example.com", "")


def test_a_section_at_a_time_asks_once_more_where_an_answer_opens_a_question(client, house):
    publish(pacing="section")
    form = Form.opened(client, START)
    assert legends(form) == ["Is it late?"]
    form = follow(form, {"answers.late": "yes"})
    assert legends(form) == ["Is it late?", "Is it deep?"]
    assert form.values["answers.late"] == ["yes"]
    form = follow(form, {"answers.deep": "no"})
    assert legends(form) == ["Where do the hours go?", "What else? optional"]


def test_contact_comes_first_where_the_assessment_says_so(client, house):
    publish(contact="required", contact_first=True)
    form = Form.opened(client, START)
    assert form.named("contact.email")
    refused = form.send()
    assert refused.status_code == 422
    form = follow(Form.on(client, refused), {"contact.email": "rosa@example.com"})
    assert legends(form) == ["Is it late?"]


def test_back_loses_nothing_not_even_what_is_wrong(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    back = follow(form, {"answers.week.status": "lots", "go": "back"})
    assert back.values["answers.late"] == ["no"]
    again = follow(back)
    assert again.values["answers.week.status"] == "lots"
    refused = again.send({"answers.week.status": "39"})
    assert refused.status_code == 422
    assert Form.on(client, refused).texts(".share-sum output") == ["39"]


def test_what_a_changed_answer_hides_is_not_scored_and_is_there_when_it_is_shown_again(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "yes"})
    form = follow(form, {"answers.deep": "yes"})
    first = follow(follow(form, {"go": "back"}), {"go": "back"})
    form = follow(first, {"answers.late": "no"})
    assert legends(form) == ["Where do the hours go?"]
    assert Draft.objects.get().answers["deep"] == "yes"
    back = follow(form, {"go": "back"})
    form = follow(back, {"answers.late": "yes"})
    assert form.values["answers.deep"] == ["yes"]
    back = follow(form, {"go": "back"})
    form = follow(back, {"answers.late": "no"})
    form = follow(form, {"answers.week.other": "40"})
    follow(form).send()
    assert "deep" not in Submission.objects.get().answers


def test_a_refused_step_is_kept_too_so_a_crash_costs_nothing(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    assert form.send({"answers.week.status": "12"}).status_code == 422
    client.get(START)  # the browser comes back without the page it had
    form = Form.on(client, client.get(form.action))
    assert form.values["answers.week.status"] == "12"


def test_the_same_first_step_twice_is_one_draft(client, way):
    form = Form.opened(client, START).fill({"answers.late": "no"})
    assert form.send()["Location"] == form.send()["Location"]
    assert Draft.objects.count() == 1


def test_the_last_step_twice_is_one_submission_and_one_result(client, way):
    form = to_contact(client)
    first, second = form.send(), form.send()
    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1
    assert OutboxMessage.objects.filter(topic="submission.accepted").count() == 1


def test_a_step_sent_while_the_database_is_away_is_sent_again_from_the_page(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    with database_raising(OperationalError("away")):
        answer = form.send({"answers.week.status": "40"})
    assert (answer.status_code, answer["Referrer-Policy"]) == (503, "no-referrer")
    assert legends(follow(Form.on(client, answer))) == ["What else? optional"]


def test_a_republished_assessment_changes_nothing_for_who_has_begun(client, way):
    form = to_contact(client)
    old = way.current_rubric
    publish(questions=WAY["questions"][:1])
    assert form.send().status_code == 303
    assert Submission.objects.get().rubric == old


def test_a_step_missed_by_address_is_led_to_and_says_what_is_wrong(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    last = form.action.replace("/3/", "/5/")
    answer = Form.on(client, client.get(last)).send()
    assert answer.status_code == 303
    page = Form.on(client, client.get(answer["Location"]))
    assert page.texts(".field-error") == ["Please answer this question."]
    assert not Submission.objects.exists()


def test_progress_and_time_are_said_and_time_never_grows_without_a_branch(client, way):
    form = Form.opened(client, START)
    assert form.texts("#progress") == ["Question 1 of 3 · about 4 minutes left"]
    form = follow(form, {"answers.late": "no"})
    assert form.texts("#progress") == ["Question 2 of 3 · about 3 minutes left"]
    (bar,) = form.page.select("progress")
    assert (bar["value"], bar["max"], bar["aria-labelledby"]) == ("1", "3", "progress")
    assert to_contact(Client()).texts("#progress") == ["Last step · less than a minute left"]


def test_the_same_browser_is_offered_to_carry_on_and_another_is_not(client, way):
    follow(Form.opened(client, START), {"answers.late": "no"})
    cookie = client.cookies["draft"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (START, True, "Lax")
    (link,) = soup(client.get(START)).select(".carry-on a")
    carried = client.get(link["href"], follow=True)
    assert legends(Form.on(client, carried)) == ["Where do the hours go?"]
    assert not soup(Client().get(START)).select(".carry-on")


def test_without_cookies_the_address_alone_is_enough(client, way):
    form = Form.opened(Client(enforce_csrf_checks=True), START)
    for values in ({"answers.late": "no"}, {"answers.week.other": "40"}, {}):
        answer = form.send(values)
        form = Form.on(Client(enforce_csrf_checks=True), Client().get(answer["Location"]))
    assert form.send().status_code == 303
    assert Submission.objects.exists()


def test_the_submission_has_the_answers_and_the_draft_none(client, way):
    form = to_contact(client)
    form.send({"contact.email": "rosa@example.com"})
    draft = Draft.objects.get()
    assert (draft.answers, draft.contact, draft.pk) == ({}, {}, Submission.objects.get().pk)
    assert client.cookies["draft"].value == ""


def test_a_finished_draft_leads_to_the_result_for_an_hour_and_then_says_where_it_is(client, way):
    form = to_contact(client)
    result = form.send()["Location"]
    assert result in client.get(form.action).content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        page = client.get(form.action)
        assert form.send()["Location"] == f"/assessments/way/{Draft.objects.get().token}/"
    assert page.status_code == 200
    assert result not in page.content.decode()
    assert "You have finished this one" in page.content.decode()


def test_a_wrong_and_an_expired_link_are_answered_alike(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    wrong = client.get(f"{START}{'A' * 22}/3/")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        expired = client.get(form.action)
    assert wrong.status_code == expired.status_code == 404
    assert wrong.content == expired.content
    assert soup(wrong).select(f"a[href='{START}']")


def test_a_draft_is_kept_by_no_cache_followed_by_nobody_and_in_no_log(client, way, caplog):
    caplog.set_level(logging.DEBUG)
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    token = Draft.objects.get().token
    base = f"{START}{token}/"
    for path in (base, f"{base}later/", form.action, f"{base}99/"):
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        client.put(path)
    assert token not in caplog.text


def test_a_get_changes_nothing(client, way):
    form = to_contact(client)
    before = Draft.objects.values().get()
    base = f"{START}{Draft.objects.get().token}/"
    for path in (START, base, f"{base}later/", form.action, f"{base}1/", f"{base}3/?check=yes"):
        client.get(path)
    assert Draft.objects.values().get() == before


def test_a_draft_nobody_carries_on_is_deleted_in_its_time(client, way):
    follow(Form.opened(client, START), {"answers.late": "no"})
    owed = OutboxMessage.objects.get(topic="draft.begun")
    work = Claimed(owed.pk, owed.topic, owed.key, make.uuid.uuid4(), 1)
    OutboxMessage.objects.filter(pk=owed.pk).update(token=work.token)
    now = timezone.now()
    expire_draft(work, now + timedelta(days=29))
    assert Draft.objects.exists()
    OutboxMessage.objects.filter(pk=owed.pk).update(token=work.token)
    expire_draft(work, now + timedelta(days=31))
    assert not Draft.objects.exists()
    owed.refresh_from_db()
    assert owed.done_at


def test_who_deletes_their_result_deletes_the_draft_of_it(client, way):
    to_contact(client).send()
    erase_submission(Submission.objects.get(), now=timezone.now())
    assert not Draft.objects.exists()


def test_shuffled_choices_stay_in_one_order_for_one_draft(client, house):
    many = [{"key": f"c{n}", "label": f"C{n}", "points": {"drag": n % 2}} for n in range(12)]
    publish(questions=[single("late"), single("mixed", shuffled=True, choices=many)])
    orders = []
    for _ in range(3):
        form = follow(Form.opened(client, START), {"answers.late": "no"})
        seen = [radio["value"] for radio in form.named("answers.mixed")]
        again = Form.on(client, client.get(form.action))
        assert [radio["value"] for radio in again.named("answers.mixed")] == seen
        assert sorted(seen) == sorted(choice["key"] for choice in many)
        orders.append(tuple(seen))
    assert len(set(orders)) > 1


def test_what_a_database_cannot_keep_is_dropped_on_the_way_back(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    form = follow(form, {"answers.week.other": "40"})
    assert follow(form, {"answers.note": "nul\0", "go": "back"}).values["answers.week.other"]
    assert Draft.objects.get().answers["note"] == "nul"


def test_the_trap_on_any_step_flags_what_is_sent(client, way):
    form = follow(Form.opened(client, START), {"answers.late": "no", "comment": "watches"})
    form = follow(form, {"answers.week.other": "40"})
    follow(form).send()
    assert Submission.objects.get().flag == "trap filled"


def test_time_counts_from_the_first_step(client, way):
    form = follow(Form.opened(client, START, ago=timedelta(seconds=1)), {"answers.late": "no"})
    form = follow(form, {"answers.week.other": "40"})
    follow(form).send()
    assert Submission.objects.get().flag == "too quick"


def test_a_step_asks_the_database_little(client, way, django_assert_max_num_queries):
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    client.get(form.action)
    with django_assert_max_num_queries(4):  # the draft with its rubric; the frame
        client.get(form.action)
    with django_assert_max_num_queries(8):  # found, locked, counted, kept; three savepoints
        form.send({"answers.week.other": "40"})


def test_javascript_is_asked_for_only_where_it_says_something(client, way):
    form = Form.opened(client, START)
    assert not form.page.select("script")
    form = follow(form, {"answers.late": "no"})
    assert [tag["type"] for tag in form.page.select("script")] == ["module"]
