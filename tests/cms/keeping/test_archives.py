"""A backup holds everything as it was at one moment, and nothing else is taken for it."""

import json
import stat
import zipfile

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from cms.keeping import archive, filling
from cms.keeping.tables import Digest, digest_of, line_of, tables
from leads.models import Decision, Submission
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def kept(house, settings, tmp_path):
    """A house with a routed reader, a user and an upload, and its backup."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "plan.pdf").write_bytes(b"%PDF")
    User.objects.create_user("otto", password="a-long-sentence")
    make.route()
    make.work_through()
    file = tmp_path / "kept.zip"
    call_command("backup", str(file), verbosity=0)
    return file


def digests() -> dict[str, str]:
    return {table.name: str(digest_of(table, "default")) for table in tables()}


def refill(file, **more):
    with zipfile.ZipFile(file) as opened:
        return filling.fill(lambda table: archive._rows(opened, table), **more)


def test_what_comes_out_is_what_went_in_to_the_last_row(kept):
    before = digests()
    Submission.objects.update(answers={})
    make.route(contact=make.ROSA | {"email": "sam@example.com"})
    User.objects.all().delete()
    assert digests() != before

    arrived = refill(kept)
    assert digests() == before
    assert {each.table: each.digest for each in arrived} == before
    assert User.objects.get().check_password("a-long-sentence")
    call_command("recompute", "--json")
    assert Decision.objects.count() == 1


def test_the_next_row_gets_a_number_that_is_free(kept):
    refill(kept)
    first = User.objects.get(username="otto")
    assert User.objects.create_user("ada").pk > first.pk


def test_a_row_that_was_changed_in_the_archive_is_found_and_nothing_is_kept(kept):
    manifest = json.loads(zipfile.ZipFile(kept).read("manifest.json"))
    expected = {name: held["digest"] for name, held in manifest["tables"].items()}
    expected["leads_lead"] = str(Digest())
    before = digests()
    with pytest.raises(filling.Differs, match="leads_lead"):
        refill(kept, expected=expected)
    assert digests() == before


def test_a_database_in_use_is_refused_with_a_sentence_and_left_alone(kept):
    before = digests()
    with pytest.raises(CommandError, match=r"in use .*auth_user"):
        call_command("restore", str(kept))
    assert digests() == before


def test_what_is_no_backup_is_refused(tmp_path, settings):
    for content in (b"", b"no archive"):
        (tmp_path / "other.zip").write_bytes(content)
        with pytest.raises(CommandError, match="cannot be read as a backup"):
            call_command("restore", str(tmp_path / "other.zip"))
    with zipfile.ZipFile(tmp_path / "unfinished.zip", "w") as opened:
        opened.writestr("tables/auth_user.jsonl", "")
    with pytest.raises(CommandError, match="no manifest"):
        call_command("restore", str(tmp_path / "unfinished.zip"))


def test_a_backup_of_another_release_is_refused(house):
    here = filling.applied("default")
    with pytest.raises(archive.Refused, match=r"leads\.9999_of_tomorrow"):
        archive._refuse_other_releases({"migrations": [*here, "leads.9999_of_tomorrow"]}, here)


def test_only_its_owner_reads_a_backup_and_none_is_overwritten(kept):
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="stands already"):
        call_command("backup", str(kept))


def test_an_upload_that_stands_and_differs_is_refused(kept, settings):
    with zipfile.ZipFile(kept) as opened:
        manifest = json.loads(opened.read("manifest.json"))
    archive._refuse_uploads_that_stand(manifest)
    (settings.MEDIA_ROOT / "plan.pdf").write_bytes(b"another")
    with pytest.raises(archive.Refused, match=r"plan\.pdf stands already"):
        archive._refuse_uploads_that_stand(manifest)


def test_every_table_of_the_database_is_copied_or_made_again(house):
    there = {
        name
        for name in connection.introspection.table_names()
        if not name.startswith("wagtailsearch_indexentry")
    }
    assert there - {table.name for table in tables()} == {"django_migrations"}


def test_the_order_of_rows_changes_no_digest_and_a_row_does():
    one, other, less = Digest(), Digest(), Digest()
    rows = [(1, {"a": 1, "b": None}), (2, {"b": 2.5})]
    for digest, given in ((one, rows), (other, rows[::-1]), (less, rows[:1])):
        for row in given:
            digest.add(row)
    assert str(one) == str(other) != str(less)
    assert json.loads(line_of(rows[0])) == [1, {"a": 1, "b": None}]
