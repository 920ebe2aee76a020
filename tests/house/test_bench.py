"""The page of figures, and what measures them."""

import smtplib
from itertools import repeat

import pytest

from tests.bench import page
from tests.bench.__main__ import SECTIONS
from tests.bench.comparing import Rates
from tests.bench.figures import figures
from tests.bench.harness import Figure, measure
from tests.bench.load import Unexpected, drive, request
from tests.bench.sink import sink
from tests.house.environment import HERE


def test_the_page_has_every_figure_that_is_measured():
    text = (HERE / "docs" / "performance.md").read_text()
    for figure in figures():
        assert f"| {figure.name} |" in text


def test_work_that_is_its_own_floor_costs_about_once_the_floor():
    work = list(range(1000)).copy
    result = measure(Figure("copying", work, goal=1.0, floor=work))
    assert result.is_met
    assert result.measured.least <= result.measured.median <= result.measured.most
    assert result.ratio
    assert 0.2 < result.ratio < 5


def test_a_part_of_the_page_is_replaced_and_the_others_stand(tmp_path):
    here = tmp_path / "performance.md"
    page.put("The pipeline", "slow", page=here)
    page.put("A submission’s POST", "as it was", page=here)
    page.put("The pipeline", "quick", page=here)
    assert page.parts_of(here.read_text()) == {
        "A submission’s POST": "as it was",
        "The pipeline": "quick",
    }


def test_every_section_has_its_part():
    titles = {__import__(name, fromlist=["TITLE"]).TITLE for name in SECTIONS.values()}
    assert titles <= set(page.PARTS)


def test_a_ratio_is_taken_within_each_round():
    slow_minute = Rates("ours", (100.0, 50.0, 100.0), (0.1, 0.1, 0.1))
    floor = Rates("floor", (200.0, 100.0, 200.0), (0.1, 0.1, 0.1))
    assert slow_minute.times(floor) == 0.5


def test_the_client_counts_whole_answers_and_refuses_another_status(live_server):
    port = int(live_server.url.rpartition(":")[2])
    answers = drive(port, [request("/healthz")] * 6, status=200, seconds=5, connections=2)
    assert len(answers.each) == 6
    assert answers.rate > 0
    with pytest.raises(Unexpected):
        drive(port, repeat(request("/no-such-page/")), status=200, seconds=1, connections=1)


def test_the_sink_remembers_each_message_by_its_id():
    with sink() as server, smtplib.SMTP("127.0.0.1", server.server_address[1]) as client:
        client.sendmail("a@example.com", ["b@example.com"], "Message-ID: <one@x>\r\n\r\nHello.")
        assert server.wait_for(1, seconds=5)
        assert list(server.arrived) == ["<one@x>"]
