"""Who sees what: every address of ours in the admin, for every group."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import ModelLogEntry

from leads.actions.retention import CLOSED
from leads.models import Advisor, Lane, RoutingPolicy
from tests.leads.admin.conftest import LogIn

RECEIPTS = (
    "lead",
    "submission",
    "decision",
    "assignment",
    "delivery",
    "trackingevent",
    "suppression",
    "outboxmessage",
    "inboundmessage",
)
LISTED = {"index", "index_results", "inspect"}
ACTED = LISTED | {"replay", "dismiss"}
EDITED = LISTED | {"add", "edit", "delete", "usage", "history", "history_results"}
DRAFTED = {
    *(EDITED - {"index", "index_results", "inspect"}),
    "list",
    "list_results",
    "revisions_revert",
    "revisions_compare",
    "revisions_unschedule",
    "lock",
    "unlock",
    "workflow_action",
    "collect_workflow_action_data",
    "confirm_workflow_cancellation",
    "workflow_history",
    "workflow_history_detail",
}
CHOOSER = {"choose", "choose_results", "chosen", "chosen_multiple", "create"}
# Every name we have in the admin. A new one belongs in this list, and in a test of who may use it.
ADDRESSES = {
    **{f"leads_{name}": LISTED for name in RECEIPTS},
    "leads_outboxmessage": ACTED,
    "leads_submission": LISTED | {"close_link"},
    "leads_suppression": LISTED | {"lift"},  # consent/test_lifting.py
    "leads_webhookendpoint": EDITED | {"ping", "rotate", "enable"},
    "leads_webhookdelivery": LISTED,
    "leads_alert": LISTED,
    "leads_lead": LISTED
    | {"export_person", "erase_person", "follow_up"}
    | {"note", "outcome", "snooze", "reassign", "reroute", "merge"},  # test_handling.py
    "leads_assignment": LISTED | {"accept", "decline", "postpone", "give_back"},  # test_handling.py
    "leads_advisor": EDITED,
    "wagtailsnippets_leads_lane": (EDITED - {"index", "index_results"})
    | {"list", "list_results"}
    | {"preview_on_add", "preview_on_edit"},  # test_lane_preview.py
    "wagtailsnippets_leads_routingpolicy": DRAFTED,
    # test_sequences.py says who may open what of these
    "wagtailsnippets_leads_sequence": DRAFTED
    | {
        "copy",
        "unpublish",
        "revisions_view",
        "preview_on_add",
        "preview_on_edit",
        "workflow_preview",
        "letters",
        "figures",
    },
    "leads_proof": {
        "coverage",
        "lanes",
        "replay",
        "try",
    },  # test_proof_frame.py says who may open them
    "wagtailsnippetchoosers_leads_lane": CHOOSER,
    "wagtailsnippetchoosers_leads_routingpolicy": CHOOSER,
    "wagtailsnippetchoosers_leads_sequence": CHOOSER,
}
NOBODY, EDITH, ADA, CLEO, OTTO = "nobody", "edith", "ada", "cleo", "otto"
EVERYBODY = {NOBODY, EDITH, ADA, CLEO, OTTO}
LISTS = {name: {OTTO} for name in RECEIPTS} | {
    "lead": {ADA, CLEO, OTTO},  # an advisor's list holds their own
    "assignment": {ADA, CLEO, OTTO},
}
PAGES = LISTS | {"lead": {CLEO, OTTO}, "assignment": {CLEO, OTTO}}  # Rosa is Cleo's


def test_every_address_is_listed_here() -> None:
    found: dict[str, set[str]] = {}
    for namespace, name in _names(get_resolver().url_patterns):
        if "leads_" in namespace:
            found.setdefault(namespace, set()).add(name)
    assert found == ADDRESSES


def _names(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield namespace, pattern.name


def visitor(name: str, log_in: LogIn) -> Client:
    return Client() if name == NOBODY else log_in(name)


def is_open(client: Client, url: str) -> bool:
    """Whether the page is shown. Wagtail sends who may not see it back home, or to log in."""
    response = client.get(url)
    assert response.status_code in (200, 302, 404)
    return response.status_code == 200


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_a_list_is_open_to_whom_it_concerns(
    name: str, log_in: LogIn, receipts: dict[str, Any]
) -> None:
    client = visitor(name, log_in)
    for view in ("index", "index_results"):
        shown = {model: is_open(client, reverse(f"leads_{model}:{view}")) for model in RECEIPTS}
        assert shown == {model: name in LISTS[model] for model in RECEIPTS}


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_a_page_is_open_to_whom_it_concerns(
    name: str, log_in: LogIn, receipts: dict[str, Any]
) -> None:
    client = visitor(name, log_in)
    urls = {
        model: reverse(f"leads_{model}:inspect", args=[receipts[model].pk]) for model in RECEIPTS
    }
    shown = {model: is_open(client, url) for model, url in urls.items()}
    assert shown == {model: name in PAGES[model] for model in RECEIPTS}


@pytest.mark.parametrize("name", sorted(EVERYBODY))
@pytest.mark.parametrize("verb", ["replay", "dismiss"])
def test_only_operators_deal_with_dead_letters(
    verb: str, name: str, log_in: LogIn, receipts: dict[str, Any]
) -> None:
    client = visitor(name, log_in)
    message = receipts["outboxmessage"]
    url = reverse(f"leads_outboxmessage:{verb}", args=[message.pk])
    assert is_open(client, url) == (name == OTTO)
    client.post(url)
    message.refresh_from_db()
    assert (message.state != "dead") == (name == OTTO)


@pytest.mark.parametrize("name", sorted(EVERYBODY))
def test_only_operators_close_the_link_to_a_result(
    name: str, log_in: LogIn, receipts: dict[str, Any]
) -> None:
    client, submission = visitor(name, log_in), receipts["submission"]
    url = reverse("leads_submission:close_link", args=[submission.pk])
    assert is_open(client, url) == (name == OTTO)
    client.post(url)
    assert (Client().get(f"/results/{submission.result_token}/").status_code == 404) == (
        name == OTTO
    )
    assert ModelLogEntry.objects.filter(action=CLOSED).exists() == (name == OTTO)


CHANGED = {
    "leads_advisor": (Advisor, {OTTO}, {OTTO}),
    "wagtailsnippets_leads_lane": (Lane, {EDITH, OTTO}, {EDITH}),
    "wagtailsnippets_leads_routingpolicy": (RoutingPolicy, {EDITH, OTTO}, {EDITH}),
}


@pytest.mark.parametrize("name", sorted(EVERYBODY))
@pytest.mark.parametrize("namespace", CHANGED)
def test_lanes_and_rules_are_edited_by_editors_and_advisors_kept_by_operators(
    namespace: str, name: str, log_in: LogIn
) -> None:
    model, seen_by, changed_by = CHANGED[namespace]
    client = visitor(name, log_in)
    listing = "index" if namespace == "leads_advisor" else "list"
    assert is_open(client, reverse(f"{namespace}:{listing}")) == (name in seen_by)
    assert is_open(client, reverse(f"{namespace}:add")) == (name in changed_by)
    one = [model.objects.first().pk]
    assert is_open(client, reverse(f"{namespace}:edit", args=one)) == (name in changed_by)
    assert is_open(client, reverse(f"{namespace}:history", args=one)) == (name in changed_by)


@pytest.mark.parametrize("name", sorted({EDITH, ADA, OTTO, "root"}))
@pytest.mark.parametrize("namespace", CHANGED)
def test_what_receipts_name_is_deleted_by_nobody(namespace: str, name: str, log_in: LogIn) -> None:
    model, _, _ = CHANGED[namespace]
    before = model.objects.count()
    client = log_in(name)
    client.post(reverse(f"{namespace}:delete", args=[model.objects.first().pk]))
    if namespace != "leads_advisor":
        bulk = reverse("wagtail_bulk_action", args=["leads", model._meta.model_name, "delete"])
        client.post(f"{bulk}?id={model.objects.first().pk}")
    assert model.objects.count() == before


def test_the_menu_shows_each_group_only_its_own(log_in: LogIn, receipts: dict[str, Any]) -> None:
    shown = {}
    for name in (EDITH, ADA, OTTO):
        home = log_in(name).get(reverse("wagtailadmin_home")).content.decode()
        urls = {model: reverse(f"leads_{model}:index") for model in RECEIPTS}
        shown[name] = {model for model, url in urls.items() if f'"{url}"' in home}
    assert shown == {EDITH: set(), ADA: {"lead", "assignment"}, OTTO: set(RECEIPTS)}


def test_who_is_in_no_group_does_not_get_in(log_in: LogIn) -> None:
    assert not is_open(log_in("stranger"), reverse("wagtailadmin_home"))


def test_an_advisor_who_left_sees_nothing(log_in: LogIn, receipts: dict[str, Any]) -> None:
    client = log_in(CLEO)
    Advisor.objects.filter(name="Cleo").update(active=False)
    assert not is_open(client, reverse("leads_lead:index"))
    assert not is_open(client, reverse("leads_lead:inspect", args=[receipts["lead"].pk]))


def test_an_advisor_without_the_group_does_not_get_in(
    log_in: LogIn, receipts: dict[str, Any]
) -> None:
    client = log_in(CLEO)
    User.objects.get(username=CLEO).groups.clear()
    assert not is_open(client, reverse("leads_lead:index"))
