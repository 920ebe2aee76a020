"""Two variants of one call to action, shown to readers by lot until an editor ends it."""

from typing import Any

from django.db import models
from django.db.models import F, Q

WORDS = ("label", "supporting_line", "style")  # what the variants of a call may differ in


class Style(models.TextChoices):
    PRIMARY = "primary", "Primary: a button"
    QUIET = "quiet", "Quiet: a link"


class Variant(models.TextChoices):
    A = "a", "A"
    B = "b", "B"


class Trial(models.Model):
    """A is the call as it stood when the trial began, B says the same thing otherwise.

    The words are never changed afterwards, and only the end is written later. Readers see the trial
    that their call names (`CallToAction.trial`), so that its start and end are changes of the call.
    """

    call = models.ForeignKey(
        "pages.CallToAction", on_delete=models.CASCADE, related_name="trials", editable=False
    )
    a_label = models.CharField(max_length=80, editable=False)
    a_supporting_line = models.CharField(max_length=200, blank=True, editable=False)
    a_style = models.CharField(max_length=10, choices=Style, editable=False)
    b_label = models.CharField("label", max_length=80)
    b_supporting_line = models.CharField("supporting line", max_length=200, blank=True)
    b_style = models.CharField("style", max_length=10, choices=Style)
    started_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    winner = models.CharField(max_length=1, blank=True, choices=Variant, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(ended_at__isnull=True),
                name="one_running_trial_per_call",
            ),
            models.CheckConstraint(
                name="trial_has_a_winner_when_it_has_ended",
                condition=Q(ended_at__isnull=True, winner="")
                | Q(ended_at__isnull=False, winner__in=Variant.values),
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.a_label}” against “{self.b_label}”"

    def words(self, variant: str) -> dict[str, str]:
        return {name: getattr(self, f"{variant}_{name}") for name in WORDS}

    def mark(self, variant: str) -> str:
        """Follows the id of the block in the address a variant leads to: `~12b`."""
        return f"~{self.pk}{variant}"

    def card(self) -> dict[str, Any]:
        """What the API says of it, for a front end that shows the variants itself."""
        return {
            "id": self.pk,
            "variants": [
                {"variant": each, **self.words(each), "block_mark": self.mark(each)}
                for each in Variant.values
            ],
        }


class Exposure(models.Model):
    """How many readers have seen one variant: a count, and nobody's name.

    Apart from the trial, because what readers see does not change when one more has seen it.
    """

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="exposures")
    variant = models.CharField(max_length=1, choices=Variant)
    readers = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "variant"], name="one_count_per_trial_and_variant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.variant}: {self.readers}"

    @classmethod
    def count(cls, *, trial: int, variant: str) -> bool:
        """One more reader has seen it; False where there is no such trial. One that has ended
        counts nothing more: pages that caches kept go on telling for minutes."""
        counts = cls.objects.filter(trial=trial, variant=variant)
        running = counts.filter(trial__ended_at__isnull=True)
        return bool(running.update(readers=F("readers") + 1)) or counts.exists()
