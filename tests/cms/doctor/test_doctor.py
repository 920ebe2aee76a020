"""`manage.py doctor` finds each fault, says what to do, and is content only without one."""

import json
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import redis
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.models import Site

from cms.doctor import (
    broker,
    clocks,
    configuration,
    database,
    examination,
    finding,
    processes,
    storage,
)
from cms.doctor.finding import Finding, State
from leads.models import Circuit, Heartbeat, OutboxMessage
from tests import make, servers
from tests.api.conftest import database_raising

pytestmark = pytest.mark.django_db


def by_check(findings) -> dict[str, Finding]:
    return {each.check: each for each in findings}


def faults(findings) -> dict[str, str]:
    return {each.check: each.says for each in findings if each.state is State.FAULT}


def test_a_fault_without_advice_cannot_be_written():
    with pytest.raises(ValueError, match="what to do"):
        finding.fault("disk", "It is full.", do="")


# --- settings and addresses -----------------------------------------------------------------------


def test_settings_are_judged_as_for_production_where_it_is_production(settings):
    assert not faults(configuration.settings_are_sound())
    settings.PRODUCTION, settings.DEBUG, settings.SESSION_COOKIE_SECURE = True, True, False
    found = [each.says for each in configuration.settings_are_sound()]
    assert any("security.W018" in each for each in found)
    assert any("security.W01" in each and "SESSION_COOKIE_SECURE" in each for each in found)


