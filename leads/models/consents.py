"""What readers agreed to, line by line: when, to which text, from where."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from leads.domain.consent import Said, Standing, Word, standing
from leads.models.acting import BY_WHOM, ActedModel
from leads.models.appendonly import AppendOnlyQuerySet
from leads.models.personal import READERS


class Source(models.TextChoices):
    FORM = "form", "the form"
    API = "api", "the API"
    LINK = "link", "a link in a mail"
    SERVICE = "service", "a report of the mail service"
    ADMIN = "admin", "the admin"


class ConsentEventQuerySet(AppendOnlyQuerySet):
    def of_person(self, leads: object) -> "ConsentEventQuerySet":
        """Of these rows of one person, oldest first, with all that is shown of a line."""
        shown = self.select_related("lead", *BY_WHOM)
        return shown.filter(lead__in=leads).order_by("at", "pk")

    def standing_of(self, lead: object) -> Standing:
        """Where all that was said of this address leaves it."""
        lines = self.filter(lead=lead).order_by("number").values_list("said", "to_confirm")
        return standing(Word(Said(said), to_confirm) for said, to_confirm in lines)

    def forget(self) -> None:
        """What leads back to the reader goes with the reader; what was agreed to and when stays."""
        models.QuerySet.update(self, **READERS["ConsentEvent"])


class ConsentEvent(ActedModel):
    """One line of one address. `wording` is the text as it was agreed to: editors change texts."""

    lead = models.ForeignKey("leads.Lead", on_delete=models.PROTECT, related_name="consents")
    # In what order it was said: two who write at once write the same number, and one of them fails.
    number = models.PositiveIntegerField()
    said = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Said])
    submission = models.ForeignKey(
        "leads.Submission", null=True, on_delete=models.PROTECT, related_name="consents"
    )
    text_id = models.CharField(max_length=16, blank=True)
    wording = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source)
    page = models.CharField(max_length=500, blank=True)  # the address it was said on, as sent
    to_confirm = models.BooleanField(default=False)
    reason = models.TextField(blank=True)  # of what was lifted: a person's words

    objects: ClassVar[Any] = ConsentEventQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta(ActedModel.Meta):
        ordering = ["at", "pk"]
        constraints = [
            *ActedModel.Meta.constraints,
            models.UniqueConstraint(fields=["lead", "number"], name="consent_is_said_in_order"),
            models.UniqueConstraint(
                fields=["submission", "said"],
                condition=Q(said__in=["given", "confirmed"]),
                name="one_consent_per_submission",
            ),
            models.CheckConstraint(
                condition=~Q(said="given") | Q(submission__isnull=False) & ~Q(text_id=""),
                name="consent_is_given_to_a_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.said} {self.pk}"
