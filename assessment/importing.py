"""An assessment as one document, in and out: the rubric's document and what stands around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.actions.create import CreateAction
from wagtail.actions.edit import EditAction
from wagtail.admin.rich_text.converters.db_html import DbHTMLConverter

from assessment.domain import documents
from assessment.domain.documents import DocumentInvalid, Fault, Reader
from assessment.domain.rubric import Rubric, RubricInvalid
from assessment.freezing import thaw
from assessment.models import INTRODUCTION_FEATURES, LONGEST_MINUTES, Assessment


@dataclass(frozen=True, slots=True)
class Cover:
    """What readers see before they begin. `introduction` is HTML as Wagtail stores it."""

    introduction: str = ""
    minutes: int = 5


def to_document(assessment: Assessment) -> dict[str, Any]:
    """Exact: `load_assessment` makes the same assessment of it again.

    Raises ValidationError when the assessment is not complete.
    """
    cover = Cover(assessment.introduction, assessment.minutes)
    return assessment.freeze().to_document() | documents.write(cover)


def load_assessment(document: Mapping[str, object], *, publish: bool) -> Assessment:
    """Makes the assessment of this slug, or gives the one there is a new revision.

    Raises DocumentInvalid, with the path and the reason of every fault.
    """
    cover, rubric = _read(document)
    content = thaw(rubric) | {"introduction": cover.introduction, "minutes": cover.minutes}
    existing = Assessment.objects.filter(slug=rubric.slug).first()
    assessment = existing or Assessment()
    for name, value in content.items():
        setattr(assessment, name, value)
    action = EditAction if existing else CreateAction
    action(assessment, publish=publish).execute()
    assessment.refresh_from_db()
    return assessment


def _read(document: Mapping[str, object]) -> tuple[Cover, Rubric]:
    around = {
        name: value for name, value in document.items() if name in ("introduction", "minutes")
    }
    reader = Reader()
    cover = reader.read(Cover, around)
    faults = [*reader.faults, *_cover_faults(cover)]
    try:
        rubric = Rubric.from_document({n: v for n, v in document.items() if n not in around})
    except RubricInvalid as invalid:
        raise DocumentInvalid((*faults, *invalid.errors)) from None
    if faults:
        raise DocumentInvalid(faults)
    return cover, rubric


def _cover_faults(cover: Cover | None) -> list[Fault]:
    if cover is None:
        return []
    faults = []
    _, removed = DbHTMLConverter(INTRODUCTION_FEATURES).clean(cover.introduction)
    if removed:
        faults.append(Fault("/introduction", f"This may not stand here: {removed[0].detail}"))
    if not 1 <= cover.minutes <= LONGEST_MINUTES:
        faults.append(Fault("/minutes", f"Minutes lie between 1 and {LONGEST_MINUTES}."))
    return faults
