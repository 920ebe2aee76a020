from pages.models.article import ArticlePage
from pages.models.assessment_page import AssessmentPage
from pages.models.base import BasePage
from pages.models.changes import Change
from pages.models.feedback import Feedback
from pages.models.home import HomePage
from pages.models.offer import OfferPage
from pages.models.pillar import PillarPage
from pages.models.previews import DraftLink, Preview
from pages.models.refused_pictures import RefusedPicture
from pages.models.site_settings import SiteSettings
from pages.models.trials import Exposure, Trial
from pages.snippets import CallToAction, ReusableBlock

__all__ = [
    "ArticlePage",
    "AssessmentPage",
    "BasePage",
    "CallToAction",
    "Change",
    "DraftLink",
    "Exposure",
    "Feedback",
    "HomePage",
    "OfferPage",
    "PillarPage",
    "Preview",
    "RefusedPicture",
    "ReusableBlock",
    "SiteSettings",
    "Trial",
]
