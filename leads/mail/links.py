"""The links that stand in mails. Every one of them only shows something: a POST acts."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from leads.domain.answering import Answer
from leads.models import Assignment, Draft, Lane, Lead, Submission
from leads.models.tokens import (
    answer_token,
    confirm_token,
    preferences_token,
    unsubscribe_token,
)


def result_link(submission: Submission) -> str:
    return f"{settings.BASE_URL}/results/{submission.result_token}/"


def carry_on_link(draft: Draft) -> str:
    return f"{settings.BASE_URL}/assessments/{draft.rubric.rubric.slug}/{draft.token}/"


def absolute(path: str) -> str:
    """Of a path of ours."""
    return f"{settings.BASE_URL}{path}"


def unsubscribe_link(lead: Lead) -> str:
    return f"{settings.BASE_URL}/unsubscribe/{unsubscribe_token(lead.pk)}/"


def preferences_link(lead: Lead, sequence_id: int | None = None) -> str:
    return f"{settings.BASE_URL}/preferences/{preferences_token(lead.pk, sequence_id)}/"


def confirm_link(submission: Submission) -> str:
    return f"{settings.BASE_URL}/confirm/{confirm_token(submission.pk)}/"


def answer_links(turn: Assignment) -> dict[str, str]:
    """To the pages on which the advisor answers the offer: `accept_url` and its like."""
    return {f"{answer}_url": answer_link(turn, answer) for answer in Answer}


def answer_link(turn: Assignment, answer: Answer) -> str:
    token = answer_token(turn.pk, answer, turn.postponements)
    return f"{settings.BASE_URL}/leads/{token}/"


def lead_page(lead: Lead | None) -> str:
    """In the admin, behind a login; "" for nobody."""
    return f"{settings.BASE_URL}{reverse('leads_lead:inspect', args=[lead.pk])}" if lead else ""


def offer_link(lane: Lane) -> str:
    """The lane's page, "" while it has none that readers can open."""
    return _link(lane.offer_page)


def page_link(page_id: str) -> str:
    """A page of the site, "" where there is none of this id that readers can open."""
    return _link(Page.objects.filter(pk=page_id).first() if page_id.isdecimal() else None)


def _link(page: Any) -> str:
    parts = page.get_url_parts() if page is not None and page.live else None
    return f"{settings.BASE_URL}{parts[2]}" if parts and parts[2] else ""
