"""A reader's private result page."""

import logging
from datetime import timedelta
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from assessment.importing import load_assessment
from leads.actions.policies import load_policy
from leads.models import Decision, Lane, Submission
from tests import make
from tests.assessment.samples import RUBRIC
from tests.leads.reading.browser import soup

pytestmark = pytest.mark.django_db

OTHER_METHODS = ("post", "put", "patch", "delete", "options")


def page_of(client, submission: Submission) -> BeautifulSoup:
    response = client.get(f"/results/{submission.result_token}/")
    assert response.status_code == 200
    return soup(response)


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(tag.get_text(" ", strip=True).split()) for tag in page.select(selector)]


def test_each_dimension_is_drawn_and_said(client, house):
    page = page_of(client, make.route(make.TO_EXECUTIVE))
    assert texts(page, ".score-label") == ["Personal drag", "Organizational drag"]
    assert texts(page, ".score-points") == ["0 of 100", "100 of 100"]
    assert texts(page, ".band") == ["Low", "High"]
    assert texts(page, ".narrative.prose p:first-child") == [
        "Little drag. Keep it so.",
        "Much drag. Start here.",
    ]
    for drawing, points in zip(page.select("svg.score-bar"), ("0", "100"), strict=True):
        assert drawing["role"] == "img"
        assert drawing.select_one(".score-fill")["width"] == points
        title = drawing.find("title")
        assert drawing["aria-labelledby"] == title["id"]
        assert f"{points} of 100" in title.get_text()


def test_the_lane_and_its_next_step_are_in_the_editors_words(client, house):
    page = page_of(client, make.route(make.TO_EXECUTIVE))
    assert texts(page, ".lane-name") == ["Executive advisory"]
    assert texts(page, ".lane-reason") == ["Most of your drag is the organization’s."]
    assert texts(page, ".lane h3") == ["Your next step: Executive advisory"]
    assert "This is what happens next." in texts(page, ".lane .narrative p")


def test_the_next_step_leads_to_the_lanes_page_as_long_as_that_can_be_read(client, house):
    offer = Page.objects.get(depth=2).add_child(instance=Page(title="Volume 1", slug="volume-1"))
    Lane.objects.filter(key="book").update(offer_page=offer)
    submission = make.route(make.TO_BOOK)
    (link,) = page_of(client, submission).select(".lane a.button")
    assert (link.get_text(), link["href"]) == ("Volume 1", "/volume-1/")
    offer.unpublish()
    assert not page_of(client, submission).select(".lane a.button")


def test_the_answers_that_decided_are_named_in_words(client, house):
    page = page_of(client, make.route(make.TO_EXECUTIVE))
    decided = page.find(id="deciding").find_parent("section")
    assert texts(decided, "li") == ["Where do decisions go? You answered “Nowhere”."]


def test_where_it_compounds_is_the_highest_score_and_what_raised_it(client, house):
    page = page_of(client, make.route({"pace": "they-wait", "forum": "made"}))
    section = page.find(id="heaviest").find_parent("section")
    assert "Personal drag, at 100 of 100" in texts(section, "p")[0]
    assert texts(section, "li") == ["Who waits for whom? You answered “They wait for me”."]


def test_where_nothing_drags_nothing_compounds(client, house):
    page = page_of(client, make.route(make.TO_BOOK))
    assert page.find(id="heaviest") is None
    assert page.find(id="deciding") is None
    assert texts(page, ".lane-reason") == ["Little drags. The book is enough."]


@pytest.mark.parametrize("answers", [make.TO_EXECUTIVE, make.TO_INDIVIDUAL, make.TO_BOOK])
def test_it_is_the_same_before_and_after_the_pipeline_has_run(client, house, answers):
    submission = make.submit(answers)
    before = page_of(client, submission)
    assert not Decision.objects.exists()
    make.work_through("pipeline")
    assert page_of(client, submission) == before


def test_without_a_policy_the_scores_are_shown_and_the_lane_is_promised(client):
    load_assessment(make.COMPASS, publish=True)
    page = page_of(client, make.submit())
    assert texts(page, ".score-points") == ["0 of 100", "100 of 100"]
    assert "not settled yet" in texts(page, ".lane-reason")[0]


