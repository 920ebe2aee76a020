from typing import Any

import pytest
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from pages.blocks.moves import ForkBlock, NextStepRowBlock
from pages.models import ArticlePage, HomePage
from pages.snippets import CallToAction
from tests.pages.building import make_call


def fork_of(ways: int, call: CallToAction | None = None) -> Any:
    way = {"title": "Yours", "text": "<p>Within your authority.</p>", "call_to_action": call}
    return ForkBlock().normalize({"heading": "Whose?", "introduction": "", "ways": [way] * ways})


def test_a_fork_with_two_ways_and_their_calls_is_accepted(home: HomePage):
    fork = fork_of(2, make_call("home", page=home))
    assert len(ForkBlock().clean(fork)["ways"]) == 2


def test_a_way_without_a_call_is_refused():
    with pytest.raises(StructBlockValidationError):
        ForkBlock().clean(fork_of(2))


@pytest.mark.parametrize("ways", [1, 3])
def test_a_fork_with_another_number_of_ways_is_refused_at_its_ways(ways: int):
    with pytest.raises(StructBlockValidationError) as refusal:
        ForkBlock().clean(fork_of(ways))
    assert set(refusal.value.block_errors) == {"ways"}
    assert isinstance(refusal.value.block_errors["ways"], ListBlockValidationError)


@pytest.mark.parametrize("calls", [1, 3])
def test_a_next_step_row_with_another_number_of_calls_than_two_is_refused(
    home: HomePage, calls: int
):
    row = NextStepRowBlock()
    value = row.normalize({"heading": "Start", "calls": [make_call("home", page=home)] * calls})
    with pytest.raises(StructBlockValidationError) as refusal:
        row.clean(value)
    assert set(refusal.value.block_errors) == {"calls"}


def test_the_body_of_an_article_refuses_such_a_fork():
    body = ArticlePage._meta.get_field("body").stream_block
    with pytest.raises(StreamBlockValidationError):
        body.clean(body.normalize([("fork", fork_of(3))]))
