"""The person we follow up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from leads.domain.organizations import organization_of
from leads.models.timeline import Outcome


class LeadQuerySet(models.QuerySet["Lead"]):
    def of_person(self, lead: "Lead") -> "LeadQuerySet":
        """Every row of this person: the one that is followed up and those merged into it."""
        kept = lead.merged_into_id or lead.pk
        return self.filter(Q(pk=kept) | Q(merged_into=kept))


class Lead(models.Model):
    """Unique by normalised email: many submissions, one person.

    Somebody with two addresses has two rows; merged, the one points to the other, which is
    followed up. Each keeps its own address, with what was agreed to for it.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    company = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=120, blank=True)
    organization = models.CharField(max_length=255, blank=True, editable=False)  # of the address
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(auto_now=True)
    replied_at = models.DateTimeField(null=True)  # when they first answered one of our mails
    erased_at = models.DateTimeField(null=True)  # the row stays for the receipts that name it
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="aliases"
    )
    # Where the lead stands, as its newest lines say.
    snoozed_until = models.DateTimeField(null=True)
    booked_for = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    objects = LeadQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at"], name="lead_newest"),
            # Who else of an organization is a lead: asked under the lane's lock.
            models.Index(
                fields=["organization"], name="lead_of_organization", condition=~Q(organization="")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="lead_email_is_normalised",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="lead_is_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        """Never by the address: it stands in logs and lists, and some lanes keep it back."""
        return self.name or ("Erased" if self.erased_at else f"Lead {self.pk}")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The organization follows from the address."""
        self.organization = organization_of(self.email)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "organization"}
        super().save(*args, **kwargs)

    @property
    def person(self) -> "Lead":
        """The row that is followed up."""
        return self.merged_into or self

    def describe(self, submissions: Iterable[Any]) -> None:
        """What these submissions, oldest first, say of the person: the newest word of each."""
        for field in ("name", "company", "role"):
            said = [getattr(each, field) for each in submissions if getattr(each, field)]
            setattr(self, field, said[-1] if said else "")
        self.save()

    def forget(self, *, now: datetime) -> None:
        """The row stays for the receipts that name it, and says nothing of anybody."""
        self.email = f"erased-{self.pk}@erased.invalid"  # unique, and no mailbox (RFC 2606)
        self.name = self.company = self.role = ""
        self.erased_at = now
        self.save()
