"""An advisor who logs in sees their own leads only: every address of ours, own and foreign rows.

What is open to an advisor is listed here; whatever is not listed has to be closed. An address that
is new is in neither list of test_access.py and fails there, and is tried here without being named.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import APIToken

from cms.api import api
from leads.actions.assignments import accept_assignment
from leads.domain.actors import Actor
from leads.models import (
    Advisor,
    Alert,
    Assignment,
    Decision,
    Delivery,
    InboundMessage,
    Lane,
    Lead,
    LeadEvent,
    OutboxMessage,
    RoutingPolicy,
    Sequence,
    Submission,
    Suppression,
    TrackingEvent,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from leads.models.tokens import address_hash
from leads.views.admin.receipts import page_of
from tests import make
from tests.leads.admin.conftest import LogIn, dead_letter

pytestmark = pytest.mark.django_db

OWN, FOREIGN = "sam", "rosa"  # Sam is Ada's, Rosa is Cleo's
NAMED = ("Rosa", "rosa@", "Northquay")
LISTS = {("leads_lead", "index"), ("leads_lead", "index_results")} | {
    ("leads_assignment", "index"),
    ("leads_assignment", "index_results"),
}
# Of a row: open for an advisor's own, closed for anybody else's.
OPEN = LISTS | {
    *(("leads_lead", name) for name in ("inspect", "note", "outcome", "snooze")),
    *(
        ("leads_assignment", name)
        for name in ("inspect", "accept", "decline", "postpone", "give_back")
    ),
}
# Wagtail opens its choosers to whoever is in the admin; they name lanes and sequences, never leads.
ABOUT_NOBODY = {
    *(
        (f"wagtailsnippetchoosers_leads_{model}", name)
        for model in ("lane", "sequence", "routingpolicy")
        for name in ("choose", "choose_results", "chosen", "chosen_multiple")
    ),
    ("wagtailsnippets_leads_routingpolicy", "confirm_workflow_cancellation"),
    ("wagtailsnippets_leads_sequence", "confirm_workflow_cancellation"),
}
SHOWN = LISTS | ABOUT_NOBODY
# Of the admin and not of one of our namespaces; the first two are ours.
ELSEWHERE = [
    "leads_import",
    "leads_mail_samples",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_home",
]


@dataclass(frozen=True)
class Address:
    namespace: str
    name: str
    takes: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return (self.namespace, self.name)

    def url(self, row: Any) -> str | None:
        values = {name: row.pk if name in ("pk", "object_id") else 1 for name in self.takes}
        try:
            return reverse(f"{self.namespace}:{self.name}", kwargs=values)
        except NoReverseMatch:
            return None


def addresses(
    patterns: Any = None, namespace: str = "", takes: tuple[str, ...] = ()
) -> Iterator[Address]:
    for each in patterns or get_resolver().url_patterns:
        taken = (*takes, *each.pattern.converters)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, each.namespace or namespace, taken)
        elif isinstance(each, URLPattern) and each.name and "leads_" in namespace:
            yield Address(namespace, each.name, taken)


@pytest.fixture
def ada(log_in: LogIn) -> Client:
    return log_in("ada")


def rows_of(submission: Submission, name: str) -> dict[str, Any]:
    """A row of each kind about this reader, by the model's name."""
    turn = Assignment.objects.get(decision__submission=submission)
    delivery = submission.deliveries.get(kind="result")
    endpoint, _ = WebhookEndpoint.objects.get_or_create(
        name="CRM", url="https://crm.example.com/", defaults={"events": []}
    )
    event = WebhookEvent.objects.create(
        event="lead.created", key=name, lead=submission.lead, happened_at=make.NOW, payload={}
    )
    return {
        "lead": submission.lead,
        "submission": submission,
        "decision": Decision.objects.get(submission=submission),
        "assignment": turn,
        "delivery": delivery,
        "trackingevent": TrackingEvent.objects.create(event_key=name, delivery=delivery),
        "suppression": Suppression.objects.create(
            address_hash=address_hash(name), reason="complaint"
        ),
        "outboxmessage": dead_letter(f"{name}"),
        "inboundmessage": InboundMessage.objects.create(
            event_key=name, assignment=turn, from_address="ada@example.com", text=f"About {name}"
        ),
        "alert": Alert.objects.create(key=name, subject="Something", text="Look."),
        "webhookendpoint": endpoint,
        "webhookdelivery": WebhookDelivery.objects.create(endpoint=endpoint, event=event, number=1)
        if not WebhookDelivery.objects.filter(endpoint=endpoint).exists()
        else WebhookDelivery.objects.first(),
    }


@pytest.fixture
def rows(house: Any) -> dict[str, dict[str, Any]]:
    kept = {
        "lane": Lane.objects.get(key="individual-advisory"),
        "advisor": Advisor.objects.get(name="Ada"),
        "routingpolicy": RoutingPolicy.objects.first(),
        "sequence": Sequence.objects.first() or Lane.objects.first(),
    }
    for advisor, balance in (("Ada", 1), ("Ben", -1)):
        Advisor.objects.get(name=advisor).memberships.update(balance=balance)
    own = make.route(make.TO_INDIVIDUAL, contact=make.SAM)
    foreign = make.route(make.TO_EXECUTIVE, contact=make.ROSA)
    assert Assignment.objects.get(decision__submission=own).advisor.name == "Ada"
    return {OWN: rows_of(own, OWN) | kept, FOREIGN: rows_of(foreign, FOREIGN) | kept}


