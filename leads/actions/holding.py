"""A lead, held until the transaction ends, so that two things never happen to it at once.

Everybody takes locks in this order: submissions, leads, lanes, assignments. A row that points to
another holds that one too, so whoever took them in another order could wait in a ring.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from leads.models import Assignment, Lane, Lead, Submission


class StaleLead(Exception):
    """What was to be done no longer fits where the lead stands. `sentence` says why, kindly."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class LeadGone(StaleLead):
    """The reader's data was erased."""

    def __init__(self) -> None:
        super().__init__("This lead was erased. Nothing more can be done with it.")


@dataclass(frozen=True, slots=True)
class Held:
    """One person and everything open about them."""

    lead: Lead  # the row that is followed up
    people: tuple[Lead, ...]  # with those merged into it
    lanes: dict[Any, Lane]
    open: tuple[Assignment, ...]  # newest first


def hold_lead(lead: Lead, *, lanes: Iterable[Lane] = ()) -> Held:
    """The person of this lead, with the lanes of what is open and `lanes`. Raises LeadGone."""
    held = hold_people([lead.pk])
    kept = next(each for each in held if each.merged_into_id is None)
    if kept.erased_at is not None:
        raise LeadGone
    rows = Assignment.objects.of_person(held).open()
    wanted = {row.lane_id for row in rows} | {lane.pk for lane in lanes}
    locked = Lane.objects.hold(wanted)
    turns = rows.with_parties().select_for_update(of=("self",))
    return Held(kept, tuple(held), locked, tuple(turns))


def hold_people(keys: Iterable[Any]) -> list[Lead]:
    """Every row of the persons of these leads, by id, after their submissions.

    Raises StaleLead where somebody merged one of them in the meantime: what is held would no longer
    be all of the person.
    """
    wanted = list(keys)
    whole = _people_of(wanted)
    sent = Submission.objects.select_for_update().filter(lead__in=whole).order_by("pk")
    list(sent.values_list("pk"))
    held = list(Lead.objects.select_for_update().filter(pk__in=whole).order_by("pk"))
    if _people_of(wanted) != whole:
        raise StaleLead("This lead was merged with another just now. Open it again.")
    return held


def _people_of(leads: Iterable[Any]) -> set[int]:
    """By id; in one query, so that it is what was so in one moment."""
    kept = Lead.objects.filter(pk__in=list(leads)).values_list(Coalesce("merged_into", "pk"))
    people = Lead.objects.filter(Q(pk__in=kept) | Q(merged_into__in=kept))
    return set(people.values_list("pk", flat=True))
