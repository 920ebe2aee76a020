"""Receipts can be looked at in the admin and in no way changed, by nobody."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import serializers
from django.urls import NoReverseMatch, reverse
from wagtail.permissions import policy_registry

from leads.views.admin.permissions import ReceiptPolicy
from tests.leads.admin.conftest import LogIn
from tests.leads.admin.test_access import RECEIPTS


def stored() -> str:
    """Every receipt there is, as it is stored."""
    models = [apps.get_model("leads", name) for name in RECEIPTS]
    return "".join(serializers.serialize("json", model.objects.all()) for model in models)


@pytest.mark.parametrize("name", ["root", "otto"])
def test_posting_to_a_receipt_changes_nothing(
    name: str, log_in: LogIn, receipts: dict[str, Any]
) -> None:
    client, before = log_in(name), stored()
    for model, row in receipts.items():
        urls = [reverse(f"leads_{model}:{view}") for view in ("index", "index_results")]
        for url in (*urls, reverse(f"leads_{model}:inspect", args=[row.pk])):
            for method in (client.post, client.put, client.patch, client.delete):
                answer = method(url, {"email": "sam@example.com", "reason": "mine"})
                assert answer.status_code == 405, url
    assert stored() == before


@pytest.mark.parametrize("path", ["new/", "add/", "edit/{}/", "delete/{}/", "copy/{}/"])
def test_where_wagtail_would_change_rows_there_is_no_page(
    path: str, log_in: LogIn, receipts: dict[str, Any]
) -> None:
    client, before = log_in("root"), stored()
    for model, row in receipts.items():
        url = reverse(f"leads_{model}:index") + path.format(row.pk)
        assert client.post(url, {"confirm": "yes"}).status_code == 404, url
    assert stored() == before


@pytest.mark.parametrize("model", RECEIPTS)
def test_a_receipt_is_no_snippet_and_in_no_chooser(model: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"wagtailsnippets_leads_{model}:list")
    with pytest.raises(NoReverseMatch):
        reverse(f"wagtailsnippetchoosers_leads_{model}:choose")


def test_not_even_a_superuser_has_the_permission(receipts: dict[str, Any]) -> None:
    root = User.objects.create(username="root", is_superuser=True)
    for row in receipts.values():
        policy = policy_registry.get(row)
        assert isinstance(policy, ReceiptPolicy)
        assert policy.user_has_permission_for_instance(root, "view", row)
        for action in ("add", "change", "delete", "publish"):
            assert not policy.user_has_permission(root, action)
            assert not policy.user_has_permission_for_instance(root, action, row)


def test_a_page_offers_nothing_but_links(log_in: LogIn, receipts: dict[str, Any]) -> None:
    client = log_in("root")
    for model, row in receipts.items():
        page = client.get(reverse(f"leads_{model}:inspect", args=[row.pk])).content.decode()
        content = page.partition("<main")[2].partition("</main>")[0]
        assert content
        assert "<form" not in content, model
        assert 'type="submit"' not in content, model
