"""Where a call to action stands, also through reusable blocks; and how it is copied."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.models import CallToAction, HomePage, PillarPage, ReusableBlock
from tests.pages.building import make_article, make_call, read, words
from tests.pages.people import browser_of


@pytest.fixture
def edith(db: None) -> Client:
    return browser_of("edith", "Editors")


@pytest.fixture
def call(home: HomePage) -> CallToAction:
    return make_call("read-it", page=home)


@pytest.fixture
def steps(call: CallToAction) -> ReusableBlock:
    return ReusableBlock.objects.create(
        key="steps", title="Next steps", body=[("call_to_action", call)]
    )


def rows(call: CallToAction, client: Client, asked: str = "") -> list[list[str]]:
    call_command("rebuild_references_index", verbosity=0)  # which workers keep, soon after
    page = read(client, f"/admin/snippets/pages/calltoaction/usage/{call.pk}/{asked}")
    return [[words(cell) for cell in row.select("td")] for row in page.select("table tbody tr")]


def test_pages_are_found_that_show_a_call_through_a_reusable_block(call, steps, pillar, edith):
    make_article(pillar, {"type": "call_to_action", "value": call.pk}, title="By itself")
    make_article(pillar, {"type": "reusable", "value": steps.pk}, title="Through a block")
    make_article(pillar, title="Without")
    found = {row[0]: row[-1] for row in rows(call, edith)}
    assert found == {"By itself": "", "Next steps": "", "Through a block": "Next steps"}


def test_what_a_deletion_would_reach_is_only_what_names_the_call(call, steps, pillar, edith):
    make_article(pillar, {"type": "reusable", "value": steps.pk})
    found = rows(call, edith, "?describe_on_delete=1")
    assert [row[0] for row in found] == ["Next steps"]


def test_ten_pages_cost_no_query_more_than_one(
    call, steps, pillar, edith, django_assert_max_num_queries
):
    make_article(pillar, {"type": "reusable", "value": steps.pk}, title="Piece")
    address = f"/admin/snippets/pages/calltoaction/usage/{call.pk}/"
    assert len(rows(call, edith)) == 2
    with CaptureQueriesContext(connection) as of_one:
        read(edith, address)
    cost_of_one = len(of_one)  # the log is emptied with the next request
    for n in range(9):
        make_article(pillar, {"type": "reusable", "value": steps.pk}, title=f"Piece {n}")
    assert len(rows(call, edith)) == 11
    with django_assert_max_num_queries(cost_of_one):
        read(edith, address)


def copy(client: Client, kind: str, key: int) -> dict[str, str]:
    """The form that copying opens, as it stands."""
    page = read(client, f"/admin/snippets/pages/{kind}/copy/{key}/")
    form = page.select_one("form[action$='/add/']")
    given = {each["name"]: each.get("value", "") for each in form.select("input[name]")}
    chosen = form.select_one("select[name=style] option[selected]")
    return given | ({"style": chosen["value"]} if chosen else {})


def test_a_call_is_copied_under_a_key_that_nobody_has(call, edith):
    for key in ("read-it-copy", "read-it-copy-2"):
        given = copy(edith, "calltoaction", call.pk)
        assert given["key"] == key
        answer = edith.post("/admin/snippets/pages/calltoaction/add/", given)
        assert answer.status_code == 302
    assert CallToAction.objects.count() == 3
    made = CallToAction.objects.get(key="read-it-copy")
    assert (made.label, made.page, made.live) == (call.label, call.page, False)


def test_a_long_key_is_cut_for_its_copy(home: HomePage, edith: Client):
    long = make_call("x" * 60, page=home)
    assert copy(edith, "calltoaction", long.pk)["key"] == f"{'x' * 55}-copy"


def test_a_reusable_block_is_copied_with_its_body(steps, pillar: PillarPage, edith: Client):
    given = copy(edith, "reusableblock", steps.pk)
    assert given["key"] == "steps-copy"
    assert given["title"] == "Next steps"
    page = edith.get(f"/admin/snippets/pages/reusableblock/copy/{steps.pk}/").content.decode()
    assert "call_to_action" in page
