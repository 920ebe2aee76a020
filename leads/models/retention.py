"""How long the house keeps what it knows of people: one row, which operators change."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from leads.domain.retention import Periods

DEFAULT = Periods()
KEPT = "Empty: kept until somebody asks."
A_DAY = [MinValueValidator(1)]


def days(default: int | None, verbose_name: str, help_text: str) -> Any:
    return models.PositiveIntegerField(
        verbose_name, null=True, blank=True, default=default, validators=A_DAY, help_text=help_text
    )


@register_setting(icon="history")
class RetentionPeriods(BaseGenericSetting):
    submissions = days(
        DEFAULT.submissions,
        "submissions (days)",
        f"Answers, contact details and, with the last of them, the lead. {KEPT}",
    )
    mail_words = days(
        DEFAULT.mail_words,
        "words of mails (days)",
        f"Subject and text; that a mail was sent, and what became of it, stays. {KEPT}",
    )
    webhook_data = days(
        DEFAULT.webhook_data, "what other systems were told (days)", f"The data of it. {KEPT}"
    )
    finished_work = days(
        DEFAULT.finished_work, "finished work (days)", f"Of the outbox; names nobody. {KEPT}"
    )

    panels = [
        HelpPanel("Looked at every hour. What was decided, and the counts of scores, stay."),
        FieldPanel("submissions"),
        FieldPanel("mail_words"),
        FieldPanel("webhook_data"),
        FieldPanel("finished_work"),
    ]

    class Meta:
        verbose_name = "retention periods"
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 1}),
                name=f"retention_of_{name}_is_a_day_or_more",
            )
            for name in Periods.__slots__
        ]

    def __str__(self) -> str:
        return "Retention periods"

    @property
    def periods(self) -> Periods:
        return Periods(**{name: getattr(self, name) for name in Periods.__slots__})
