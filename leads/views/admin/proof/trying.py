"""Answers by hand, or of a past submission: every verdict, the lane, and whose turn it would be."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessment.domain.answers import Answers, AnswersInvalid
from assessment.domain.scoring import score
from assessment.domain.visibility import shown
from leads.actions.draws import next_in_line
from leads.domain.facts import Facts
from leads.domain.replay import Draft
from leads.domain.routing import explain
from leads.models import Lane, Submission
from leads.proofs import Proof
from leads.views.admin.explaining import considered_shown, rules_explained, scores_in_words
from leads.views.admin.permissions import sees_every
from leads.views.admin.proof.frame import ProofView
from leads.views.admin.proof.specimen import Specimen
from leads.views.admin.receipts import as_uuid

OFFERED: Final = 20  # past submissions to pick from, the newest; any other by its id


class TryView(ProofView):
    """A POST only shows: what an editor types may be somebody's address, and an address of a page
    is kept in logs.
    """

    label = "Try it"
    name = "try"
    template_name = "leads/admin/proof/try.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs))

    def shown(self, proof: Proof) -> dict[str, Any]:
        draft = Draft(proof.rubric, proof.rule_set)
        sees = sees_every(Submission, self.request.user)
        picked = self._picked(proof) if sees else None
        specimen = self._specimen(draft, picked)
        past = self._submissions(proof)[:OFFERED] if sees else []
        context = {"sees": sees, "past": past, "picked": picked, "asked_for": self._asked_for}
        if not specimen.given:
            return context | {"specimen": specimen}
        try:
            answers = specimen.answers()
        except AnswersInvalid as invalid:
            return context | {"specimen": specimen.refused(invalid)}
        return context | {
            "specimen": specimen,
            "outcome": _outcome(specimen, answers, now=timezone.now()),
        }

    def _specimen(self, draft: Draft, picked: Submission | None) -> Specimen:
        if self.request.method == "POST":
            return Specimen.posted(draft, self.request.POST)
        return Specimen.past(draft, picked) if picked else Specimen(draft)

    @property
    def _asked_for(self) -> str:
        return str(self.request.GET.get("submission", "")).strip()

    def _picked(self, proof: Proof) -> Submission | None:
        pk = as_uuid(self._asked_for)
        return self._submissions(proof).filter(pk=pk).first() if pk else None

    def _submissions(self, proof: Proof) -> Any:
        """Without those whose reader was erased: they have no answers."""
        of_it = Submission.objects.filter(rubric__assessment=proof.assessment, erased_at=None)
        return of_it.select_related("decision__lane").order_by("-submitted_at")


def _outcome(specimen: Specimen, answers: Answers, *, now: datetime) -> dict[str, Any]:
    rubric, rule_set = specimen.rubric, specimen.draft.rule_set
    scored = score(rubric, answers)
    facts = Facts.of(
        scores={each.dimension: each.points for each in scored.dimensions},
        answers=answers,
        contact=specimen.room("contact"),
        attribution=specimen.room("attribution"),
    )
    explained = explain(rule_set, facts)
    lanes = {lane.key: lane for lane in Lane.objects.all()}
    lane = lanes[explained.lane]
    names = {key: each.name for key, each in lanes.items()}
    drawn = next_in_line(lane, now=now)
    asked = {question.key for question in shown(rubric, answers)}
    return {
        "lane": lane,
        "reason": explained.reason,
        "scores": scores_in_words(rubric, scored.to_document()),
        "rules": rules_explained(rule_set, explained, rubric, names),
        "decision": {"rule": explained.rule, "lane": lane},
        "advisor": drawn.advisor,
        "why": drawn.reason,
        "considered": considered_shown(drawn.considered),
        "hidden": [question.text for question in rubric.questions if question.key not in asked],
    }
