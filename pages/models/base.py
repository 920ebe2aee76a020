"""What all our pages have in common."""

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages.blocks.choosers import CallBlock
from pages.blocks.gathering import Found, gather
from pages.previewing import ShownElsewhere


class BasePage(ShownElsewhere, Page):
    """A page with a standfirst and a way back. Its body, if it has one, is looked up at once."""

    standfirst = models.TextField(
        max_length=500, help_text="Two sentences that say what the page holds to be true."
    )

    # Foreign keys the page is never shown without: looked up along with it.
    shown_with: ClassVar[list[str]] = []

    content_panels = [*Page.content_panels, FieldPanel("standfirst")]
    api_fields = [APIField("standfirst", writable=True)]
    search_fields = [*Page.search_fields, index.SearchField("standfirst")]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """What search engines show: written for them, else the standfirst."""
        return self.search_description or self.standfirst

    @cached_property
    def breadcrumbs(self) -> list[Page]:
        """The pages above this one, from the site's home down; empty for the home page."""
        return list(self.get_ancestors().filter(depth__gt=1).order_by("depth"))

    def gathered(self) -> Found:
        """Makes what is in its streams ready to render; what they point at, by model and key."""
        found: Found = {}
        for field in self._meta.fields:
            if isinstance(field, StreamField):
                found |= gather(getattr(self, field.name))
        return found

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict:
        calls = [getattr(self, "call_to_action", None)]
        calls += self.gathered().get(CallBlock().model_class, {}).values()
        context = super().get_context(request, *args, **kwargs)
        return context | {"has_trial": any(call and call.trial_id for call in calls)}
