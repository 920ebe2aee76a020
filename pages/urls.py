"""The addresses of ours that are no pages. The one that takes feedback is wired in cms, which also
limits how often it is used."""

from django.urls import path, re_path

from pages.editing import edit
from pages.feedback.views import thanks
from pages.feeds import feed
from pages.importing.serving import TWIN, twin
from pages.indexes import llms, robots, sitemap
from pages.open_graph import card
from pages.sharing.views import draft

urlpatterns = [
    path("feed.xml", feed, name="feed"),
    path("<slug:slug>/feed.xml", feed, name="pillar-feed"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("robots.txt", robots, name="robots"),
    path("llms.txt", llms, name="llms"),
    path("cards/<int:key>-<slug:digest>.png", card, name="card"),
    path("edit/<path:where>", edit, name="edit-page"),
    path("feedback/thanks/", thanks, name="feedback-thanks"),
    path("drafts/<str:token>/", draft, name="draft"),
    re_path(rf"^(?P<path>(?:[\w-]+/)+){TWIN}$", twin, name="twin"),
]
