"""Which published rubric a reader answers."""

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404

from assessment.models import Assessment, PublishedRubric


def current_rubric(slug: str) -> PublishedRubric:
    """What the assessment was last published as. Raises Http404 for what readers cannot take."""
    current = _rubrics(slug).filter(assessment__live=True, pk=F("assessment__current_rubric"))
    return get_object_or_404(current)


def withdrawn(slug: str) -> Assessment | None:
    """The assessment, where readers could take it once and cannot now."""
    taken_down = Assessment.objects.called(slug).filter(live=False, current_rubric__isnull=False)
    return taken_down.only("title").first()


def rubric_seen(slug: str, content_hash: str) -> PublishedRubric | None:
    """The rubric a reader has on the page, whatever was published or taken down since."""
    return _rubrics(slug).filter(content_hash=content_hash).first()


def _rubrics(slug: str) -> "QuerySet[PublishedRubric]":
    """Without the documents: a rubric is read from its own once per process."""
    return (
        PublishedRubric.objects.filter(assessment__slug=slug)
        .select_related("assessment")
        .defer("document", "assessment__dimensions", "assessment__questions")
    )
