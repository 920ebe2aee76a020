"""What would change the result, and where it stands among others: on the page, in words."""

import pytest

from assessment.models import Assessment, ScoreCount
from leads.actions.policies import load_policy
from leads.results import result_of
from tests import make
from tests.leads.reading.test_result_page import page_of, texts

pytestmark = pytest.mark.django_db

OTHERS = 40


def others_scored(points: int, *, readers: int = OTHERS) -> None:
    rubric = Assessment.objects.get(slug="compass").current_rubric_id
    for _ in range(readers):
        ScoreCount.objects.record(rubric, {"personal-drag": points, "organizational-drag": points})


def changes(page):
    return page.find(id="changes").find_parent("section")


def test_an_answer_that_would_change_the_lane_is_named_with_both_next_steps(client, house):
    section = changes(page_of(client, make.route(make.TO_EXECUTIVE)))
    assert texts(section, "ol > li") == [
        "Where do decisions go? With “They are made” rather than “Nowhere”, your lane would be "
        "The book."
    ]
    assert texts(section, "h3") == [
        "As you answered: Executive advisory",
        "With that answer: The book",
    ]
    assert texts(section, ".other-lane strong") == [
        "Your next step: Executive advisory",
        "Your next step: The book",
    ]


def test_where_no_single_answer_would_change_it_that_is_said(client, house):
    load_policy(make.POLICY | {"rules": []}, assessment=house, publish=True)
    section = changes(page_of(client, make.route()))
    assert texts(section, "p") == [
        "No single answer, given otherwise, would have led to another lane."
    ]


def test_it_is_told_by_the_rules_of_the_day_not_by_todays(client, house):
    submission = make.route(make.TO_EXECUTIVE)
    before = page_of(client, submission)
    load_policy(make.POLICY | {"rules": []}, assessment=house, publish=True)
    assert changes(page_of(client, submission)) == changes(before)


def test_a_page_shows_the_three_nearest_and_knows_all(client, house):
    asked = [
        {
            "key": f"question-{at}",
            "kind": "single",
            "text": f"Question {at}?",
            "choices": [
                {"key": "yes", "label": "Yes", "points": {"personal-drag": at}},
                {"key": "no", "label": "No", "points": {"personal-drag": 0}},
            ],
        }
        for at in range(1, 6)
    ]
    compass = make.load_assessment(
        make.COMPASS | {"questions": [*asked, make.COMPASS["questions"][1]]}, publish=True
    )
    every = {"score": "personal-drag", "operator": "at_least", "value": 100}
    rule = make.POLICY["rules"][1] | {"condition": every}
    load_policy(make.POLICY | {"rules": [rule]}, assessment=compass, publish=True)
    submission = make.route({each["key"]: "yes" for each in asked} | {"forum": "made"})
    assert len(result_of(submission).changes) == 5
    section = changes(page_of(client, submission))
    assert texts(section, "ol .small") == ["Question 1?", "Question 2?", "Question 3?"]


def test_a_score_is_compared_with_those_of_others_in_a_band(client, house):
    others_scored(50)
    page = page_of(client, make.route(make.TO_EXECUTIVE))
    said = [text for text in texts(page, ".score-notes p") if text.startswith("Higher")]
    assert said == [
        "Higher than fewer than 10 in 100 of 40 other readers.",
        "Higher than at least 90 in 100 of 40 other readers.",
    ]
    assert len(texts(page, ".compared")) == 1


def test_it_is_hidden_below_the_editors_minimum_and_ones_own_result_does_not_count(client, house):
    submission = make.route(make.TO_EXECUTIVE)
    others_scored(50, readers=29)
    assert not texts(page_of(client, submission), ".compared")
    others_scored(50, readers=1)
    assert texts(page_of(client, submission), ".compared")
    Assessment.objects.update(comparison_minimum=31)
    assert not texts(page_of(client, submission), ".compared")


def test_it_is_the_same_before_and_after_the_reader_is_counted(client, house):
    others_scored(50)
    submission = make.submit()
    before = page_of(client, submission)
    make.work_through("pipeline")
    assert page_of(client, submission) == before


def test_a_composite_says_what_it_is_made_of_and_a_band_its_own_next_step(client, db):
    bands = [make.BANDS[0], make.BANDS[1] | {"next_step": "Name one decision.\n\nDate it."}]
    composite = {
        "key": "drag",
        "label": "Drag",
        "bands": bands,
        "composed_of": {"personal-drag": 2, "organizational-drag": 1},
    }
    document = make.COMPASS | {"dimensions": [*make.COMPASS["dimensions"], composite]}
    compass = make.load_assessment(document, publish=True)
    for key, name in make.LANES.items():
        make.make_lane(key, name=name)
    load_policy(make.POLICY, assessment=compass, publish=True)
    page = page_of(client, make.route(make.TO_INDIVIDUAL))
    [section] = [each for each in page.select("section.score") if each.find(id="score-drag")]
    assert texts(section, ".score-points") == ["67 of 100"]
    assert texts(section, ".narrative:not(.prose) p") == ["Name one decision.", "Date it."]
    assert texts(section, ".score-notes p") == [
        "Not asked for by itself: the weighted mean of Personal drag at 100 (weight 2) and "
        "Organizational drag at 0 (weight 1)."
    ]
    heaviest = page.find(id="heaviest").find_parent("section")
    assert "Personal drag" in texts(heaviest, "p")[0]
