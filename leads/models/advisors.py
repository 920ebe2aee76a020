"""Who takes leads: of which lanes, how many, and when not."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel

from leads.domain.matching import Caps, Offers
from leads.domain.working_hours import HoursInvalid, parse_hours, write_hours
from leads.domain.working_time import OFFICE_HOURS, Calendar
from leads.models.working_hours import are_hours, zones

LISTED = "Separated by commas, as the choices of the question are spelt; empty takes all."


class Advisor(ClusterableModel):
    name = models.CharField(max_length=120)
    email = models.EmailField(unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="advisor",
        help_text="Lets the advisor log in and see their own leads. Mail works without it.",
    )
    active = models.BooleanField(default=True, help_text="Who left can never be drawn.")
    weight = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Twice the weight is twice the leads.",
    )
    daily_cap = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The most leads in 24 hours; empty is no cap."
    )
    weekly_cap = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The most leads in seven days; empty is no cap."
    )
    languages = models.CharField(max_length=200, blank=True, help_text=LISTED)
    sectors = models.CharField(max_length=200, blank=True, help_text=LISTED)
    regions = models.CharField(max_length=200, blank=True, help_text=LISTED)
    booking_link = models.URLField(blank=True)
    time_zone = models.CharField(
        max_length=40, blank=True, choices=zones, help_text="Empty is the time zone of the site."
    )
    working_hours = models.TextField(
        default=write_hours(OFFICE_HOURS),
        validators=[are_hours],
        help_text=(
            "The time to answer a lead is counted in these hours. One line for some days and "
            "their times, such as “Mon–Thu 9:00–12:00, 13:00–17:00”."
        ),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("email"),
        FieldPanel("user"),
        FieldPanel("active"),
        FieldPanel("weight"),
        FieldPanel("daily_cap"),
        FieldPanel("weekly_cap"),
        MultiFieldPanel(
            [FieldPanel("languages"), FieldPanel("sectors"), FieldPanel("regions")],
            "Takes only leads of these",
        ),
        FieldPanel("booking_link"),
        MultiFieldPanel([FieldPanel("working_hours"), FieldPanel("time_zone")], "At work"),
        InlinePanel("memberships", heading="Lanes", label="Lane"),
        InlinePanel("absences", heading="Absences", label="Absence"),
    ]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1), name="advisor_weight_is_positive")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """However the hours were written, they are kept in one spelling."""
        super().clean()
        try:
            self.working_hours = write_hours(parse_hours(self.working_hours))
        except HoursInvalid:
            return  # the field's own validator says what to write

    @property
    def calendar(self) -> Calendar:
        """When they work, absences left out. A zone that is no longer known is the site's."""
        try:
            zone = ZoneInfo(self.time_zone or settings.TIME_ZONE)
        except ZoneInfoNotFoundError:
            zone = ZoneInfo(settings.TIME_ZONE)
        absences = tuple((each.starts_at, each.ends_at) for each in self.absences.all())
        return Calendar(zone, parse_hours(self.working_hours), absences)

    @property
    def offers(self) -> Offers:
        """What they take, by attribute, in the words that readers' answers are compared with."""
        listed = {"language": self.languages, "sector": self.sectors, "region": self.regions}
        return {name: words_of(text) for name, text in listed.items() if text.strip()}

    def exclusion(self, *, now: datetime) -> str | None:
        """Why this advisor can be drawn for nobody now, caps aside; None: they can."""
        if not self.active:
            return "inactive"
        if any(absence.covers(now) for absence in self.absences.all()):
            return "away"
        return None


def words_of(listed: str) -> frozenset[str]:
    """Of a list with commas, each as a choice's key is spelt."""
    return frozenset(filter(None, map(slugify, listed.split(","))))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of_lane(self, lane: Any) -> "MembershipQuerySet":
        """Every advisor of the lane in a fixed order, with absences fetched once."""
        return (
            self.filter(lane=lane)
            .select_related("advisor")
            .prefetch_related("advisor__absences")
            .order_by("advisor_id")
        )


class Membership(models.Model):
    """One advisor in one lane, how many leads of it they take, and what the lane owes them."""

    advisor = ParentalKey(Advisor, on_delete=models.CASCADE, related_name="memberships")
    lane = models.ForeignKey("leads.Lane", on_delete=models.CASCADE, related_name="memberships")
    balance = models.BigIntegerField(
        default=0,
        editable=False,
        help_text="Millionths of a lead owed to this advisor; 0 is level, as every newcomer is.",
    )
    daily_cap = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The most leads of this lane in 24 hours."
    )
    weekly_cap = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The most leads of this lane in seven days."
    )

    objects = MembershipQuerySet.as_manager()
    panels = [FieldPanel("lane"), FieldPanel("daily_cap"), FieldPanel("weekly_cap")]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["advisor", "lane"], name="one_membership_per_lane")
        ]

    def __str__(self) -> str:
        return f"{self.advisor} in {self.lane}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Editing an advisor never writes back a balance that was read before the last draw."""
        if not self._state.adding:
            kwargs.setdefault("update_fields", ["advisor", "lane", "daily_cap", "weekly_cap"])
        super().save(*args, **kwargs)

    @property
    def caps(self) -> Caps:
        advisor = self.advisor
        return Caps(advisor.daily_cap, advisor.weekly_cap, self.daily_cap, self.weekly_cap)


class Absence(models.Model):
    advisor = ParentalKey(Advisor, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    panels = [FieldPanel("starts_at"), FieldPanel("ends_at")]

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d %B} to {self.ends_at:%d %B}"

    def covers(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at
