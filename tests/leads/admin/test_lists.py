"""Lists find what is asked for, and cost the same however long they are."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leads.models import (
    Assignment,
    Decision,
    Delivery,
    InboundMessage,
    Lane,
    Lead,
    OutboxMessage,
    Submission,
    Suppression,
    TrackingEvent,
)
from leads.models.tokens import address_hash
from tests import make
from tests.leads.admin.conftest import LogIn, dead_letter
from tests.leads.admin.test_access import RECEIPTS

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def rows(client: Client, model: str, **query: str) -> list[Any]:
    response = client.get(reverse(f"leads_{model}:index"), query)
    assert response.status_code == 200
    return list(response.context["object_list"])


def only_row(client: Client, model: str, **query: str) -> Any:
    (row,) = rows(client, model, **query)
    return row


# --- cost -----------------------------------------------------------------------------------------


def populate(count: int) -> None:
    """Readers with one receipt of each kind."""
    for _ in range(count):
        name = uuid.uuid4().hex[:12]
        contact = {"email": f"{name}@example.com", "name": name, "company": "C", "role": "R"}
        submission = make.submit(make.TO_INDIVIDUAL, contact=contact, follow_up=True)
        dead_letter(str(uuid.uuid4()))
        TrackingEvent.objects.create(event_key=name, event_type="opened", service="postmark")
        InboundMessage.objects.create(event_key=name, service="postmark")
        Suppression.objects.create(address_hash=name, reason="complaint")
        assert submission.pk
    make.work_through("pipeline")


def costs(client: Client) -> dict[str, int]:
    """Queries of each list, every one of them full."""
    found = {}
    for model in RECEIPTS:
        with CaptureQueriesContext(connection) as queries:
            assert len(rows(client, model)) == 50
        found[model] = len(queries)
    return found


def test_a_list_of_a_hundred_costs_what_fifty_cost(log_in: LogIn) -> None:
    client = log_in("otto")
    populate(50)
    costs(client)  # content types and the like are kept from now on
    of_fifty = costs(client)
    populate(50)
    assert costs(client) == of_fifty
    assert max(of_fifty.values()) <= 20


def test_an_advisors_own_list_costs_no_more(log_in: LogIn) -> None:
    client = log_in("ada")
    populate(10)
    rows(client, "lead")
    with CaptureQueriesContext(connection) as queries:
        assert rows(client, "lead")
    assert len(queries) <= 20


@pytest.mark.parametrize(
    "url",
    [
        "leads_advisor:index",
        "wagtailsnippets_leads_lane:list",
        "wagtailsnippets_leads_routingpolicy:list",
    ],
)
def test_lists_of_what_is_edited_cost_little_too(url: str, log_in: LogIn) -> None:
    client = log_in("root")
    client.get(reverse(url))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(url)).status_code == 200
    assert len(queries) <= 20


# --- search ---------------------------------------------------------------------------------------

SEARCHES = {
    "lead": ["rosa@example.com", "ROSA@", "rosa", "Northquay", "northquay fr"],
    "submission": ["rosa@example.com", "Rosa A", "Northquay", "{submission}"],
    "decision": ["rosa@", "Northquay", "{submission}"],
    "assignment": ["rosa@", "Northquay", "Rosa"],
    "delivery": ["rosa@example.com", "{delivery}", "{submission}"],
    "trackingevent": ["{delivery}", "service-id-1", "rosa@example.com"],
    "suppression": ["sam@example.com", " SAM@example.com "],
    "outboxmessage": ["00000000-0000-4000-8000-000000000001", "00000000"],
    "inboundmessage": ["ada@example.com", " ADA@"],
}


@pytest.mark.parametrize("model", RECEIPTS)
def test_a_receipt_is_found(model: str, otto: Client, receipts: dict[str, Any]) -> None:
    Delivery.objects.exclude(kind="result").update(submission=make.submit(contact=None))
    TrackingEvent.objects.update(
        service_message_id="service-id-1", address_hash=address_hash("rosa@example.com")
    )
    ids = {"submission": receipts["submission"].pk, "delivery": receipts["delivery"].pk}
    for query in SEARCHES[model]:
        assert receipts[model] in rows(otto, model, q=query.format(**ids)), query


@pytest.mark.parametrize(
    "query", ["osa@example.com", "lmeida", "Northfoo", "' OR 1=1 --", "%", "_"]
)
def test_what_was_never_there_is_not_found(
    query: str, otto: Client, receipts: dict[str, Any]
) -> None:
    found = {model: rows(otto, model, q=query) for model in RECEIPTS}
    assert not any(found.values()), found


def test_a_search_does_not_reach_beyond_an_advisors_own(
    log_in: LogIn, receipts: dict[str, Any]
) -> None:
    assert rows(log_in("ada"), "lead", q="rosa@example.com") == []
    assert only_row(log_in("cleo"), "lead", q="rosa@example.com") == receipts["lead"]


# --- filters --------------------------------------------------------------------------------------


@pytest.fixture
def mixed(receipts: dict[str, Any]) -> dict[str, Any]:
    """Rosa to Cleo on Tuesday; Sam to the book and a robot a week before."""
    week_before = make.NOW - timedelta(days=7)
    make.route(make.TO_BOOK, contact=make.SAM, now=week_before)
    make.route(make.TO_BOOK, contact=None, flag="too quick", now=week_before)
    Lead.objects.filter(email="sam@example.com").update(created_at=week_before)
    return receipts


def lane(key: str) -> str:
    return str(Lane.objects.get(key=key).pk)


def test_submissions_are_narrowed_by_lane_status_and_date(
    otto: Client, mixed: dict[str, Any]
) -> None:
    rosa = mixed["submission"]
    assert only_row(otto, "submission", lane=lane("executive-advisory")) == rosa
    assert only_row(otto, "submission", submitted_at_from="2026-11-24") == rosa
    assert len(rows(otto, "submission", submitted_at_to="2026-11-20")) == 2
    assert rows(otto, "submission", status="submitted") == []
    assert only_row(otto, "submission", flagged="true").flag == "too quick"
    assert only_row(otto, "submission", with_address="false").email == ""


def test_leads_are_narrowed_by_lane_and_date(otto: Client, mixed: dict[str, Any]) -> None:
    rosa = mixed["lead"]
    assert only_row(otto, "lead", lane=lane("executive-advisory")) == rosa
    assert only_row(otto, "lead", lane=lane("book")).email == "sam@example.com"
    assert only_row(otto, "lead", created_at_to="2026-11-20").email == "sam@example.com"


def test_decisions_are_narrowed_by_lane_rule_and_date(otto: Client, mixed: dict[str, Any]) -> None:
    rosa = mixed["decision"]
    assert only_row(otto, "decision", lane=lane("executive-advisory")) == rosa
    assert only_row(otto, "decision", fallback="false") == rosa
    assert len(rows(otto, "decision", fallback="true")) == 2
    assert len(rows(otto, "decision", decided_at_from="2020-01-01")) == 3


def test_assignments_are_narrowed_by_lane_and_advisor(otto: Client, mixed: dict[str, Any]) -> None:
    cleo = mixed["assignment"].advisor
    assert only_row(otto, "assignment", advisor=str(cleo.pk)) == mixed["assignment"]
    assert rows(otto, "assignment", lane=lane("book")) == []


def test_deliveries_are_narrowed_by_kind_status_and_doubt(
    otto: Client, mixed: dict[str, Any]
) -> None:
    assert only_row(otto, "delivery", kind="lead_brief").to_address == "cleo@example.com"
    assert len(rows(otto, "delivery", status="queued")) == Delivery.objects.count()
    assert rows(otto, "delivery", status="sent") == []
    Delivery.objects.filter(pk=mixed["delivery"].pk).update(ambiguities=1)
    assert only_row(otto, "delivery", doubtful="true") == mixed["delivery"]


def test_dead_letters_are_narrowed_by_topic(otto: Client, mixed: dict[str, Any]) -> None:
    assert only_row(otto, "outboxmessage", topic="submission.accepted") == mixed["outboxmessage"]
    assert rows(otto, "outboxmessage", topic="delivery.planned") == []


def test_only_what_is_dead_is_a_dead_letter(otto: Client, receipts: dict[str, Any]) -> None:
    assert OutboxMessage.objects.count() > 1
    assert only_row(otto, "outboxmessage") == receipts["outboxmessage"]


def test_suppressions_and_events_are_narrowed(otto: Client, receipts: dict[str, Any]) -> None:
    assert only_row(otto, "suppression", reason="complaint") == receipts["suppression"]
    assert rows(otto, "suppression", reason="hard_bounce") == []
    assert only_row(otto, "trackingevent", event_type="delivered") == receipts["trackingevent"]


def test_nonsense_in_a_filter_is_no_error(otto: Client, receipts: dict[str, Any]) -> None:
    names = ("lane", "status", "kind", "topic", "p", "ordering", "export", "flagged")
    for model in RECEIPTS:
        assert receipts[model] in rows(otto, model, **dict.fromkeys(names, "nonsense"))


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_only_leads_are_exported(format_: str, otto: Client, receipts: dict[str, Any]) -> None:
    for model in RECEIPTS:
        response = otto.get(reverse(f"leads_{model}:index"), {"export": format_})
        is_page = response["Content-Type"].startswith("text/html")
        assert is_page == (model != "lead"), model


def test_newest_comes_first(otto: Client, mixed: dict[str, Any]) -> None:
    assert rows(otto, "submission")[0] == Submission.objects.order_by("-submitted_at")[0]
    assert rows(otto, "decision")[0] == Decision.objects.order_by("-decided_at")[0]
    assert rows(otto, "assignment")[0] == Assignment.objects.order_by("-created_at")[0]


def test_an_empty_list_says_so(otto: Client) -> None:
    page = otto.get(reverse("leads_outboxmessage:index")).content.decode()
    assert "Nothing was given up. All work is done, or still being tried." in page
    page = otto.get(reverse("leads_lead:index")).content.decode()
    assert "There are no leads to display." in page
