"""The editor's form of an article, as a browser sends it."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.pages.building import STANDFIRST

TO_JSON = {"accept": "application/json"}


def form_of(title: str, *, text: str = "<p>By six.</p>", comments: Any = (), **fields: Any) -> dict:
    """`comments`: what is said beside a field, one dictionary each."""
    form = {
        "title": title,
        "slug": "two-jobs",
        "standfirst": STANDFIRST,
        "body": streamfield([("text", rich_text(text))]),
    }
    count = {"TOTAL_FORMS": len(comments), "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0}
    said = {f"comments-{name}": value for name, value in count.items()}
    for number, comment in enumerate(comments):
        row = {"id": "", "DELETE": "", "resolved": "", "position": "", **comment}
        row |= {"replies-TOTAL_FORMS": 0, "replies-INITIAL_FORMS": 0}
        said |= {f"comments-{number}-{name}": value for name, value in row.items()}
    return nested_form_data(form) | said | fields


def edit(browser: Client, page: Page, form: dict[str, Any], **more: Any) -> HttpResponse:
    return browser.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, **more)


def newest(page: Page) -> Page:
    """The draft as it was saved last."""
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def admin(browser: Client, name: str, *args: Any) -> BeautifulSoup:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")
