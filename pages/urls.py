"""The addresses of ours that are no pages. The one that takes feedback is wired in cms, which also
limits how often it is used."""

from django.urls import path

from pages.feedback.views import thanks

urlpatterns = [path("feedback/thanks/", thanks, name="feedback-thanks")]
