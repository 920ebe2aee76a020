"""Once a day at work, an advisor's open leads; nothing when none is open."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from leads.actions.absences import record_absence
from leads.actions.assignments import accept_assignment, decline_assignment
from leads.actions.digests import tell_of_open_leads
from leads.actions.leads import record_outcome
from leads.actions.people import erase_person
from leads.domain.working_hours import parse_hours
from leads.domain.working_time import Calendar, end_of_work, first_of_day
from leads.models import Advisor, Delivery, OutboxMessage
from leads.models.outbox import Topic
from leads.outbox import Claimed, claim
from tests import make
from tests.leads.assigning.conftest import by
from tests.leads.replying.conftest import mail

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = make.NOW
BERLIN = Calendar(ZoneInfo("Europe/Berlin"), parse_hours("Mon–Thu 9:00–12:00, 13:00–17:00"))


@pytest.mark.parametrize(
    ("after", "at"),
    [
        ("2026-11-24T06:00", "2026-11-24T08:00"),  # before work: today
        ("2026-11-24T08:00", "2026-11-25T08:00"),  # as it begins, and after: tomorrow
        ("2026-11-24T11:30", "2026-11-25T08:00"),  # the afternoon is no second morning
        ("2026-11-26T20:00", "2026-11-30T08:00"),  # past a Friday and a weekend without work
    ],
)
def test_the_hour_is_when_the_next_day_at_work_begins(after, at):
    moments = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (after, at)]
    assert first_of_day(BERLIN, moments[0]) == moments[1]


def test_the_end_of_work_is_the_last_shifts_and_of_a_day_off_midnight():
    thursday, friday = datetime(2026, 11, 26).date(), datetime(2026, 11, 27).date()  # noqa: DTZ001
    assert end_of_work(BERLIN, thursday) == datetime(2026, 11, 26, 16, tzinfo=UTC)
    assert end_of_work(BERLIN, friday) == datetime(2026, 11, 27, 23, tzinfo=UTC)


def owed() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.pending().filter(topic=Topic.DIGEST_DUE).order_by("pk"))


def held() -> Claimed:
    """The digest that is owed, as a worker would hold it when it is due."""
    [row] = owed()
    OutboxMessage.objects.filter(pk=row.pk).update(available_at=NOW - timedelta(days=1))
    [work] = [each for each in claim("pipeline") if each.topic == Topic.DIGEST_DUE]
    return work


def at_work(work: Claimed) -> datetime:
    """The morning of the day that the row names."""
    day = datetime.fromisoformat(work.key.partition(".")[2]).replace(tzinfo=UTC)
    return day + timedelta(hours=9, minutes=1)


def digest() -> Any:
    work = held()
    tell_of_open_leads(work, at_work(work))
    return Delivery.objects.filter(kind="digest")


def test_an_offer_owes_one_digest_at_the_beginning_of_the_next_day_at_work(offer):
    [row] = owed()
    ada = offer.advisor
    at = first_of_day(ada.calendar, NOW)
    assert row.key == f"{ada.pk}.{at:%Y-%m-%d}"
    assert abs(row.available_at - at) < timedelta(minutes=5)
    make.route(make.TO_INDIVIDUAL, contact=make.SAM)  # to Ben, who has his own
    assert len(owed()) == 2


def test_it_tells_what_waits_and_what_is_theirs_and_owes_the_next(offer, settings):
    settings.INBOUND_DOMAIN = "reply.example.com"
    [sent] = digest()
    assert sent.to_address == "ada@example.com"
    said = mail("digest")
    assert said.subject == "1 lead waits for your answer"
    assert "Rosa Almeida, Northquay Freight (Individual advisory)" in said.text
    accept_assignment(offer, by=by("Ada"), now=NOW)
    again = mail("digest")
    assert again.subject == "Your open leads: 1"
    assert "Say what came of it: lead+" in again.text
    assert len(owed()) == 1


def test_the_same_day_twice_is_one_mail(offer):
    work = held()
    tell_of_open_leads(work, at_work(work))
    OutboxMessage.objects.filter(pk=work.id).update(done_at=None, token=None)
    OutboxMessage.objects.filter(topic=Topic.DIGEST_DUE).exclude(pk=work.id).delete()
    assert digest().count() == 1


def test_where_nothing_is_open_nothing_is_sent_and_the_chain_ends(offer):
    decline_assignment(offer, reason="", by=by("Ada"), now=NOW)
    OutboxMessage.objects.filter(key__startswith=f"{Advisor.objects.get(name='Ben').pk}.").delete()
    assert not digest().exists()
    assert owed() == []


def test_what_is_won_or_put_off_is_no_longer_told(offer):
    record_outcome(offer.lead, outcome="won", reason="", by=by("Ada"), now=NOW)
    assert not digest().exists()


def test_who_is_away_hears_when_they_are_back(offer):
    record_absence(offer.advisor, starts=NOW, ends=NOW + timedelta(days=10))
    work = held()
    tell_of_open_leads(work, at_work(work))
    [row] = owed()
    assert row.available_at > NOW + timedelta(days=9)


def test_who_left_hears_nothing(offer):
    Advisor.objects.filter(name="Ada").update(active=False)
    assert not digest().exists()


def test_its_words_are_forgotten_with_any_reader_it_names(offer):
    [sent] = digest()
    make.work_through("mail")
    sent.refresh_from_db()
    Delivery.objects.filter(pk=sent.pk).update(text="Rosa Almeida", html="Rosa Almeida")
    erase_person("rosa@example.com", now=NOW)
    sent.refresh_from_db()
    assert (sent.text, sent.html, sent.to_address) == ("", "", "")


def test_whose_hours_are_set_with_leads_open_already_hears_of_them(offer, log_in):
    """Nobody works at no hours, so the offer owed no digest: setting them does."""
    OutboxMessage.objects.filter(topic=Topic.DIGEST_DUE).delete()
    page = reverse("leads_advisor:edit", args=[offer.advisor_id])
    data = {
        "name": "Ada",
        "email": "ada@example.com",
        "active": "on",
        "weight": "1",
        "working_hours": "Mon-Sun 8-12",
        "time_zone": "UTC",
        **{
            f"{each}-{part}_FORMS": "0"
            for each in ("memberships", "absences")
            for part in ("TOTAL", "INITIAL", "MAX_NUM", "MIN_NUM")
        },
    }
    answer = log_in("otto").post(page, data)
    assert answer.status_code == 302, answer.context["form"].errors
    [owed] = OutboxMessage.objects.filter(topic=Topic.DIGEST_DUE)
    assert owed.key.startswith(f"{offer.advisor_id}.")
