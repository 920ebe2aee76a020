"""An advisor is away: no new leads until they are back."""

from datetime import datetime

from django.db import transaction

from leads.models import Absence, Advisor


@transaction.atomic
def record_absence(advisor: Advisor, *, starts: datetime, ends: datetime) -> Absence | None:
    """None where they are known to be away for all that time already. Twice is once."""
    Advisor.objects.select_for_update().get(pk=advisor.pk)
    known = Absence.objects.filter(advisor=advisor, starts_at__lte=starts, ends_at__gte=ends)
    if known.exists():
        return None
    return Absence.objects.create(advisor=advisor, starts_at=starts, ends_at=ends)
