"""Follow-up sequences from documents: the sample site, and what a program brings."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from wagtail.actions.create import CreateAction
from wagtail.actions.edit import EditAction
from wagtail.models import Page

from assessment.domain.documents import Fault
from leads.domain.sequences import Series, SeriesInvalid
from leads.models import Lane, Sequence
from leads.models.sequence_freezing import STAYS, thaw_steps


@transaction.atomic
def load_sequence(document: Mapping[str, Any], *, publish: bool) -> Sequence:
    """Makes the sequence of this title, or gives the one there is a new revision.

    The document is a series', and `title`. Raises SeriesInvalid with the path and the reason of
    every fault.
    """
    series = Series.from_document({k: v for k, v in document.items() if k != "title"})
    lanes = {lane.key: lane for lane in Lane.objects.all()}
    if unknown := [key for key in series.lanes if key not in lanes]:
        raise SeriesInvalid([Fault("/lanes", f"There is no lane “{key}”.") for key in unknown])
    known = Sequence.objects.filter(title=document["title"]).first()
    sequence = known or Sequence(title=document["title"])
    sequence.lanes = [lanes[key] for key in series.lanes]
    sequence.entry = series.entry.value
    sequence.again, sequence.priority = series.again, series.priority
    content: dict[str, Any] = {f"stays_after_{name}": name in series.stays_after for name in STAYS}
    content["steps"] = thaw_steps(series, lanes=lanes, pages=_pages(series))
    for name, value in content.items():
        setattr(sequence, name, value)
    (EditAction if known else CreateAction)(sequence, publish=publish).execute()
    sequence.refresh_from_db()
    return sequence


def _pages(series: Series) -> dict[int, Page]:
    targets = {passage.to for step in series.steps for passage in step.body}
    ids = [int(to.removeprefix("page:")) for to in targets if to.startswith("page:")]
    found: dict[int, Page] = Page.objects.in_bulk(ids)
    return found
