"""Which articles brought leads: counted by lane and time, for editors too, and nobody is named."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from assessment.models import Assessment
from leads.models import Lane
from pages.models import ArticlePage, PillarPage
from tests import make
from tests.pages.building import make_article, make_pillar, make_site, publish, read, words
from tests.pages.people import browser_of

ADDRESS = "/admin/reports/leads-brought/"
MARCH = datetime(2026, 3, 10, tzinfo=UTC)
MAY = datetime(2026, 5, 10, tzinfo=UTC)


@pytest.fixture
def pillar(house: Assessment) -> PillarPage:
    return make_pillar(make_site())


@pytest.fixture
def article(pillar: PillarPage) -> ArticlePage:
    return make_article(pillar, title="Two jobs")


@pytest.fixture
def edith(house: Assessment) -> Client:
    return browser_of("edith", "Editors")


def brought(article: ArticlePage, answers: dict[str, Any], **more: Any) -> None:
    make.route(answers, page=article.url, block="b7", **more)


def rows(client: Client, asked: str = "") -> list[list[str]]:
    page = read(client, f"{ADDRESS}{asked}")
    return [[words(cell) for cell in row.select("td")] for row in page.select("table tbody tr")]


@pytest.mark.postgres
def test_leads_are_counted_by_article_and_lane(pillar, article, edith):
    make_article(pillar, title="Nobody came")
    brought(article, make.TO_EXECUTIVE, contact=make.ROSA)
    brought(article, make.TO_INDIVIDUAL, contact=make.ROSA)
    brought(article, make.TO_EXECUTIVE, contact=make.SAM)
    brought(article, make.TO_BOOK, contact=None)
    assert rows(edith) == [
        ["Two jobs", "2", "4", "1", "1", "2"],
        ["Nobody came", "0", "0", "0", "0", "0"],
    ]


def test_what_came_from_elsewhere_or_looks_automated_is_not_counted(article, edith):
    make.route(make.TO_BOOK)
    make.route(make.TO_BOOK, page="/elsewhere/")
    brought(article, make.TO_BOOK, contact=None, flag="trap filled")
    assert rows(edith) == [["Two jobs", "0", "0", "0", "0", "0"]]


def test_an_article_that_moved_keeps_what_it_brought(
    article, edith, django_capture_on_commit_callbacks
):
    brought(article, make.TO_BOOK)
    article.slug = "one-job"
    with django_capture_on_commit_callbacks(execute=True):
        moved = publish(article)
    brought(moved, make.TO_BOOK, contact=make.SAM)
    assert rows(edith)[0][:3] == ["Two jobs", "2", "2"]


def test_a_range_of_days_counts_what_was_submitted_then(article, edith):
    make.submit(make.TO_BOOK, contact=None, page=article.url, now=MARCH)
    make.submit(make.TO_BOOK, contact=None, page=article.url, now=MAY)
    assert rows(edith)[0][2] == "2"
    assert rows(edith, "?submitted_from=2026-03-01&submitted_to=2026-03-31")[0][2] == "1"
    assert rows(edith, "?submitted_from=2026-03-10&submitted_to=2026-03-10")[0][2] == "1"
    assert rows(edith, "?submitted_from=2026-06-01")[0][2] == "0"
    assert rows(edith, "?submitted_from=nonsense")[0][2] == "2"


@pytest.mark.parametrize("ordering", ["title", "-submissions", "executive-advisory", "nonsense"])
def test_it_can_be_put_in_order_by_every_column(pillar, article, edith, ordering):
    other = make_article(pillar, title="A shared week")
    brought(other, make.TO_BOOK)
    titles = [row[0] for row in rows(edith, f"?ordering={ordering}")]
    first = "A shared week"
    assert titles == [first, "Two jobs"]


def test_the_file_holds_the_same_and_no_cell_acts_as_a_formula(pillar, article, edith):
    make_article(pillar, title="=1+1", slug="sum")
    Lane.objects.filter(key="book").update(name="=2+2")
    brought(article, make.TO_BOOK)
    answer = edith.get(f"{ADDRESS}?export=csv")
    text = b"".join(answer.streaming_content).decode()
    heading, first, second = csv.reader(io.StringIO(text))
    assert heading[:5] == ["Title", "Path", "Leads", "Submissions", "'=2+2"]
    assert first[:5] == ["Two jobs", "/career/two-jobs/", "1", "1", "1"]
    assert second[:2] == ["'=1+1", "/career/sum/"]
    assert edith.get(f"{ADDRESS}?export=xlsx").status_code == 200


def test_nobody_is_named(article, edith):
    brought(article, make.TO_BOOK, contact=make.ROSA)
    assert "rosa" not in str(read(edith, ADDRESS)).lower()


def test_who_sees_every_lead_sees_every_article(article):
    otto = browser_of("otto", "Operators")
    assert [row[0] for row in rows(otto)] == ["Two jobs"]
    assert "leads-brought" in str(read(otto, "/admin/"))


def test_an_advisor_sees_none_of_it(article):
    ada = browser_of("ada", "Advisors")
    assert ada.get(ADDRESS).status_code in (302, 403)
    assert "leads-brought" not in str(read(ada, "/admin/"))


def test_twenty_articles_cost_as_much_as_one(pillar, edith, django_assert_max_num_queries):
    for n in range(20):
        article = make_article(pillar, title=f"Piece {n}")
        make.submit(make.TO_BOOK, contact=None, page=article.url, now=make.NOW - timedelta(days=n))
    with django_assert_max_num_queries(22):
        assert len(rows(edith)) == 20
