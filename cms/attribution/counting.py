"""What came of what readers saw: submissions, counted by what their attribution says.

Pages and leads are strangers. What one knows of the other is a path, and the id of a block.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q
from django.db.models.fields.json import KT

from leads.models import Submission
from pages.domain import confidence
from pages.models.trials import Trial, Variant


def counts_of(trial: Trial) -> dict[str, confidence.Count]:
    """By variant: the readers who have seen it, and the submissions that came from it. What looks
    automated is not counted. Two queries."""
    sent = Submission.objects.filter(flag="", submitted_at__gte=trial.started_at)
    marked = {each: Q(attribution__block__endswith=trial.mark(each)) for each in Variant.values}
    submissions = sent.aggregate(**{each: Count("pk", said) for each, said in marked.items()})
    seen = dict(trial.exposures.values_list("variant", "readers"))
    return {each: confidence.Count(seen.get(each, 0), submissions[each]) for each in Variant.values}


@dataclass(slots=True)
class Brought:
    """What came from one article."""

    submissions: int = 0
    leads: int = 0
    by_lane: dict[int, int] = field(default_factory=dict)  # submissions, by lane


def brought_by(
    article_at: Mapping[str, int], *, since: datetime | None = None, until: datetime | None = None
) -> dict[int, Brought]:
    """By article, whose paths are given; one that brought nothing is missing. What looks automated
    is not counted. A lead is a person: one who came from two articles counts with both.

    Two queries, whatever the paths: anybody can send one that was never ours, so they are counted
    by the database and looked up here.
    """
    sent = Submission.objects.filter(flag="", attribution__has_key="page").order_by()
    sent = sent.filter(submitted_at__gte=since) if since else sent
    sent = sent.filter(submitted_at__lte=until) if until else sent
    by_page = sent.values(page=KT("attribution__page"))
    found: dict[int, Brought] = defaultdict(Brought)
    for row in by_page.annotate(people=Count("lead", distinct=True)).iterator():
        if (article := article_at.get(plain(row["page"]))) is not None:
            found[article].leads += row["people"]
    lanes = by_page.annotate(lane=F("decision__lane"), number=Count("pk"))
    for row in lanes.values("page", "lane", "number").iterator():
        if (article := article_at.get(plain(row["page"]))) is not None:
            brought = found[article]
            brought.submissions += row["number"]
            if row["lane"]:
                brought.by_lane[row["lane"]] = brought.by_lane.get(row["lane"], 0) + row["number"]
    return dict(found)


def plain(path: str | None) -> str:
    """As redirects keep it: without a slash at the end, and never a query."""
    return (path or "").partition("?")[0].rstrip("/")
