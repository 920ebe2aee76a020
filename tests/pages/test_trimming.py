"""The log of changes stays short, and no name of an edition is used twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client

from pages.models import Change, HomePage, PillarPage
from pages.models.changes import edition
from pages.trimming import trim_changes
from tests.pages.building import make_article

pytestmark = pytest.mark.postgres
OLD = timedelta(days=2)


def grow_old() -> None:
    Change.objects.update(at=Now() - OLD)


def add(count: int) -> None:
    Change.objects.bulk_create(Change(table="", row=0) for _ in range(count))


def test_what_is_old_goes_and_what_is_new_stays(home: HomePage):
    add(5)
    grow_old()
    add(3)
    newest = Change.objects.latest("pk").pk
    assert trim_changes(few=2) > 5
    assert Change.objects.filter(pk__lte=newest).count() == 3
    assert Change.objects.count() == 4  # and the row that begins the next edition


def test_no_name_of_an_edition_is_used_again(home: HomePage):
    names = [edition()]
    for _ in range(3):
        add(4)
        names.append(edition())
        grow_old()
        trim_changes(few=0)
        names.append(edition())
        add(1)
        names.append(edition())
    assert len(set(names)) == len(names)
    newest = [int(name.split("-")[0]) for name in names]
    assert newest == sorted(newest)


def test_an_empty_log_keeps_the_newest_row(home: HomePage):
    grow_old()
    trim_changes(few=0)
    last = edition()
    grow_old()
    trim_changes(few=0)
    assert Change.objects.count() == 1
    assert int(edition().split("-")[0]) > int(last.split("-")[0])


def test_a_few_are_left_alone_and_begin_no_edition(home: HomePage):
    add(10)
    grow_old()
    before = edition()
    assert trim_changes() == 0
    assert edition() == before


def test_what_the_shared_cache_was_not_told_of_is_kept(home: HomePage, settings):
    settings.WAGTAILFRONTENDCACHE = {"front": {"BACKEND": "x", "LOCATION": "http://127.0.0.1:9"}}
    Change.objects.all().delete()
    add(6)
    Change.objects.filter(pk__in=Change.objects.values("pk")[:4]).update(purged=True)
    grow_old()
    assert trim_changes(few=0) == 4
    assert Change.objects.owed().count() == 2


def test_the_row_a_trim_writes_is_owed_to_no_cache(home: HomePage):
    Change.objects.all().update(purged=True)
    grow_old()
    trim_changes(few=0)
    assert not Change.objects.owed().exists()


def test_readers_see_the_same_page_under_a_new_tag(pillar: PillarPage, client: Client):
    url = make_article(pillar).url
    before = client.get(url)
    grow_old()
    trim_changes(few=0)
    after = client.get(url, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.content == before.content


@pytest.mark.django_db(transaction=True)
def test_nobody_publishes_in_the_middle_of_a_trim_nor_trims_in_the_middle_of_publishing():
    """A number given before and written after would make a name that was used."""
    Change.objects.all().delete()
    add(3)
    grow_old()
    done: list[int] = []

    def trim() -> None:
        try:
            done.append(trim_changes(few=0))
        finally:
            connection.close()

    with transaction.atomic():
        add(1)
        thread = threading.Thread(target=trim)
        thread.start()
        if connection.vendor == "postgresql":
            thread.join(5)  # it waits two seconds, and leaves it for tomorrow
            assert done == [0]
    thread.join(15)
    assert not thread.is_alive()
    if connection.vendor == "postgresql":
        assert Change.objects.count() == 4
    assert trim_changes(few=0) + sum(done) == 3
