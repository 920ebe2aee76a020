"""What a person agreed to, asked for, and must not be sent, under each of their addresses."""

from typing import Any

from leads.models import ConsentEvent, Lead, MailPreference, Suppression
from leads.models.tokens import address_hash


def agreed_by(lead: Lead) -> dict[str, Any]:
    """For the lead's page; four queries, however much there is."""
    people = [each for each in Lead.objects.of_person(lead) if not each.erased_at]
    by_hash = {address_hash(each.email): each.pk for each in people}
    stopped = Suppression.objects.of_addresses(each.email for each in people)
    rows = list(stopped.select_related("lifted_by"))
    for row in rows:
        row.lead = by_hash[row.address_hash]  # type: ignore[attr-defined]
    asked = (
        MailPreference.objects.filter(lead__in=people).select_related("only").defer("only__steps")
    )
    return {
        "consents": ConsentEvent.objects.of_person(Lead.objects.of_person(lead)),
        "stopped": rows,
        "preferences": "; ".join(str(each) for each in asked),
    }
