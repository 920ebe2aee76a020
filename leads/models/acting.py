"""Rows that say who did it: append-only, as every receipt."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from leads.domain.actors import Actor, ActorKind
from leads.models.appendonly import AppendOnlyModel

BY_WHOM = ("by_user__advisor", "by_advisor")  # what `by_name` reads


class ActedModel(AppendOnlyModel):
    by_kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ActorKind])
    by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_advisor = models.ForeignKey(
        "leads.Advisor", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                # A user may be deleted later; an advisor never is.
                condition=Q(by_kind="advisor", by_advisor__isnull=False, by_user=None)
                | Q(by_kind="staff", by_advisor=None)
                | Q(by_kind__in=["reader", "system"], by_advisor=None, by_user=None),
                name="%(class)s_says_by_whom",
            )
        ]

    @property
    def by_name(self) -> str:
        """For a person who reads it."""
        if self.by_advisor:
            return f"{self.by_advisor.name}, by mail"
        if self.by_kind == ActorKind.STAFF:
            return _name_of(self.by_user) if self.by_user else "a user deleted since"
        return "the reader" if self.by_kind == ActorKind.READER else "the system"


def acted(by: Actor) -> dict[str, Any]:
    """The columns that say by whom."""
    column = {ActorKind.STAFF: "by_user_id", ActorKind.ADVISOR: "by_advisor_id"}.get(by.kind)
    return {"by_kind": by.kind.value} | ({column: by.id} if column else {})


def _name_of(user: Any) -> str:
    advisor = getattr(user, "advisor", None)
    return str(advisor or user.get_full_name() or user.get_username())
