"""The page of figures, and what measures them."""

from tests.bench.figures import figures
from tests.bench.harness import Figure, measure
from tests.house.environment import HERE


def test_the_page_has_every_figure_that_is_measured():
    page = (HERE / "docs" / "performance.md").read_text()
    for figure in figures():
        assert f"| {figure.name} |" in page


def test_work_that_is_its_own_floor_costs_about_once_the_floor():
    work = list(range(1000)).copy
    result = measure(Figure("copying", work, goal=1.0, floor=work))
    assert result.is_met
    assert result.measured.least <= result.measured.median <= result.measured.most
    assert result.ratio
    assert 0.2 < result.ratio < 5
