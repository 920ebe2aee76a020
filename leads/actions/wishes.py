"""What a lead brings to a draw: whom it knows, who refused it, what its reader asked for."""

from typing import Any

from django.utils.text import slugify

from leads.domain.assignments_life import REFUSED, State
from leads.domain.matching import Wishes
from leads.models import Assignment, Lane, Lead, Submission

WORDS = {"declined": "declined", "expired": "did_not_answer", "returned": "gave_back"}
HELD = (State.OFFERED.value, State.ACCEPTED.value)


def wishes_of(lead: Lead, *, submission: Submission, lane: Lane, again: bool = False) -> Wishes:
    """Of this submission. `again`: it was offered before, and whoever refused it is passed over."""
    refused = refused_by(lead)
    known, known_as = known_to(lead, refused=set(refused))
    return Wishes(
        passed_over=refused if again else {},
        known=known,
        known_as=known_as,
        wanted=wanted_by(submission, lane),
    )


def refused_by(lead: Lead) -> dict[int, str]:
    """Who declined this lead, gave it back or let it expire, and which, in one word."""
    people = Lead.objects.of_person(lead)
    ended = Assignment.objects.of_person(people).filter(state__in=sorted(REFUSED))
    rows = ended.order_by("pk").values_list("advisor_id", "state")
    return {advisor: WORDS[state] for advisor, state in rows}


def known_to(lead: Lead, *, refused: set[int]) -> tuple[int | None, str]:
    """Who has this reader already, else who has somebody of their organization: the newest who has
    not refused this reader."""
    held = Assignment.objects.filter(state__in=HELD).exclude(advisor__in=refused).order_by("-pk")
    own = held.filter(lead__in=Lead.objects.of_person(lead))
    if found := own.values_list("advisor_id", flat=True).first():
        return found, "reader"
    if not lead.organization:
        return None, ""
    colleagues = Lead.objects.filter(organization=lead.organization, erased_at=None)
    found = held.filter(lead__in=colleagues).values_list("advisor_id", flat=True).first()
    return found, "organization" if found else ""


def wanted_by(submission: Submission, lane: Lane) -> dict[str, frozenset[str]]:
    """What the answers that the lane names say, as words that advisors may offer."""
    asked = {name: submission.answers.get(key) for name, key in lane.matched_by.items() if key}
    return {name: _words(answer) for name, answer in asked.items() if answer}


def _words(answer: Any) -> frozenset[str]:
    given = answer if isinstance(answer, list) else [answer]
    return frozenset(filter(None, (slugify(str(each)) for each in given)))
