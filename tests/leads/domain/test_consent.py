"""Where a reader stands follows from what was said, in the order it was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.consent import Said, Standing, Word, standing

GIVEN, ASKED = Word(Said.GIVEN), Word(Said.GIVEN, to_confirm=True)
CONFIRMED, WITHDRAWN, LIFTED = Word(Said.CONFIRMED), Word(Said.WITHDRAWN), Word(Said.LIFTED)


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ([], "none"),
        ([GIVEN], "agreed"),
        ([ASKED], "pending"),
        ([ASKED, ASKED], "pending"),
        ([ASKED, CONFIRMED], "agreed"),
        ([ASKED, GIVEN], "agreed"),  # the operator no longer asks
        ([GIVEN, ASKED], "agreed"),  # who agreed is not asked again
        ([GIVEN, WITHDRAWN], "withdrawn"),
        ([ASKED, WITHDRAWN, CONFIRMED], "withdrawn"),  # a late press of an old link
        ([ASKED, CONFIRMED, WITHDRAWN, ASKED], "pending"),
        ([GIVEN, WITHDRAWN, GIVEN], "agreed"),
        ([GIVEN, WITHDRAWN, LIFTED], "agreed"),
        ([ASKED, WITHDRAWN, LIFTED], "pending"),  # lifting confirms nothing
        ([GIVEN, WITHDRAWN, WITHDRAWN, LIFTED], "agreed"),
        ([LIFTED], "none"),
        ([CONFIRMED], "none"),
    ],
)
def test_the_words_lead_there(words: list[Word], where: str) -> None:
    assert standing(words) == where


WORDS = st.lists(st.builds(Word, st.sampled_from(Said), st.booleans()), max_size=12)


@given(WORDS)
def test_after_a_withdrawal_only_a_new_consent_or_a_person_opens_the_way(words: list[Word]) -> None:
    for later in (CONFIRMED, WITHDRAWN):
        assert standing([*words, WITHDRAWN, later]) is Standing.WITHDRAWN


@given(WORDS)
def test_nobody_agrees_who_never_said_so(words: list[Word]) -> None:
    unasked = [word for word in words if word.said is not Said.GIVEN]
    assert standing(unasked) in (Standing.NONE, Standing.WITHDRAWN)
