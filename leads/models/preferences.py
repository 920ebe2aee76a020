"""How much of the follow-up a reader wants, as they said on the preference page."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from leads.domain.preferences import Preferences, strictest


class MailPreferenceQuerySet(models.QuerySet["MailPreference"]):
    def of_people(self, leads: Iterable[Any]) -> Preferences:
        """Of one person, under all of their addresses."""
        return strictest(each.asked for each in self.filter(lead__in=list(leads)))


class MailPreference(models.Model):
    """Of one address. No row: as agreed to. Who wants nothing has a suppression instead."""

    lead = models.OneToOneField(
        "leads.Lead", on_delete=models.PROTECT, related_name="mail_preference"
    )
    weekly = models.BooleanField(default=False)
    only = models.ForeignKey(
        "leads.Sequence", null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    objects = MailPreferenceQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        said = ["at most one a week"] if self.weekly else []
        said += [f"only “{self.only}”"] if self.only else []
        return f"{' and '.join(said) or 'all of it'}, since {self.changed_at:%Y-%m-%d}"

    @property
    def asked(self) -> Preferences:
        only = None if self.only_id is None else frozenset({self.only_id})
        return Preferences(self.weekly, only)