def test_a_dimension_nobody_could_measure_says_so_and_is_not_drawn(client, house):
    scores = [
        {"dimension": "personal-drag", "points": None, "band": None},
        {"dimension": "organizational-drag", "points": 50, "band": "high"},
    ]
    submission = make.submit()
    Decision.objects.create(
        submission=submission,
        rule_set=house.routing_policy.current_rule_set,
        score={"dimensions": scores},
        lane=Lane.objects.get(key="book"),
        reason="So it is.",
        verdicts=[],
        considered=[],
        decided_at=make.NOW,
    )
    page = page_of(client, submission)
    assert texts(page, ".score.is-empty .score-points") == ["Not measured"]
    assert len(page.select("svg.score-bar")) == 1


def test_an_answer_is_said_as_its_reader_would_say_it(client):
    drag = load_assessment(RUBRIC.to_document(), publish=True)
    make.make_lane("book", name="The book")
    moves = {"score": "personal", "operator": "at_least", "value": 1}
    unclear = {"answer": "clarity", "operator": "at_most", "value": 5}
    busy = {"answer": "hours", "operator": "at_least", "value": 1}
    signs = {"answer": "signs", "operator": "includes", "value": "deferring"}
    rule = {"key": "any", "label": "Any", "reason": "Because.", "lane": "book"}
    policy = {"rules": [rule | {"condition": {"all": [unclear, busy, signs, moves]}}]}
    load_policy(
        policy | {"fallback": "book", "fallback_reason": "So."}, assessment=drag, publish=True
    )
    answers = {"meetings": "all", "signs": ["waiting", "deferring"], "clarity": 2, "hours": 12.5}
    sent = make.Sent(make.uuid.uuid4(), answers)
    submission = make.accept_submission(drag.current_rubric, sent, now=make.NOW)
    page = page_of(client, submission)
    assert texts(page.find(id="deciding").find_parent("section"), ".small") == [
        "You answered 2 on a scale from 1 (Not at all) to 5 (Entirely).",
        "You answered 12.5 hours.",
        "You answered “The team waits” and “The boss defers”.",
    ]
    assert str(Fraction(25, 2)) not in page.get_text()


def test_it_names_nobody_and_repeats_no_text(client, house):
    submission = make.route(make.TO_EXECUTIVE | {"note": "A canary wrote this."})
    text = page_of(client, submission).get_text()
    assert "canary" not in text
    assert not any(word in text for word in make.ROSA.values())


def test_it_is_kept_by_nobody_followed_by_nobody_and_found_by_nobody(client, house):
    answer = client.get(f"/results/{make.submit().result_token}/")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies


def test_every_link_that_opens_nothing_is_answered_alike(client, house):
    submission, revoked, expired = make.submit(), make.submit(), make.submit()
    Submission.objects.filter(pk=revoked.pk).update(result_token_hash="revoked")
    Submission.objects.filter(pk=expired.pk).update(result_expires_at=make.NOW - timedelta(days=1))
    tokens = ["x", "é" * 22, "A" * 22, "x" * 5_000, submission.result_token[:-1]]
    tokens += [submission.result_token.swapcase(), revoked.result_token, expired.result_token]
    answers = [client.get(f"/results/{token}/") for token in tokens]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    for answer in answers:
        del answer["X-Request-ID"]  # each request has one of its own
    assert len({str(sorted(answer.items())) for answer in answers}) == 1
    assert answers[0]["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("method", OTHER_METHODS)
def test_it_only_shows(house, method):
    submission = make.submit()
    answer = getattr(Client(enforce_csrf_checks=True), method)(
        f"/results/{submission.result_token}/"
    )
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_its_address_is_in_no_log(house, caplog):
    caplog.set_level(logging.DEBUG)
    client = Client(enforce_csrf_checks=True)
    token = make.submit().result_token
    for method in ("get", *OTHER_METHODS):
        getattr(client, method)(f"/results/{token}/")
    Submission.objects.update(result_token_hash="revoked")
    client.get(f"/results/{token}/")
    assert token not in caplog.text


@pytest.mark.parametrize(("processed", "most"), [(True, 6), (False, 7)])
def test_it_asks_the_database_little(client, house, django_assert_max_num_queries, processed, most):
    """The submission and its receipt, or the rule set; counts, lanes; the frame's three."""
    submission = make.route() if processed else make.submit()
    page_of(client, submission)
    with django_assert_max_num_queries(most):
        page_of(client, submission)