def test_the_site_is_where_links_in_mails_lead(settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://www.example.com", ["www.example.com"]
    site = Site.objects.get(is_default_site=True)
    assert "www.example.com" in faults(configuration.addresses_agree())["site"]
    site.hostname, site.port = "www.example.com", 443
    site.save()
    assert not faults(configuration.addresses_agree())
    settings.ALLOWED_HOSTS = [".example.com"]
    assert not faults(configuration.addresses_agree())
    settings.ALLOWED_HOSTS = ["example.org"]
    assert "www.example.com" in faults(configuration.addresses_agree())["hosts"]
    Site.objects.all().delete()
    assert "No site" in faults(configuration.addresses_agree())["site"]


# --- the database ---------------------------------------------------------------------------------


@pytest.mark.postgres
def test_a_database_that_could_lose_what_it_was_told_is_a_fault():
    """The databases of tests are set so on purpose: nothing here must survive the machine."""
    found = faults(database.keeps_its_word())["database settings"]
    wanted = "synchronous is 0" if connection.vendor == "sqlite" else "full_page_writes is off"
    assert wanted in found


@pytest.mark.postgres
def test_a_migration_that_is_missing_and_one_that_is_not_ours_are_faults():
    assert not faults(database.migrations_are_applied())
    applied = MigrationRecorder.Migration.objects.filter(app="leads").latest("id")
    MigrationRecorder.Migration.objects.create(app="leads", name="9999_of_tomorrow")
    assert "leads.9999_of_tomorrow" in faults(database.migrations_are_applied())["migrations"]
    applied.delete()
    assert f"leads.{applied.name}" in " ".join(
        each.says for each in database.migrations_are_applied()
    )


@pytest.mark.postgres
def test_a_clock_that_is_off_by_more_than_two_seconds_is_a_fault(monkeypatch):
    assert not faults(clocks.of_the_database())
    off = timezone.now() - timedelta(minutes=3)
    assert "180 s" in clocks._compared("clock", lambda: off).says
    assert clocks._compared("clock", timezone.now).state is State.WELL


def test_what_rests_on_a_database_that_is_away_is_not_checked(monkeypatch):
    class Nobody:
        def texts(self, name):
            return []

    with database_raising(OperationalError("connection refused")):
        found = by_check(examination.examine(Nobody()))
    assert found["database"].state is State.FAULT
    assert "connection refused" in found["database"].says
    resting = ("migrations", "site", "outbox", "workers", "database settings")
    assert {found[name].state for name in resting} == {State.UNKNOWN}


# --- the broker -----------------------------------------------------------------------------------


@pytest.mark.broker
def test_the_broker_is_written_to_and_read_and_must_never_evict(settings):
    with servers.valkey() as settings.REDIS_URL, redis.Redis.from_url(settings.REDIS_URL) as client:
        assert broker.answers().state is State.WELL
        assert not client.keys("*")
        assert not faults([*broker.never_evicts(), *clocks.of_the_broker()])
        client.config_set("maxmemory-policy", "allkeys-lru")
        assert "allkeys-lru" in faults(broker.never_evicts())["broker eviction"]


def test_a_broker_that_is_away_is_a_fault(settings):
    assert "REDIS_URL" in broker.answers().do  # nobody listens where the tests' settings point


# --- processes and work ---------------------------------------------------------------------------


def seen(kind, name, *, ago=0.0):
    Heartbeat.objects.create(name=name, kind=kind, seen_at=Now() - timedelta(seconds=ago))


@pytest.mark.postgres
def test_each_queue_needs_somebody_seen_in_the_last_minute():
    seen("worker", "worker:pipeline@a")
    seen("worker", "worker:mail@a", ago=61)
    found = by_check(processes.workers_answer(patience=0))
    assert found["worker pipeline"].state is State.WELL
    assert found["worker mail"].state is State.FAULT
    assert "-Q mail" in found["worker mail"].do


@pytest.mark.postgres
def test_sweeper_beat_and_publishing_have_an_age():
    assert set(faults(processes.others_are_alive())) == {"sweeper", "beat", "publishing"}
    seen("sweeper", "sweeper@a")
    seen("beat", "beat")
    seen("schedule", "schedule", ago=179)
    assert not faults(processes.others_are_alive())
    Heartbeat.objects.filter(kind="beat").update(seen_at=Now() - timedelta(hours=1))
    assert "3,600 s" in faults(processes.others_are_alive())["beat"]


@pytest.mark.postgres
def test_work_that_waits_died_or_cannot_be_mailed_is_a_fault(house):
    assert not faults(processes.work_gets_done())
    make.submit()
    OutboxMessage.objects.update(available_at=Now() - timedelta(seconds=90))
    assert "90 s" in faults(processes.work_gets_done())["outbox"]
    OutboxMessage.objects.update(dead_at=Now())
    Circuit.objects.create(service="smtp", opened_at=timezone.now(), open_until=timezone.now())
    found = faults(processes.work_gets_done())
    assert found["dead letters"] == "1 were given up on (score and route a submission: 1)."
    assert "mail circuit" in found


# --- files ----------------------------------------------------------------------------------------


def test_a_directory_that_cannot_be_written_is_a_fault(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    assert not faults(storage.can_be_written())
    assert not settings.MEDIA_ROOT.exists()

    @contextmanager
    def refused(**where: Path):
        if where["dir"] == tmp_path:
            raise PermissionError(13, "Permission denied")
        yield

    monkeypatch.setattr(storage.tempfile, "TemporaryFile", refused)  # root may write anywhere
    assert "Permission denied" in faults(storage.can_be_written())["media directory"]


def test_static_files_that_were_not_collected_are_a_fault(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    assert "collectstatic" in by_check(storage.can_be_written())["static files"].do
    (tmp_path / "staticfiles.json").write_text("{}")
    assert not faults(storage.can_be_written())


def test_a_full_disk_is_a_fault(monkeypatch):
    assert not faults(storage.there_is_room())
    monkeypatch.setattr(storage, "LEAST", 2**60)
    assert "disk" in faults(storage.there_is_room())


# --- the command ----------------------------------------------------------------------------------


def test_the_command_says_all_of_it_as_json_and_exits_1_for_a_fault():
    out = StringIO()
    with pytest.raises(CommandError, match="what to do about it"):
        call_command("doctor", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert report["well"] is False
    assert all(set(each) == {"check", "state", "says", "do"} for each in report["findings"])
    assert all(each["do"] for each in report["findings"] if each["state"] == "fault")


def test_the_command_is_content_where_all_is_well(monkeypatch):
    fine = [finding.well("disk", "1 GB"), finding.not_checked("DKIM", "no selector")]
    monkeypatch.setattr("cms.management.commands.doctor.examine", lambda names: fine)
    out = StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue().endswith("1 well, 0 faults, 1 not checked.\n")
