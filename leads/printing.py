"""A result as PDF: the same sentences as the page, set by Typst from data, never from markup."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.formats import date_format

from leads.domain.results import Given, Measured
from leads.models import Lane
from leads.results import Change, Result

SHEET: Final[Path] = settings.BASE_DIR / "templates" / "leads" / "print"
FONTS: Final[Path] = settings.BASE_DIR / "templates" / "fonts"
STANDARD: Final = "ua-1"  # tagged, titled, in a stated language: for whoever hears it


def print_result(result: Result, *, offer_url: str) -> bytes:
    """On A4; the same result makes the same bytes. `offer_url`: of the lane's page, or ""."""
    return typst.compile(
        SHEET / "result.typ",
        root=SHEET,
        font_paths=_fonts(),
        sys_inputs={"result": json.dumps(_document(result, offer_url=offer_url))},
        pdf_standards=[STANDARD],
        timestamp=int(result.submission.submitted_at.timestamp()),
    )


def file_name(result: Result) -> str:
    """Says which assessment it is of, and nothing of whom."""
    return f"{result.rubric.slug}-result.pdf"


def sentence(name: str, **context: Any) -> str:
    """One of templates/leads/sentences, as the page says it, for where there is no markup."""
    template: Any = get_template(f"leads/sentences/{name}.txt")
    return " ".join(template.template.render(Context(context, autoescape=False)).split())


@cache
def _fonts() -> typst.Fonts:
    """Ours, and the typesetter's own for letters that ours lack: the same on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _document(result: Result, *, offer_url: str) -> dict[str, Any]:
    return {
        "title": f"Your result: {result.rubric.title}",
        "assessment": result.rubric.title,
        "date": date_format(result.submission.submitted_at, "j F Y"),
        "unsettled": sentence("unsettled"),
        "lane": _lane(result.lane, result.reason, offer_url) if result.lane else None,
        "deciding": _answers(result.deciding),
        "scores": [_score(each) for each in result.measured],
        "compared": sentence("compared") if result.is_compared else "",
        "heaviest": _heaviest(result),
        "changes": _changes(result) if result.lane else None,
    }


def _lane(lane: Lane, reason: str, offer_url: str) -> dict[str, Any]:
    return {
        "name": lane.name,
        "reason": reason,
        "heading": lane.reader_heading,
        "text": _paragraphs(lane.reader_text),
        "url": offer_url,
    }


def _score(measured: Measured) -> dict[str, Any]:
    band, dimension = measured.band, measured.dimension
    return {
        "label": dimension.label,
        "points": measured.points,
        "marks": [each.at_least for each in dimension.bands if each.at_least],
        "unmeasured": sentence("unmeasured", measured=measured),
        "band": band.label if band else "",
        "narrative": _paragraphs(band.narrative) if band else [],
        "next-step": _paragraphs(band.next_step) if band else [],
        "notes": _notes(measured),
    }


def _notes(measured: Measured) -> list[str]:
    notes = [measured.dimension.description] if measured.band else []
    if measured.parts:
        notes.append(sentence("composed", measured=measured))
    if measured.standing:
        notes.append(sentence("standing", standing=measured.standing))
    return [note for note in notes if note]


def _heaviest(result: Result) -> dict[str, Any] | None:
    heaviest = result.heaviest
    if heaviest is None or not heaviest.answers:
        return None
    return {
        "sentence": sentence("heaviest", heaviest=heaviest),
        "answers": _answers(heaviest.answers),
    }


def _changes(result: Result) -> dict[str, Any]:
    lanes = [result.lane, *result.other_lanes] if result.nearest else []
    return {
        "none": sentence("unchanged"),
        "answers": [_change(each) for each in result.nearest],
        "lanes": [
            {
                "title": sentence("other_lane", lane=lane, is_own=lane == result.lane),
                "heading": lane.reader_heading,
                "text": _paragraphs(lane.reader_text),
            }
            for lane in lanes
            if lane
        ],
    }


def _change(change: Change) -> dict[str, str]:
    said = sentence("flip", flip=change.flip, lane=change.lane)
    return {"question": change.flip.question.text, "sentence": said}


def _answers(given: Iterable[Given]) -> list[dict[str, str]]:
    return [
        {"question": each.question.text, "sentence": sentence("answered", given=each)}
        for each in given
    ]


def _paragraphs(text: str) -> list[str]:
    """As `linebreaks` parts them: a blank line begins another."""
    parts = text.replace("\r\n", "\n").strip().split("\n\n")
    return [part.strip() for part in parts if part.strip()]
