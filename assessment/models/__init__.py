from assessment.models.assessments import (
    INTRODUCTION_FEATURES,
    LONGEST_MINUTES,
    Assessment,
    AssessmentQuerySet,
)
from assessment.models.counts import ScoreCount, StepCount
from assessment.models.rubrics import PublishedRubric, RubricIsFrozen

__all__ = [
    "INTRODUCTION_FEATURES",
    "LONGEST_MINUTES",
    "Assessment",
    "AssessmentQuerySet",
    "PublishedRubric",
    "RubricIsFrozen",
    "ScoreCount",
    "StepCount",
]
