"""Leads of another system come in row by row, looked at first; nobody is mailed."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from leads.actions.lead_imports import FileInvalid, import_leads
from leads.domain.lead_rows import read_rows
from leads.models import Lead, OutboxMessage
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FILE = """email,name,company,role,first_seen
Nora@Example.com,Nora Quist,Halden,COO,2025-03-02
rosa@example.com,Somebody Else,,,
not an address,X,,,
nora@example.com,Twice,,,
max@example.com,'=Max,,,yesterday
lea@example.com,'=Lea,,,

"""


@pytest.fixture
def rosa(house: Any) -> None:
    make.route(contact=make.ROSA)
    make.work_through("mail")
    mail.outbox.clear()


def bomb() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 100_000_001)
    return packed.getvalue()


def test_a_look_writes_nothing_and_says_what_would_become_of_each_row(rosa: None) -> None:
    report = import_leads(FILE.encode(), write=False, now=make.NOW)
    assert [(each.number, each.what) for each in report.rows] == [
        (2, "new"),
        (3, "known"),
        (4, "wrong"),
        (5, "wrong"),
        (6, "wrong"),
        (7, "new"),
    ]
    whys = [each.why for each in report.of("wrong")]
    assert whys[0].startswith("Enter one email address")
    assert whys[1:] == [
        "Row 2 has the same address.",
        "first_seen: write the day as 2026-11-24.",
    ]
    assert Lead.objects.count() == 1


def test_what_is_new_is_written_and_who_is_known_stays_as_they_are(rosa: None) -> None:
    report = import_leads(FILE.encode(), write=True, now=make.NOW)
    assert report.written == 2
    assert import_leads(FILE.encode(), write=True, now=make.NOW).written == 0  # twice is once
    nora = Lead.objects.get(email="nora@example.com")
    assert (nora.name, nora.created_at.year) == ("Nora Quist", 2025)
    assert Lead.objects.get(email="lea@example.com").name == "=Lea"  # as before an export
    assert Lead.objects.get(email=make.ROSA["email"]).name == make.ROSA["name"]
    assert not OutboxMessage.objects.due().exists()
    assert mail.outbox == []


def test_a_workbook_and_semicolons_are_read_too(house: Any) -> None:
    workbook = Workbook()
    for row in (["Email", "First seen"], ["nora@example.com", make.NOW.date()]):
        workbook.active.append(row)
    content = BytesIO()
    workbook.save(content)
    assert import_leads(content.getvalue(), write=True, now=make.NOW).written == 1
    semicolons = "\ufeffemail;name\r\nmax@example.com;Max, the second\r\n".encode()
    assert import_leads(semicolons, write=True, now=make.NOW).written == 1
    assert Lead.objects.get(email="max@example.com").name == "Max, the second"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "must name each column"),
        (b"name\nNora\n", "“email” among them"),
        (b"email,phone\n", "no column “phone”"),
        (b"email,email\n", "each column once"),
        (b"\xff\xfe", "no text in UTF-8"),
        (b"email\nno\x00ra@example.com\n", "no text in UTF-8"),
        (b"PK\x03\x04 and then nothing", "cannot be read"),
        (b"x" * 5_000_001, "larger than 5 MB"),
        (b"email\n" + b"x" * 200_000, "cell is too long"),
        (bomb(), "holds too much"),
    ],
)
def test_a_file_that_is_none_is_told_so(content: bytes, words: str) -> None:
    with pytest.raises(FileInvalid, match=words):
        import_leads(content, write=True, now=make.NOW)


@given(st.lists(st.dictionaries(st.sampled_from(["email", "name", "first_seen"]), st.text())))
def test_no_row_is_lost_and_none_is_an_error(rows: list[dict[str, str]]) -> None:
    read = list(read_rows(rows))
    filled = [row for row in rows if any(value.strip() for value in row.values())]
    assert len(read) == len(filled)
    assert all((each.lead is None) != (each.fault == "") for each in read)


def test_the_command_reports_and_exits_1_where_a_row_is_wrong(rosa: None, tmp_path: Path) -> None:
    path, out = tmp_path / "leads.csv", StringIO()
    path.write_text(FILE)
    with pytest.raises(CommandError, match="3 rows are wrong"):
        call_command("import_leads", str(path), "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert (report["new"], report["known"], report["written"]) == (2, 1, 0)
    assert [each["row"] for each in report["wrong"]] == [4, 5, 6]


def upload(**more: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("leads.csv", FILE.encode()), **more}


def test_in_the_admin_it_is_looked_at_and_then_written(log_in: LogIn, rosa: None) -> None:
    otto, url = log_in("otto"), reverse("leads_import")
    page = otto.post(url, upload()).content.decode()
    assert "Nothing is written yet" in page
    assert "Row 2 has the same address." in page
    assert Lead.objects.count() == 1
    assert "2 leads written" in otto.post(url, upload(write="on")).content.decode()
    broken = {"file": SimpleUploadedFile("leads.csv", b"phone\n")}
    assert "no column “phone”" in otto.post(url, broken).content.decode()


@pytest.mark.parametrize("name", ["edith", "cleo"])
def test_only_operators_import(name: str, log_in: LogIn, rosa: None) -> None:
    client = log_in(name)
    client.post(reverse("leads_import"), upload(write="on"))
    assert Lead.objects.count() == 1
    assert "Import leads" not in client.get(reverse("leads_lead:index")).content.decode()
