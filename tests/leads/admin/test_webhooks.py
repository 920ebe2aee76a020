"""Operators keep the endpoints: add, try, change the secret, see what was said, switch on again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from leads.actions.webhooks import ping_endpoint
from leads.models import WebhookDelivery, WebhookEndpoint
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def endpoint(house: Any) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(name="CRM", url="https://crm.example.com/hooks")


def page_of(endpoint: WebhookEndpoint, name: str = "inspect") -> str:
    return reverse(f"leads_webhookendpoint:{name}", args=[endpoint.pk])


def test_one_is_added_with_its_events(otto: Client) -> None:
    given = {"name": "CRM", "url": "https://crm.example.com/hooks", "active": "on"}
    otto.post(reverse("leads_webhookendpoint:add"), given | {"events": ["lead.routed"]})
    assert WebhookEndpoint.objects.get().events == ["lead.routed"]


def test_an_address_without_tls_is_refused_at_its_field(otto: Client) -> None:
    given = {"name": "CRM", "url": "http://crm.example.com/", "events": ["lead.routed"]}
    answer = otto.post(reverse("leads_webhookendpoint:add"), given)
    assert "must begin with https://" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_a_get_acts_on_nothing_and_a_post_does(otto: Client, endpoint: WebhookEndpoint) -> None:
    before = endpoint.secret
    endpoint.disable("It took nothing for five days.", now=make.NOW)
    for name in ("ping", "rotate", "enable"):
        otto.get(page_of(endpoint, name))
    endpoint.refresh_from_db()
    assert (endpoint.secret, endpoint.active) == (before, False)
    assert "five days" in otto.get(page_of(endpoint)).content.decode()
    for name in ("enable", "ping", "rotate"):
        otto.post(page_of(endpoint, name))
    endpoint.refresh_from_db()
    assert endpoint.secret != before
    assert endpoint.active
    assert WebhookDelivery.objects.count() == 1


@pytest.mark.parametrize("name", ["nobody", "edith", "cleo"])
def test_the_secret_is_for_operators(name: str, log_in: LogIn, endpoint: WebhookEndpoint) -> None:
    client = Client() if name == "nobody" else log_in(name)
    assert endpoint.secret not in client.get(page_of(endpoint), follow=True).content.decode()
    client.post(page_of(endpoint, "rotate"))
    assert WebhookEndpoint.objects.get().secret == endpoint.secret


def test_its_page_and_the_list_cost_the_same_however_much_it_was_told(
    otto: Client, endpoint: WebhookEndpoint, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        make.route(contact=make.ROSA)
    ping_endpoint(endpoint, now=make.NOW)
    for url in (page_of(endpoint), reverse("leads_webhookdelivery:index")):
        otto.get(url)
        with django_assert_max_num_queries(14):
            assert "lead.routed" in otto.get(url).content.decode()
    one = WebhookDelivery.objects.filter(event__event="lead.routed").first()
    page = otto.get(reverse("leads_webhookdelivery:inspect", args=[one.pk])).content.decode()
    assert "executive-advisory" in page
