"""On a person's request an operator reads out all that is kept of them, or has it forgotten."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from leads.actions.people import ERASED_PERSON
from leads.models import Lead
from tests.leads.admin.conftest import LogIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "may"), [("otto", True), ("cleo", False), ("edith", False)])
def test_only_operators_may(name: str, may: bool, log_in: LogIn, receipts: dict[str, Any]) -> None:
    lead, client = receipts["lead"], log_in(name)
    export, erase = (
        reverse(f"leads_lead:{verb}_person", args=[lead.pk]) for verb in ("export", "erase")
    )
    for url in (export, f"{export}?as=text", erase):
        assert (client.get(url).status_code == 200) == may
    assert not Lead.objects.get().erased_at  # a GET shows
    client.post(erase)
    assert bool(Lead.objects.get().erased_at) == may
    assert ModelLogEntry.objects.filter(action=ERASED_PERSON).exists() == may


def test_the_buttons_are_there_for_whom_they_work(log_in: LogIn, receipts: dict[str, Any]) -> None:
    page = reverse("leads_lead:inspect", args=[receipts["lead"].pk])
    assert "Erase this person" in log_in("otto").get(page).content.decode()
    assert "Erase this person" not in log_in("cleo").get(page).content.decode()


def test_the_file_is_kept_by_no_cache_and_its_name_names_nobody(
    log_in: LogIn, receipts: dict[str, Any]
) -> None:
    url = reverse("leads_lead:export_person", args=[receipts["lead"].pk])
    response = log_in("otto").get(url)
    assert response.json()["address"] == "rosa@example.com"
    assert response["Content-Disposition"] == 'attachment; filename="person.json"'
    assert "no-store" in response["Cache-Control"]