def row_of(address: Address, rows: dict[str, Any]) -> Any:
    """Of proof pages the policy, of everything else the model the namespace ends with."""
    model = address.namespace.rpartition("leads_")[2]
    return rows["routingpolicy" if model == "proof" else model]


def happened() -> tuple[Any, ...]:
    """What an advisor could have changed."""
    return (
        list(Assignment.objects.order_by("pk").values_list("state", "postponements")),
        list(Lead.objects.order_by("pk").values_list("outcome", "snoozed_until", "erased_at")),
        LeadEvent.objects.count(),
        Delivery.objects.count(),
        list(OutboxMessage.objects.dead().values_list("pk", flat=True)),
        list(Suppression.objects.values_list("pk", flat=True)),
    )


@pytest.mark.parametrize("whose", [OWN, FOREIGN])
def test_an_advisor_opens_their_own_rows_and_nothing_else_of_ours(rows, ada, whose):
    opened, tried, leaks = set(), set(), []
    for address in addresses():
        url = address.url(row_of(address, rows[whose]))
        if url is None:
            continue
        tried.add(address.key)
        response = ada.get(url)
        assert response.status_code in (200, 302, 400, 403, 404, 405), url
        if response.status_code == 200:
            opened.add(address.key)
            text = response.content.decode()
            leaks += [(url, word) for word in NAMED if word in text]
    assert leaks == []
    assert opened - ABOUT_NOBODY == (OPEN if whose == OWN else LISTS)
    assert tried >= OPEN
    assert len(tried) > 80  # every address, not a few


def test_what_an_advisor_posts_to_a_row_of_somebody_else_changes_nothing(rows, ada):
    before = happened()
    for address in addresses():
        url = address.url(row_of(address, rows[FOREIGN]))
        if url is not None:
            data = {
                "reason": "x",
                "text": "x",
                "outcome": "won",
                "until": "2030-01-01 09:00",
                "once": "00000000-0000-4000-8000-000000000009",
                "address": "rosa@example.com",
                "to": str(Advisor.objects.get(name="Ada").pk),
            }
            response = ada.post(url, data)
            assert response.status_code in (302, 400, 403, 404, 405) or address.key in SHOWN, url
    assert happened() == before


@pytest.mark.parametrize("name", ELSEWHERE)
def test_nothing_else_of_the_admin_names_somebody_elses_lead(rows, ada, name):
    response = ada.get(reverse(name))
    text = response.content.decode() if response.status_code == 200 else ""
    assert not [word for word in NAMED if word in text]
    if name.startswith("leads_"):
        assert response.status_code in (302, 403)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_advisors_export_holds_their_own_leads_and_no_other(rows, ada, kind):
    response = ada.get(reverse("leads_lead:index"), {"export": kind})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    if kind == "csv":
        text = body.decode()
        assert "Sam Osei" in text
        assert not [word for word in NAMED if word in text]


@pytest.mark.parametrize("query", ["rosa", "rosa@example.com", "Northquay"])
def test_an_advisor_finds_nobody_elses_lead_by_searching(rows, ada, query):
    for name in ("index", "index_results"):
        for model in ("lead", "assignment"):
            response = ada.get(reverse(f"leads_{model}:{name}"), {"q": query})
            assert list(response.context["object_list"]) == []


# Every path of the API that says something of leads; results and submissions open by what the
# reader holds, and say nothing to a token.
OF_LEADS = {"/api/v1/leads/": False, "/api/v1/leads/{number}/": True}


def test_every_path_of_the_api_that_tells_of_leads_is_tried_here():
    paths = {path for path in api.get_openapi_schema()["paths"] if "lead" in path}
    assert paths == set(OF_LEADS)


@pytest.mark.parametrize("whose", [OWN, FOREIGN])
def test_by_token_an_advisor_reads_their_own_leads_and_no_other(rows, ada, client, whose):
    user = Advisor.objects.get(name="Ada").user
    _, token = APIToken.create_token(user=user, name="a program")
    for path, of_one in OF_LEADS.items():
        url = path.format(number=rows[whose]["lead"].pk)
        response = client.get(url, headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == (404 if of_one and whose == FOREIGN else 200)
        assert not [word for word in NAMED if word in response.content.decode()]


@pytest.mark.parametrize("name", ["Sam Osei", ""])
def test_an_address_that_is_kept_back_is_kept_back_here_too(rows, ada, client, name):
    Lane.objects.update(contact_details="after_accepting")
    Lead.objects.filter(pk=rows[OWN]["lead"].pk).update(name=name, company="")
    lead, turn = rows[OWN]["lead"], rows[OWN]["assignment"]
    page = reverse("leads_lead:inspect", args=[lead.pk])
    assert ada.get(page).status_code == 404
    for url in (
        reverse("leads_lead:index"),
        f"{reverse('leads_lead:index')}?export=csv",
        reverse("leads_assignment:index"),
        reverse("leads_assignment:inspect", args=[turn.pk]),
    ):
        response = ada.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"sam@example.com" not in body
    searched = ada.get(reverse("leads_assignment:index"), {"q": "sam@"}).content.decode()
    assert page_of(turn) not in searched  # a guess is not confirmed either
    accept_assignment(turn, by=Actor.advisor(turn.advisor_id), now=make.NOW)
    assert b"sam@example.com" in ada.get(page).content
    searched = ada.get(reverse("leads_assignment:index"), {"q": "sam@"}).content.decode()
    assert page_of(turn) in searched
