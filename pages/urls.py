"""The addresses of ours that are no pages. The one that takes feedback is wired in cms, which also
limits how often it is used."""

from django.urls import path, re_path

from pages.feedback.views import thanks
from pages.importing.serving import TWIN, twin
from pages.sharing.views import draft

urlpatterns = [
    path("feedback/thanks/", thanks, name="feedback-thanks"),
    path("drafts/<str:token>/", draft, name="draft"),
    re_path(rf"^(?P<path>(?:[\w-]+/)+){TWIN}$", twin, name="twin"),
]
