"""Leads as CSV and workbook: one's own only, and no cell of a stranger's acts as a formula."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cms.spreadsheets import neutral
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("https://example.com","Click")'


def rows(client: Client, form: str) -> list[list[Any]]:
    response = client.get(reverse("leads_lead:index"), {"export": form})
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    if form == "csv":
        return list(csv.reader(StringIO(body.decode())))
    sheet: Any = load_workbook(BytesIO(body)).active
    return [[cell.value for cell in row] for row in sheet.rows]


@pytest.fixture
def strangers(house: Any) -> None:
    make.route(make.TO_EXECUTIVE, contact=make.ROSA | {"name": EVIL, "company": "+1", "role": "-x"})
    make.route(make.TO_INDIVIDUAL, contact=make.SAM)


def test_every_lead_is_in_it_with_lane_and_advisor(log_in: LogIn, strangers: None) -> None:
    head, sam, _rosa = rows(log_in("otto"), "csv")
    assert head[1:7] == ["Email", "Name", "Company", "Role", "Lane", "Advisor"]
    assert sam[1:7] == [*list(make.SAM.values()), "Individual advisory", "Ada"]


def test_no_cell_acts_as_a_formula(log_in: LogIn, strangers: None) -> None:
    rosa = rows(log_in("otto"), "csv")[2]
    assert rosa[2:5] == [f"'{EVIL}", "+1", "'-x"]
    response = log_in("otto").get(reverse("leads_lead:index"), {"export": "xlsx"})
    sheet: Any = load_workbook(BytesIO(b"".join(response.streaming_content))).active  # type: ignore[attr-defined]
    assert [cell.data_type for cell in list(sheet.rows)[2]][1:5] == ["s", "s", "s", "s"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_advisor_gets_their_own_and_an_editor_none(
    form: str, log_in: LogIn, strangers: None
) -> None:
    assert [row[1] for row in rows(log_in("cleo"), form)[1:]] == [make.ROSA["email"]]
    refused = log_in("edith").get(reverse("leads_lead:index"), {"export": form})
    assert refused.status_code == 302


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("-5", "-5"),
        ("-5 apples", "'-5 apples"),
        ("Rosa", "Rosa"),
        (7, 7),
        (None, None),
    ],
)
def test_text_that_would_act_is_marked_as_text(text: Any, written: Any) -> None:
    assert neutral(text) == written
