"""The reader's addresses."""

from django.urls import path

from leads.views.result import result
from leads.views.take import take
from leads.views.unsubscribe import unsubscribe

urlpatterns = [
    path("assessments/<slug:slug>/", take, name="take-assessment"),
    path("results/<str:token>/", result, name="result"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
