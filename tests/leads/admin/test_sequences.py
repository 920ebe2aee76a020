"""Editors write sequences, see their mails as readers get them, and send themselves a test."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from leads import throttle
from leads.models import Delivery, Enrolment, Lane, Lead, PublishedSequence, Sequence, StepRecord
from tests import make
from tests.leads.admin.conftest import LogIn
from tests.leads.admin.test_access import is_open

SEQUENCE = "wagtailsnippets_leads_sequence"

WORDS = "<p>For {{ name|you }}.</p>"

type Posted = dict[str, Any]


@pytest.fixture
def edith(log_in: LogIn) -> Client:
    client = log_in("edith")
    User.objects.filter(username="edith").update(email="edith@example.com")
    return client


def the_sequence() -> Sequence:
    return Sequence.objects.get(title="After executive-advisory")


def url(view: str, *args: Any) -> str:
    return reverse(f"{SEQUENCE}:{view}", args=args or [the_sequence().pk])


def form(
    *, subject: str = "A letter, {{ first_name|reader }}", words: str = WORDS,
    action: str = "action-publish", lanes: list[str] | None = None, conditions: Any = (),
    body: Any = None, **step: Any,
) -> Posted:  # fmt: skip
    """What the form of a sequence with one step sends."""
    keys = ["executive-advisory"] if lanes is None else lanes
    letter = {
        "key": "", "subject": subject, "opening": "", "wait": "2", "unit": "days",
        "opens": "09:00", "closes": "11:30", "match": "all",
        "conditions": streamfield(conditions),
        "body": streamfield(body or [("text", rich_text(words, features=["bold", "link"]))]),
        **step,
    }  # fmt: skip
    sent = {
        "title": "After executive-advisory",
        "entry": "routed", "priority": "3", "again": "on",
        "steps": streamfield([("step", letter)]),
    }  # fmt: skip
    lanes_sent = [Lane.objects.get(key=key).pk for key in keys]
    several = {"lanes": lanes_sent, "steps-0-value-days": ["1", "3"]}
    return nested_form_data(sent) | several | {action: "1"}


def test_an_editor_publishes_a_sequence_as_a_version_of_its_own(edith: Client) -> None:
    conditions = [
        ("event", {"holds": "no", "event": "won"}),
        ("lane", {"holds": "yes", "lanes": {"count": "1", "0-deleted": "", "0-order": "0",
                                            "0-type": "item", "0-id": "",
                                            "0-value": Lane.objects.get(key="book").pk}}),
    ]  # fmt: skip
    assert edith.post(url("edit"), form(conditions=conditions)).status_code == 302
    version = the_sequence().current_version
    assert version.version == 2
    assert version.document["again"]
    assert version.document["lanes"] == ["executive-advisory"]
    [step] = version.document["steps"]
    assert step["key"].startswith("a-letter"), "made of the subject"
    assert step["wait"] == {"amount": 2}
    assert step["window"] == {"opens": 540, "closes": 690, "days": [1, 3]}
    assert step["conditions"] == [{"event": "won", "holds": False}, {"lane": ["book"]}]
    assert PublishedSequence.objects.filter(sequence=the_sequence()).count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "Hello {{ frist_name|you }}"},
        {"words": "<p>Hello {{ frist_name|you }}</p>"},
        {"body": [("quote", {"words": "{{ frist_name|x }}", "who": ""})]},
        {"body": [("button", {"words": "{{ frist_name|x }}", "leads_to": "offer"})]},
    ],
)
@pytest.mark.parametrize("action", ["action-publish", "action-save"])
def test_an_unknown_field_is_refused_at_save_with_those_there_are(
    edith: Client, wrong: Posted, action: str
) -> None:
    answer = edith.post(url("edit"), form(action=action, **wrong))
    assert answer.status_code == 200
    page = answer.content.decode().replace("\\u201c", "“").replace("\\u201d", "”")
    assert "There is no field “frist_name”. There are: first_name, name, company" in page
    assert the_sequence().current_version.version == 1


def test_a_draft_may_hold_half_a_field_and_a_publication_may_not(edith: Client) -> None:
    half = {"subject": "Hello {{ first_name"}
    assert edith.post(url("edit"), form(action="action-save", **half)).status_code == 302
    answer = edith.post(url("edit"), form(**half))
    assert "A field is written {{ name }}" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lanes": []}, "Choose at least one lane."),
        ({"opens": "12:00"}, "The hours must end after they begin"),
        ({"subject": "{{ first_name }}"}, "Say what stands there then"),
        ({"words": '<p><a href="https://x.example/{{ lane }}">x</a></p>'}, "address of a link"),
        ({"body": [("button", {"words": "Go", "leads_to": "address", "address": ""})]},
         "Say where the button leads."),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_not_published_and_says_where(
    edith: Client, wrong: Posted, said: str
) -> None:
    answer = edith.post(url("edit"), form(**wrong))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert the_sequence().current_version.version == 1


def test_a_sequence_is_copied_previewed_and_seen_by_step(edith: Client) -> None:
    copied = edith.get(url("copy")).content.decode()
    assert "Copy of After executive-advisory" in copied
    preview = url("preview_on_edit")
    edith.post(preview, form(subject="Dear {{ first_name|reader }}"))
    shown = edith.get(f"{preview}?mode=0").content.decode()
    assert "Dear Rosa" in shown
    assert "For Rosa Almeida." in shown


@pytest.mark.parametrize("name", ["nobody", "ada", "edith", "otto"])
def test_who_may_open_the_pages_of_a_sequence(name: str, log_in: LogIn) -> None:
    client = Client() if name == "nobody" else log_in(name)
    shown = {view: is_open(client, url(view)) for view in ("edit", "letters", "figures")}
    assert shown == {
        "edit": name == "edith",
        "letters": name in ("edith", "otto"),
        "figures": name in ("edith", "otto"),
    }


@pytest.fixture
def rosa(house: Any) -> Lead:
    make.route(make.TO_EXECUTIVE, follow_up=True)
    return Lead.objects.get()


def test_a_mail_is_shown_as_a_past_lead_would_get_it_to_who_may_see_the_lead(
    log_in: LogIn, rosa: Lead, django_assert_max_num_queries: Any
) -> None:
    otto, edith = log_in("otto"), log_in("edith")
    as_rosa = f"{url('letters')}?lead={rosa.pk}"
    Lead.objects.update(name="Rosalind Almeida")
    rosa.submissions.update(name="Rosalind Almeida")
    with django_assert_max_num_queries(24):
        page = otto.get(as_rosa).content.decode()
    assert "Hello Rosalind," in page
    assert "/unsubscribe/" not in page  # whoever looks must not stop her mail
    page = edith.get(as_rosa).content.decode()
    assert "Hello Rosa," in page  # made up
    assert "Rosalind" not in page
    assert "none that you may see" in page


def test_a_test_goes_to_ones_own_address_and_into_no_ledger(
    edith: Client, rosa: Lead, settings: Any
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    before = Delivery.objects.count()
    assert edith.get(url("letters")).status_code == 200
    assert mail.outbox == []
    answer = edith.post(f"{url('letters')}?lead={rosa.pk}", {"to": "x@example.com"}, follow=True)
    assert "A test is on its way to edith@example.com." in answer.content.decode()
    [sent] = mail.outbox
    assert sent.to == ["edith@example.com"]
    assert sent.subject.startswith("[Test] ")
    assert sent.body.startswith("This is a test.")
    assert Delivery.objects.count() == before
    assert not StepRecord.objects.exists()


def test_tests_are_counted(edith: Client, settings: Any, monkeypatch: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    throttle.limiter.storage.reset()
    monkeypatch.setattr("leads.views.admin.letters.TESTS", "2/hour")
    pages = [edith.post(url("letters"), follow=True).content.decode() for _ in range(3)]
    assert "That was many tests." in pages[2]
    assert len(mail.outbox) == 2
    throttle.limiter.storage.reset()


def test_a_lead_shows_what_they_had_and_what_is_planned(
    log_in: LogIn, rosa: Lead, django_assert_max_num_queries: Any
) -> None:
    make.make_sequence(
        {"key": "a", "subject": "Alpha"}, {"key": "b", "subject": "Beta"},
        lane="executive-advisory", title="Two",
    )  # fmt: skip
    make.route(make.TO_EXECUTIVE, follow_up=True)
    make.let_steps_come()
    otto = log_in("otto")
    page = reverse("leads_lead:inspect", args=[rosa.pk])
    otto.get(page)
    with django_assert_max_num_queries(40):
        shown = otto.get(page).content.decode()
    for part in ("Alpha", "Beta", "Planned", "had every step", "Put in or take out"):
        assert part in shown, part
    assert "Put in or take out" not in log_in("cleo").get(page).content.decode()


def test_an_operator_takes_a_reader_out_and_puts_them_in(log_in: LogIn, rosa: Lead) -> None:
    otto, page = log_in("otto"), reverse("leads_lead:follow_up", args=[rosa.pk])
    enrolment = Enrolment.objects.get()
    assert "Take out of After executive-advisory" in otto.get(page).content.decode()
    assert Enrolment.objects.running().count() == 1  # a GET shows
    otto.post(page, {"do": "leave", "enrolment": enrolment.pk})
    assert not Enrolment.objects.running().exists()
    otto.post(page, {"do": "enter", "sequence": the_sequence().pk})
    assert Enrolment.objects.running().get().entered_by.username == "otto"
    otto.post(page, {"do": "replied"})
    assert not Enrolment.objects.running().exists()
    rosa.refresh_from_db()
    assert rosa.replied_at
    for nonsense in ({}, {"do": "leave", "enrolment": "x"}, {"do": "enter", "sequence": "9" * 30}):
        assert otto.post(page, nonsense).status_code in (302, 404)
    assert log_in("cleo").get(page).status_code in (302, 404)


def test_a_sequence_shows_what_became_of_each_step(
    log_in: LogIn, rosa: Lead, django_assert_max_num_queries: Any
) -> None:
    make.let_steps_come()
    make.route(make.TO_EXECUTIVE, follow_up=True, contact=make.SAM)
    otto = log_in("otto")
    otto.get(url("figures"))
    with django_assert_max_num_queries(22):
        page = otto.get(url("figures"))
    [step] = page.context["steps"]
    assert (step.sent, step.skipped, step.waiting, step.left) == (1, 0, 1, 0)
    assert page.context["endings"] == [("had every step", 1)]


def test_a_published_sequence_is_never_deleted(log_in: LogIn) -> None:
    root = log_in("root")
    root.post(url("delete"))
    assert the_sequence()
    assert not ModelLogEntry.objects.filter(action="wagtail.delete").exists()
