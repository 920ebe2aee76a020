"""A step of a sequence as one reader gets it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from leads.domain.merging import merge
from leads.domain.sequences import Passage, PassageKind, Step
from leads.mail import links
from leads.mail.booking import booking_link
from leads.mail.inert import first_name, inert
from leads.mail.prose import html_of, text_of
from leads.models import Lead, Submission

BESIDE: Final = 140  # characters that mail programs show beside a subject


@dataclass(frozen=True, slots=True)
class Addressee:
    """What a letter needs of its reader: `values` of merge fields, and where their buttons lead."""

    values: Mapping[str, str]
    unsubscribe_url: str
    preferences_url: str = ""
    offer_url: str = ""
    booking_url: str = ""


# For a preview nobody stands for: no reader of this name, and a link that stops nothing.
SOMEBODY: Final = Addressee(
    values={
        "first_name": "Rosa",
        "name": "Rosa Almeida",
        "company": "Northquay Freight",
        "role": "VP, Programme Delivery",
        "advisor": "your advisor",
        "lane": "the lane",
        "assessment": "the assessment",
    },
    unsubscribe_url="#",
    preferences_url="#",
    offer_url="#",
    booking_url="#",
)


def addressee(
    submission: Submission, lead: Lead, *, unsubscribe_url: str, preferences_url: str
) -> Addressee:
    """The reader as they were when they entered; their advisor as of now."""
    decision = submission.decision
    owner = decision.owner
    said = {
        "name": submission.name or lead.name,
        "company": submission.company or lead.company,
        "role": submission.role or lead.role,
    }
    return Addressee(
        values={
            **{field: inert(text) for field, text in said.items()},
            "first_name": first_name(said["name"]),
            "advisor": owner.advisor.name if owner else "",
            "lane": decision.lane.name,
            "assessment": submission.rubric.rubric.title,
        },
        unsubscribe_url=unsubscribe_url,
        preferences_url=preferences_url,
        offer_url=links.offer_link(decision.lane),
        booking_url=booking_link(submission, lane=decision.lane, turn=owner),
    )


def letter(step: Step, reader: Addressee) -> dict[str, Any]:
    """What the templates of a follow-up need."""
    passages = list(_passages(step, reader))
    first = next((each["text"] for each in passages if each["kind"] == PassageKind.TEXT), "")
    opening = merge(step.opening, reader.values) or " ".join(first.split())[:BESIDE]
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": settings.BASE_URL,
        "assessment": reader.values["assessment"],
        "subject": merge(step.subject, reader.values),
        "opening": opening,
        "passages": passages,
        "unsubscribe_url": reader.unsubscribe_url,
        "preferences_url": reader.preferences_url,
    }


def _passages(step: Step, reader: Addressee) -> Iterator[dict[str, Any]]:
    for each in step.body:
        if each.kind is PassageKind.TEXT:
            html = html_of(each.words, reader.values)
            yield {"kind": each.kind, "html": html, "text": text_of(each.words, reader.values)}
            continue
        url = _target(each, reader)
        if url or each.kind is not PassageKind.BUTTON:
            yield {
                "kind": each.kind,
                "text": merge(each.words, reader.values),
                "who": merge(each.who, reader.values),
                "url": url,
            }


def _target(passage: Passage, reader: Addressee) -> str:
    """Where a button leads; "" where there is no such place for this reader."""
    match passage.to:
        case "offer":
            return reader.offer_url
        case "booking":
            return reader.booking_url
        case to if to.startswith("page:"):
            return links.page_link(to.removeprefix("page:"))
        case to:
            return to
