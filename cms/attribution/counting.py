"""What came of what readers saw: submissions, counted by what their attribution says.

Pages and leads are strangers. What one knows of the other is a path, and the id of a block.
"""

from django.db.models import Count, Q

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
