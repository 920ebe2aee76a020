"""One person, found by address: every row that is about them, whether or not they are a lead."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce

from leads.models.deliveries import Delivery, Kind
from leads.models.drafts import Draft
from leads.models.inbound import InboundMessage
from leads.models.leads import Lead, LeadQuerySet
from leads.models.submissions import Submission
from leads.models.tokens import normalised


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept about whoever reads one address; what was erased before is not among it.

    Leads that were merged are one person, so their other addresses come along. `messages` are those
    that belong to no submission: links to carry on.
    """

    address: str
    leads: tuple[Lead, ...]
    submissions: tuple[Submission, ...]
    drafts: tuple[Draft, ...]
    messages: tuple[Delivery, ...]
    written: tuple[InboundMessage, ...]  # to an address that answers no offer

    @property
    def is_known(self) -> bool:
        return bool(self.leads or self.submissions or self.drafts or self.messages or self.written)


def person_with(address: str) -> Person:
    """Everything of the person with this address, oldest first; nothing is held or written."""
    known = normalised(address)
    sent = Submission.objects.filter(erased_at=None)
    leads = _leads(Q(email=known) | Q(pk__in=sent.filter(email=known).values("lead")))
    addresses = {known, *leads.values_list("email", flat=True)}
    submissions = sent.filter(Q(email__in=addresses) | Q(lead__in=leads))
    mailed = Delivery.objects.filter(to_address__in=addresses, kind=Kind.CARRY_ON)
    theirs = Q(from_address__iexact=known, assignment=None) | Q(lead__in=leads)
    written = InboundMessage.objects.filter(theirs)
    begun = Q(contact__email="", pk__in=mailed.values("draft"))
    for each in addresses:
        begun |= Q(contact__email__iexact=each)
    return Person(
        address=known,
        leads=tuple(leads.order_by("pk")),
        submissions=tuple(submissions.with_receipt().order_by("submitted_at", "pk")),
        drafts=tuple(Draft.objects.with_rubric().filter(begun).order_by("started_at", "pk")),
        written=tuple(written.order_by("pk")),
        messages=tuple(mailed.prefetch_related("events").order_by("created_at", "pk")),
    )


def _leads(found: Q) -> LeadQuerySet:
    """These, and every row that was merged with one of them."""
    people = Lead.objects.filter(found).values_list(Coalesce("merged_into", "pk"))
    return Lead.objects.filter(Q(pk__in=people) | Q(merged_into__in=people), erased_at=None)
