"""What may stand below what."""

import pytest
from wagtail.models import Page

from pages.models import ArticlePage, AssessmentPage, HomePage, OfferPage, PillarPage

ALLOWED = {
    (Page, HomePage),
    (HomePage, PillarPage),
    (HomePage, AssessmentPage),
    (HomePage, OfferPage),
    (PillarPage, ArticlePage),
}
OURS = [HomePage, PillarPage, ArticlePage, AssessmentPage, OfferPage]


@pytest.mark.parametrize("parent", [Page, *OURS])
@pytest.mark.parametrize("child", OURS)
def test_a_page_stands_only_where_it_belongs(parent: type[Page], child: type[Page]):
    allowed = child in parent.allowed_subpage_models()
    assert allowed == ((parent, child) in ALLOWED)
