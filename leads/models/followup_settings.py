"""How much follow-up mail one person gets, and when: for the whole site."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from leads.domain.caps import Limits
from leads.domain.windows import MIDNIGHT, Window


def check_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("There is no time zone of this name. One is “Europe/Berlin”.")


@register_setting(icon="mail")
class FollowUpSettings(BaseGenericSetting):
    """Results, briefs and links to carry on are not counted and never wait."""

    time_zone = models.CharField(
        max_length=60,
        default="UTC",
        validators=[check_zone],
        help_text="Whose clock counts, such as “Europe/Berlin”: where a reader is nobody asks.",
    )
    per_day = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        verbose_name="a day",
        help_text="The most mails one person gets in 24 hours.",
    )
    per_week = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1)],
        verbose_name="a week",
        help_text="The most mails one person gets in seven days.",
    )
    quiet_from = models.TimeField(default=time(20), verbose_name="quiet from")
    quiet_until = models.TimeField(
        default=time(8), verbose_name="quiet until", help_text="The same time twice is no quiet."
    )
    double_opt_in = models.BooleanField(
        default=False,
        verbose_name="ask readers to confirm",
        help_text="Who agrees from then on gets a mail with a link, and no follow-up before they "
        "have pressed its button. Who agreed before is not asked again.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("per_day"), FieldPanel("per_week")],
            heading="One person gets at most",
            help_text="Where more is due, the most important sequence goes first, then what has "
            "been due longest. The rest waits; what waited for two weeks is skipped.",
        ),
        MultiFieldPanel(
            [FieldPanel("time_zone"), FieldPanel("quiet_from"), FieldPanel("quiet_until")],
            heading="Quiet hours",
        ),
        FieldPanel("double_opt_in"),
    ]

    class Meta:
        verbose_name = "follow-up mail"

    @classmethod
    def current(cls) -> "FollowUpSettings":
        """What was set, else the defaults; reading it writes nothing."""
        return cls.objects.first() or cls()

    def clean(self) -> None:
        """Quiet hours reach over midnight: mail goes on one stretch of a day."""
        if self.quiet_until > self.quiet_from:
            raise ValidationError(
                {"quiet_until": "Quiet hours end the next morning, so at an earlier time."}
            )

    def limits(self) -> Limits:
        return Limits(self.per_day, self.per_week, self._waking(), ZoneInfo(self.time_zone))

    def _waking(self) -> Window:
        if self.quiet_from == self.quiet_until:
            return Window()
        closes = _minutes(self.quiet_from) or MIDNIGHT
        return Window(_minutes(self.quiet_until), closes)


def _minutes(at: Any) -> int:
    return int(at.hour) * 60 + int(at.minute)
