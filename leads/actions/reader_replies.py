"""A reader answers one of our mails: what a reply ends, ends; whoever has the lead reads it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Q

from leads.actions.holding import hold_lead
from leads.actions.leaving import record_reply
from leads.actions.offers import write_to_advisor
from leads.actions.timeline import add_line
from leads.domain.actors import READER
from leads.domain.replies import own_words
from leads.models import Advisor, Delivery, InboundMessage, Lead
from leads.models.deliveries import Kind, Stream
from leads.models.reply_addresses import lead_of_address
from leads.models.timeline import LeadEventKind

TO_READERS: Final = tuple(kind.value for kind in Kind if kind.stream is not Stream.BRIEFS)


def reader_of(*, recipients: Iterable[str], answered: Iterable[str], sender: str) -> Lead | None:
    """Whose reply it is: by the address it went to, by the mail it answers, by who sent it.

    `answered`: the ids of messages that it says it answers. An advisor's address is no reader's.
    """
    named = filter(None, (lead_of_address(each) for each in recipients))
    known = Lead.objects.filter(erased_at=None)
    if found := known.filter(pk__in=list(named)).first():
        return found
    ids = list(answered)
    ours = Delivery.objects.filter(kind__in=TO_READERS, lead__erased_at=None, lead__isnull=False)
    bare = [each.strip("<>") for each in ids]
    mails = ours.filter(Q(message_id__in=ids) | Q(service_message_id__in=[*ids, *bare]))
    if ids and (mail := mails.select_related("lead").first()):
        return mail.lead
    if not sender or Advisor.objects.filter(email__iexact=sender).exists():
        return None
    return known.filter(email=sender).first()


def take_reply(row: InboundMessage, lead: Lead, *, now: datetime) -> bool:
    """Note it on the lead, and send it to whoever has that. False where nobody has.

    Raises LeadGone. The caller settles `row`, once, in the same transaction.
    """
    held = hold_lead(lead)
    for each in held.people:
        record_reply(each, now=now)
    words = own_words(row.text)
    line = add_line(held.lead, LeadEventKind.REPLIED, text=words, by=READER, now=now)
    for turn in held.open:
        write_to_advisor(turn, Kind.WROTE, key=f"wrote:{row.pk}.{turn.pk}", line=line, now=now)
    return bool(held.open)
