"""/metrics: for whoever shows the token, from the database, at a price that does not grow."""

import json
import re
from datetime import timedelta

import pytest
import yaml
from django.db.models.functions import Now
from prometheus_client.parser import text_string_to_metric_families

from leads.actions.outbox import dismiss_dead_letter
from leads.models import Heartbeat, OutboxMessage
from tests import make
from tests.house.environment import HERE

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TOKEN = "an-operators-token-of-the-tests"
QUERIES = 10
DASHBOARD = json.loads((HERE / "docs/operations/grafana-dashboard.json").read_text())
RULES = [
    rule
    for group in yaml.safe_load((HERE / "docs/operations/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
ASKED = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
ASKED += [rule["expr"] for rule in RULES]
NAME = re.compile(r"\blanewise_\w+")
LABELS = re.compile(r"(lanewise_\w+)\{(\w+)=")


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def scrape(client):
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.content.decode())
    return [sample for family in families for sample in family.samples]


def value(samples, name, **labels):
    return sum(
        each.value
        for each in samples
        if each.name == name and labels.items() <= each.labels.items()
    )


@pytest.fixture
def busy(house):
    """Two readers worked through, one that waits, one that was given up on; somebody alive."""
    make.submit(), make.submit()
    make.work_through("pipeline", "mail")
    dead = make.submit()
    OutboxMessage.objects.filter(key=str(dead.pk)).update(dead_at=Now())
    waiting = make.submit()
    OutboxMessage.objects.filter(key=str(waiting.pk)).update(
        available_at=Now() - timedelta(seconds=100)
    )
    Heartbeat.objects.record("beat", kind="beat")
    Heartbeat.objects.record("worker:mail@a", kind="worker")
    return dead


def test_where_no_token_is_set_there_is_nothing(client, settings):
    settings.METRICS_TOKEN = ""
    for shown in ({}, {"Authorization": "Bearer "}):
        assert client.get("/metrics", headers=shown).status_code == 404


@pytest.mark.parametrize(
    "shown", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer é"]
)
def test_without_the_token_nothing_is_told(client, shown, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/metrics", headers={"Authorization": shown})
    assert answer.status_code == 401
    assert b"lanewise_" not in answer.content


def test_what_is_stored_is_done_pending_or_dead(client, busy):
    samples = scrape(client)
    by_state = {
        state: value(samples, "lanewise_submissions", state=state)
        for state in ("stored", "terminal", "pending", "dead")
    }
    assert by_state == {"stored": 4, "terminal": 2, "pending": 1, "dead": 1}
    for each in samples:
        if each.name == "lanewise_outbox_stored":
            assert each.value == value(samples, "lanewise_outbox_messages", **each.labels)
    OutboxMessage.objects.filter(topic="submission.accepted", done_at=None, dead_at=None).delete()
    assert value(scrape(client), "lanewise_submissions", state="pending") == 0  # and it shows


def test_a_dead_letter_that_is_dismissed_is_done(client, busy):
    dismiss_dead_letter(OutboxMessage.objects.get(key=str(busy.pk)), by=None)
    assert value(scrape(client), "lanewise_submissions", state="dead") == 0
    assert value(scrape(client), "lanewise_submissions", state="terminal") == 3


def test_queues_mail_offers_and_processes_are_told(client, busy):
    samples = scrape(client)
    assert value(samples, "lanewise_queue_due", queue="pipeline") == 1
    assert 100 <= value(samples, "lanewise_queue_oldest_due_seconds", queue="pipeline") < 160
    assert value(samples, "lanewise_mail", kind="result", state="sent") == 2
    assert value(samples, "lanewise_assignment_events_total", event="offered") >= 1
    assert value(samples, "lanewise_processes", kind="worker") == 1
    assert value(samples, "lanewise_seconds_since_seen", kind="beat") < 30
    for stage in ("routed", "handed_over"):
        assert value(samples, "lanewise_pipeline_seconds_count", stage=stage) == 2
        buckets = [
            each.value
            for each in samples
            if each.name == "lanewise_pipeline_seconds_bucket" and each.labels["stage"] == stage
        ]
        assert buckets == sorted(buckets)
        assert buckets[-1] == 2


def test_a_scrape_costs_the_same_for_any_number(client, busy, django_assert_num_queries):
    with django_assert_num_queries(QUERIES):
        scrape(client)
    for _ in range(3):
        make.submit()
    with django_assert_num_queries(QUERIES):
        scrape(client)


def test_an_empty_house_answers_too(client, db):
    assert value(scrape(client), "lanewise_submissions", state="stored") == 0


def test_no_label_says_who_somebody_is(client, busy):
    written = " ".join(text for each in scrape(client) for text in each.labels.values())
    assert "@" not in written
    assert "Rosa" not in written


@pytest.mark.parametrize("asked", ASKED)
def test_dashboard_and_rules_ask_for_what_is_there(client, busy, asked):
    samples = scrape(client)
    there = {each.name for each in samples}
    assert NAME.findall(asked)
    assert set(NAME.findall(asked)) <= there
    for name, label in LABELS.findall(asked):
        assert all(label in each.labels for each in samples if each.name == name)


def test_every_rule_says_what_to_do():
    assert len(RULES) >= 10
    for rule in RULES:
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["annotations"]["what_to_do"].endswith(".")


def test_every_panel_has_a_name_and_a_place_of_its_own():
    panels = DASHBOARD["panels"]
    assert len({panel["title"] for panel in panels}) == len(panels)
    assert len({(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}) == len(panels)
