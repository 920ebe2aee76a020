"""The reader's addresses."""

from django.urls import path

from leads.views.answering import answer
from leads.views.booking import calcom, calendly
from leads.views.confirm import confirm
from leads.views.preferences import preferences
from leads.views.result import result, result_data, result_json, result_pdf
from leads.views.result_actions import close_result, delete_result, mail_result
from leads.views.steps import carry_on, later, step
from leads.views.take import take
from leads.views.unsubscribe import unsubscribe

DRAFT = "assessments/<slug:slug>/<str:token>/"

urlpatterns = [
    path("assessments/<slug:slug>/", take, name="take-assessment"),
    path(DRAFT, carry_on, name="carry-on"),
    path(f"{DRAFT}later/", later, name="later"),
    path(f"{DRAFT}<int:number>/", step, name="step"),
    path("results/<str:token>/", result, name="result"),
    path("results/<str:token>/pdf/", result_pdf, name="result-pdf"),
    path("results/<str:token>/data/", result_data, name="result-data"),
    path("results/<str:token>/data.json", result_json, name="result-json"),
    path("results/<str:token>/mail/", mail_result, name="mail-result"),
    path("results/<str:token>/close/", close_result, name="close-result"),
    path("results/<str:token>/delete/", delete_result, name="delete-result"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("hooks/booking/calcom/", calcom, name="booking-calcom"),
    path("hooks/booking/calendly/", calendly, name="booking-calendly"),
    path("leads/<str:token>/", answer, name="answer"),
    path("preferences/<str:token>/", preferences, name="preferences"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
