"""An assessment as one document, in and out: the rubric's document and what stands around it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from wagtail.actions.create import CreateAction
from wagtail.actions.edit import EditAction
from wagtail.admin.rich_text.converters.db_html import DbHTMLConverter

from assessment.domain import documents
from assessment.domain.changes import changes_meaning
from assessment.domain.covers import Cover
from assessment.domain.documents import DocumentInvalid, Fault, Reader
from assessment.domain.rubric import Rubric, RubricInvalid
from assessment.freezing import thaw
from assessment.models import INTRODUCTION_FEATURES, Assessment
from assessment.options import NextChange

LONGEST = {"slug": 60, "title": 255}
COVER = tuple(field.name for field in fields(Cover))


def to_document(assessment: Assessment) -> dict[str, Any]:
    """Exact: `load_assessment` makes the same assessment of it again.

    Raises ValidationError when the assessment is not complete.
    """
    cover = Cover(assessment.introduction, assessment.minutes, assessment.comparison_minimum)
    return assessment.freeze().to_document() | documents.write(cover)


def load_assessment(document: object, *, publish: bool) -> Assessment:
    """Makes the assessment of this slug, or gives the one there is a new revision.

    The revision says of itself whether it changes meaning. Raises DocumentInvalid, with the path
    and the reason of every fault.
    """
    cover, rubric = _read(document)
    assessment = Assessment.objects.filter(slug=rubric.slug).first() or Assessment()
    action = EditAction if assessment.pk else CreateAction
    content = thaw(rubric) | {name: getattr(cover, name) for name in COVER}
    content["next_change"] = _change(assessment, rubric)
    for name, value in content.items():
        setattr(assessment, name, value)
    action(assessment, publish=publish).execute()
    assessment.refresh_from_db()
    return assessment


def _change(assessment: Assessment, rubric: Rubric) -> NextChange:
    current = assessment.current_rubric
    if current is not None and changes_meaning(current.rubric, rubric):
        return NextChange.MEANING
    return NextChange.WORDING


def _read(document: object) -> tuple[Cover, Rubric]:
    if not isinstance(document, Mapping):
        raise DocumentInvalid([Fault("", "This must be an object.")])
    around = {name: value for name, value in document.items() if name in COVER}
    reader = Reader()
    cover = reader.read(Cover, around)
    faults = [*reader.faults, *_cover_faults(cover)]
    try:
        rubric = Rubric.from_document({n: v for n, v in document.items() if n not in around})
    except RubricInvalid as invalid:
        raise DocumentInvalid((*faults, *invalid.errors)) from None
    faults += _length_faults(rubric)
    if faults:
        raise DocumentInvalid(faults)
    return cover, rubric


def _cover_faults(cover: Cover | None) -> list[Fault]:
    if cover is None:
        return []
    _, removed = DbHTMLConverter(INTRODUCTION_FEATURES).clean(cover.introduction)
    faults = [*cover.faults()]
    if removed:
        faults.insert(0, Fault("/introduction", f"This may not stand here: {removed[0].detail}"))
    return faults


def _length_faults(rubric: Rubric) -> Iterator[Fault]:
    """What fits a rubric and not the column it is kept in."""
    for name, longest in LONGEST.items():
        if len(getattr(rubric, name)) > longest:
            yield Fault(f"/{name}", f"Write at most {longest} characters.")
