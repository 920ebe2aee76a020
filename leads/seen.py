"""How readers really answered, as frequencies: nothing here says who."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, cast

from assessment.domain.answers import Answer, Answers, AnswersInvalid, parse_answers
from assessment.domain.visibility import shown
from assessment.models import PublishedRubric
from leads.domain.conditions import holds
from leads.domain.coverage import Seen, field_leaves
from leads.domain.facts import Facts
from leads.models import Decision, Submission
from leads.proofs import Proof

FEWEST: Final = 30  # below that, shares say more of chance than of readers
MOST: Final = 5_000  # the newest: enough for a share to a tenth of a per cent, and quick to read


def seen_by(proof: Proof) -> tuple[int, Seen | None]:
    """How many of the newest past submissions fit the rubric, and how they answered; None where
    they are fewer than FEWEST. What looks automated and what was erased is left out.
    """
    fields = field_leaves(proof.rule_set)
    answers: dict[str, Counter[Answer | None]] = {
        question.key: Counter() for question in proof.rubric.questions
    }
    readers: Counter[tuple[bool, ...]] = Counter()
    for given, facts in _fitting(proof):
        for question in shown(proof.rubric, given):
            answers[question.key][given.get(question.key)] += 1
        readers[tuple(holds(leaf, facts) for leaf in fields)] += 1
    count = readers.total()
    return count, Seen(answers, readers) if count >= FEWEST else None


def _fitting(proof: Proof) -> Iterator[tuple[Answers, Facts]]:
    """Those of the current line of comparison whose answers the rubric takes as they are."""
    current = proof.assessment.current_rubric
    if current is None:
        return
    rows = (
        Submission.objects.filter(
            rubric__assessment=proof.assessment, rubric__line=current.line, flag=""
        )
        .filter(erased_at=None)
        .only("answers", "email", "name", "company", "role", "attribution")[:MOST]
    )
    for row in rows.iterator(chunk_size=500):
        try:
            given = parse_answers(proof.rubric, row.answers)
        except AnswersInvalid:
            continue
        yield (
            given,
            Facts.of(scores={}, answers={}, contact=row.contact, attribution=row.attribution),
        )


def scored_at(proof: Proof, across: str, up: str) -> Counter[tuple[int, int]]:
    """How many readers had each pair of points in these two dimensions, among those of the newest
    MOST decisions that belong to the current line of comparison.

    What looks automated and what was erased is left out. The cost does not grow with the
    number of decisions.
    """
    current = proof.assessment.current_rubric
    if current is None:
        return Counter()
    rubrics = PublishedRubric.objects.filter(assessment=proof.assessment, line=current.line)
    line = set(rubrics.values_list("pk", flat=True))
    newest = Decision.objects.order_by("-pk")[:MOST]
    rows = newest.values_list(
        "score", "submission__rubric", "submission__flag", "submission__erased_at"
    )
    found = Counter[tuple[int, int]]()
    for score, rubric, flag, erased_at in rows:
        if rubric not in line or flag or erased_at:
            continue
        points = {each["dimension"]: each["points"] for each in score["dimensions"]}
        pair = (points.get(across), points.get(up))
        if None not in pair:
            found[cast("tuple[int, int]", pair)] += 1
    return found
