"""Who may be followed up at all."""

import pytest

from leads.domain.followups import may_follow_up


@pytest.mark.parametrize("consent", [True, False])
@pytest.mark.parametrize("suppressed", [True, False])
@pytest.mark.parametrize("erased", [True, False])
def test_only_who_agreed_and_did_not_ask_to_be_left_alone_is_followed_up(
    consent: bool, suppressed: bool, erased: bool
) -> None:
    allowed = may_follow_up(consent=consent, suppressed=suppressed, erased=erased)
    assert allowed is ((consent, suppressed, erased) == (True, False, False))
