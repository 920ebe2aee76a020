"""Where a lead is routed: content, not code."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import PreviewableMixin

from leads.domain.matching import ATTRIBUTES

PAGE_MODEL = getattr(settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page")


ASKED_BY = (
    "The key of the question that asks it. Whoever offers something else is passed over; empty, "
    "and whoever says nothing of it, fits everybody."
)


class LaneQuerySet(models.QuerySet["Lane"]):
    def locked(self, key: str) -> "Lane":
        """The lane, held until the transaction ends, so that two leads never read one balance."""
        return self.select_for_update().get(key=key)

    def hold(self, keys: Iterable[Any]) -> dict[Any, "Lane"]:
        """Several, by id, held in one order so that two who want the same never wait in a ring."""
        held = self.select_for_update().filter(pk__in=set(keys)).order_by("pk")
        return {lane.pk: lane for lane in held}


class ContactDetails(models.TextChoices):
    ALWAYS = "always", "in the brief"
    AFTER_ACCEPTING = "after_accepting", "in a second mail, once the lead is accepted"


class Lane(PreviewableMixin, models.Model):
    """An editor can rename one, add one, and change every word readers and advisors see of it."""

    key = models.SlugField(unique=True, help_text="Rules refer to the lane by this.")
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=255, help_text="One sentence: what this lane is.")
    reader_heading = models.CharField(max_length=120)
    reader_text = models.TextField(help_text="What happens next, told to the reader.")
    offer_page = models.ForeignKey(
        PAGE_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accept_within_hours = models.PositiveSmallIntegerField(
        default=24,
        validators=[MinValueValidator(1)],
        help_text="Counted in the working hours of the advisor. A day at work is often 8 of them.",
    )
    fallback_inbox = models.EmailField(
        blank=True, help_text="Gets the brief when no advisor of the lane can take the lead."
    )
    contact_details = models.CharField(
        "address of the reader",
        max_length=20,
        choices=ContactDetails,
        default=ContactDetails.ALWAYS,
        help_text="When the advisor learns it. Name, company and answers are in every brief.",
    )
    booking_link = models.URLField(
        blank=True,
        help_text="Where a reader of this lane books a conversation, at Cal.com or Calendly.",
    )
    suggested_opening = models.TextField(blank=True, help_text="For the advisor's first message.")
    language_from = models.SlugField(blank=True, help_text=ASKED_BY)
    sector_from = models.SlugField(blank=True, help_text=ASKED_BY)
    region_from = models.SlugField(blank=True, help_text=ASKED_BY)

    objects = LaneQuerySet.as_manager()

    panels = [
        MultiFieldPanel([FieldPanel("key"), FieldPanel("name"), FieldPanel("summary")], "The lane"),
        MultiFieldPanel(
            [
                FieldPanel("reader_heading"),
                FieldPanel("reader_text"),
                FieldPanel("offer_page"),
                FieldPanel("booking_link"),
            ],
            "What the reader sees",
        ),
        MultiFieldPanel(
            [
                FieldPanel("accept_within_hours"),
                FieldPanel("fallback_inbox"),
                FieldPanel("contact_details"),
                FieldPanel("suggested_opening"),
            ],
            "What the advisor gets",
        ),
        MultiFieldPanel(
            [FieldPanel("language_from"), FieldPanel("sector_from"), FieldPanel("region_from")],
            "Which advisors fit the reader",
        ),
    ]

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def matched_by(self) -> dict[str, str]:
        """By attribute of an advisor, the key of the question whose answer it is compared with."""
        asked = (self.language_from, self.sector_from, self.region_from)
        return dict(zip(ATTRIBUTES, asked, strict=True))

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "leads/lane_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """As on a result; the reason there is a sentence of the rule that led to it."""
        reason = "Here stands why: a sentence of the rule that led to this lane."
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return context | {"result": {"reason": reason}}

    @property
    def withholds_contact(self) -> bool:
        return self.contact_details == ContactDetails.AFTER_ACCEPTING
