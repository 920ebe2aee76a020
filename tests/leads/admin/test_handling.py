"""What people do with a lead in the admin: who may, that it is done once, what is then shown."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from leads.actions.assignments import decline_assignment
from leads.actions.leads import add_note
from leads.domain.actors import SYSTEM, Actor
from leads.models import Advisor, Assignment, Lane, Lead, LeadEvent
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SOON = make.NOW + timedelta(days=3)
CANARY = "They asked for the second week of May."
BY_ADVISORS_TOO = {"note", "outcome", "snooze"}
MOVING = {"reassign", "reroute", "merge"}
ANSWERS = {"accept", "decline", "postpone"}


def posted(action: str) -> dict[str, Any]:
    """What the form of this action sends."""
    until = f"{SOON:%Y-%m-%d %H:%M}"
    said: dict[str, dict[str, Any]] = {
        "note": {"text": CANARY, "once": str(uuid4())},
        "outcome": {"outcome": "met", "reason": CANARY, "once": str(uuid4())},
        "snooze": {"until": until, "reason": CANARY},
        "reassign": {"to": Advisor.objects.get(name="Ben").pk, "reason": CANARY},
        "reroute": {"to": Lane.objects.get(key="individual-advisory").pk, "reason": CANARY},
        "merge": {"address": " Sam@example.com", "reason": CANARY},
        "accept": {},
        "decline": {"reason": CANARY},
        "postpone": {"until": until},
    }
    return said[action]


def address(action: str) -> str:
    if action in ANSWERS:
        return reverse(f"leads_assignment:{action}", args=[Assignment.objects.get(number=1).pk])
    lead = Lead.objects.get(email="rosa@example.com")
    return reverse(f"leads_lead:{action}", args=[lead.pk])


def page_of(client: Client, lead: Lead) -> BeautifulSoup:
    response = client.get(reverse("leads_lead:inspect", args=[lead.pk]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def rosa(house: Any) -> Lead:
    """Cleo has her; Sam is known too, and nobody has him."""
    make.route(make.TO_EXECUTIVE, contact=make.ROSA)
    make.route(make.TO_BOOK, contact=make.SAM)
    return Lead.objects.get(email="rosa@example.com")


@pytest.mark.parametrize("action", sorted(BY_ADVISORS_TOO | MOVING | ANSWERS))
@pytest.mark.parametrize("name", ["edith", "ada", "cleo", "otto"])
def test_an_advisor_acts_on_their_own_and_operators_on_every_lead(
    action: str, name: str, log_in: LogIn, rosa: Lead
) -> None:
    may = name == "otto" or (name == "cleo" and action not in MOVING)
    client, url = log_in(name), address(action)
    before = LeadEvent.objects.count()
    assert (client.get(url).status_code == 200) == may
    assert LeadEvent.objects.count() == before  # a GET shows
    response = client.post(url, posted(action))
    assert (LeadEvent.objects.count() > before) == may
    if may:
        assert response.status_code == 302
        lines = LeadEvent.objects.filter(by_user__username=name)
        assert lines.exists()
        assert lines.filter(text=CANARY).exists() or action in ("accept", "postpone")


@pytest.mark.parametrize("action", sorted(BY_ADVISORS_TOO | MOVING | ANSWERS))
def test_the_second_arrival_of_one_press_changes_nothing(
    action: str, log_in: LogIn, rosa: Lead
) -> None:
    client, said = log_in("otto"), posted(action)
    client.post(address(action), said)
    lines = list(LeadEvent.objects.values_list("pk", "kind"))
    client.post(address(action), said)
    assert list(LeadEvent.objects.values_list("pk", "kind")) == lines


def test_what_no_longer_fits_is_told_and_nothing_happens(log_in: LogIn, rosa: Lead) -> None:
    otto = log_in("otto")
    decline_assignment(Assignment.objects.get(), reason="", by=SYSTEM, now=make.NOW)
    response = otto.post(address("accept"))
    assert "This lead was declined and has gone to the next advisor." in response.text
    response = otto.post(address("outcome"), {"outcome": "lost", "once": str(uuid4())})
    assert "Say why the lead was lost" in response.text
    response = otto.post(address("merge"), {"address": "nobody@example.com"})
    assert "No lead has this address." in response.text
    response = otto.post(address("snooze"), {"until": "2020-01-01 10:00"})
    assert "still to come" in response.text


def test_the_lead_shows_where_it_stands_and_all_that_happened(log_in: LogIn, rosa: Lead) -> None:
    otto = log_in("otto")
    for action in ("note", "accept", "snooze", "outcome"):
        otto.post(address(action), posted(action))
    page = page_of(otto, rosa).get_text(" ", strip=True)
    for said in (CANARY, "Outcome Met", "Waits until", "Offered to Cleo", "accepted", "Otto"):
        assert said in page, said


def test_an_advisor_sees_only_the_buttons_that_work(log_in: LogIn, rosa: Lead) -> None:
    shown = {}
    for name in ("cleo", "otto"):
        links = page_of(log_in(name), rosa).select(".receipt-buttons a")
        shown[name] = {link["href"].strip("/").rsplit("/", 1)[-1] for link in links}
    assert shown == {"cleo": BY_ADVISORS_TOO, "otto": BY_ADVISORS_TOO | MOVING}


def test_what_was_accepted_can_be_given_back(log_in: LogIn, rosa: Lead) -> None:
    otto, turn = log_in("otto"), Assignment.objects.get()
    page = reverse("leads_assignment:inspect", args=[turn.pk])
    assert "Not now" in otto.get(page).text
    otto.post(address("accept"))
    assert "Not now" not in otto.get(page).text
    give_back = reverse("leads_assignment:give_back", args=[turn.pk])
    assert give_back in otto.get(page).text
    for _ in range(2):
        otto.post(give_back, {"reason": CANARY})
    assert Assignment.objects.get(number=1).state == "returned"
    assert LeadEvent.objects.get(kind="returned").text == CANARY


def test_who_declined_has_the_lead_no_longer(log_in: LogIn, rosa: Lead) -> None:
    cleo = log_in("cleo")
    response = cleo.post(address("decline"), posted("decline"))
    assert response.url == reverse("leads_assignment:index")
    assert cleo.get(reverse("leads_lead:inspect", args=[rosa.pk])).status_code == 404
    assert list(cleo.get(reverse("leads_lead:index")).context["object_list"]) == []


def test_one_person_is_one_page_and_their_advisor_sees_all_of_it(log_in: LogIn, rosa: Lead) -> None:
    log_in("otto").post(address("merge"), posted("merge"))
    sam, cleo = Lead.objects.get(email="sam@example.com"), log_in("cleo")
    for lead, other in ((rosa, sam), (sam, rosa)):
        page = page_of(cleo, lead).get_text(" ", strip=True)
        assert f"The same person {other.email}" in page
        assert page.count("The Compass, ") == 2


def test_a_long_timeline_costs_no_more_and_says_what_it_leaves_out(
    log_in: LogIn, rosa: Lead, django_assert_max_num_queries: Any
) -> None:
    otto = log_in("otto")
    user = Actor.staff(otto.get(reverse("leads_lead:index")).wsgi_request.user.pk)
    page_of(otto, rosa)
    for number in range(110):
        add_note(rosa, text=f"Note {number}.", by=user, now=make.NOW)
    with django_assert_max_num_queries(40):
        page = page_of(otto, rosa)
    assert "And 11 older lines." in page.get_text()


def test_the_pages_of_an_advisor_and_a_lane_sum_the_ledger_up(
    log_in: LogIn, rosa: Lead, django_assert_max_num_queries: Any
) -> None:
    otto = log_in("otto")
    otto.post(address("accept"))
    cleo, lane = Advisor.objects.get(name="Cleo"), Lane.objects.get(key="executive-advisory")
    for url, first in (
        (reverse("leads_advisor:inspect", args=[cleo.pk]), lane.name),
        (reverse("wagtailsnippets_leads_lane:inspect", args=[lane.pk]), "Cleo"),
    ):
        otto.get(url)
        with django_assert_max_num_queries(30):
            page = BeautifulSoup(otto.get(url).content, "html.parser")
        table = page.find("th", string="Accepted").find_parent("table")
        cells = [cell.get_text() for cell in table.select("tbody td")]
        assert cells == [first, "1", "1", "0", "0", "0", "0", "0", "0"]
