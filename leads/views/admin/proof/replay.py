"""Past submissions under the draft, with a progress bar; without JavaScript, in one request."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from leads.models import Lane, Lead, Submission
from leads.proofs import Proof, ProofMissing, proof_of
from leads.replays import Change, Replay
from leads.views.admin.permissions import sees_every
from leads.views.admin.proof.frame import ProofView

LISTED: Final = 200  # changes shown on the page, the newest; the command lists them all
REPORT: Final = "leads/admin/proof/_replay.html"


@dataclass(frozen=True, slots=True)
class Moves:
    """One row of the table of lanes: from this lane to each of the others."""

    lane: str
    counts: tuple[tuple[str, bool], ...]  # how many, and whether the lane is the same
    total: str


@dataclass(slots=True)
class Running:
    """A replay under way, and those of its changes that will be listed."""

    replay: Replay
    listed: list[Change] = field(default_factory=list)

    def steps(self) -> Iterator[int]:
        """How many submissions are done, after each chunk of them."""
        for changes in self.replay.chunks():
            self.listed += islice(changes, LISTED - len(self.listed))
            yield self.replay.done


class ReplayView(ProofView):
    label = "Replay"
    name = "replay"
    template_name = "leads/admin/proof/replay.html"

    # A page may be streamed as well; the stubs know only whole ones.
    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if "stream" not in request.GET:
            return super().get(request, *args, **kwargs)
        return StreamingHttpResponse(
            self._lines(),
            content_type="application/x-ndjson",
            # A proxy that gathers an answer before it passes it on would hide the progress.
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    def shown(self, proof: Proof) -> dict[str, Any]:
        running = Running(Replay.of(proof))
        if "run" not in self.request.GET:
            return {"total": _submissions(running.replay.total())}
        for _ in running.steps():
            pass
        return {"total": _submissions(running.replay.done), "report": True} | self._report(running)

    def _lines(self) -> Iterator[str]:
        """One JSON object a line: how far it is; last, the report as HTML."""
        try:
            proof = proof_of(self.policy.assessment.slug, draft=self.draft)
        except ProofMissing as missing:
            report = render_to_string("leads/admin/proof/_missing.html", {"missing": str(missing)})
            yield _line(report=report)
            return
        running = Running(Replay.of(proof))
        total = running.replay.total()
        yield _line(done=0, total=total)
        for done in running.steps():
            yield _line(done=done, total=total)
        yield _line(report=render_to_string(REPORT, self._report(running)))

    def _report(self, running: Running) -> dict[str, Any]:
        replay, user = running.replay, self.request.user
        tally, lanes = replay.tally, dict(Lane.objects.values_list("key", "name"))
        sees = sees_every(Submission, user)
        return {
            "policy": self.policy,
            "draft": self.draft,
            "changed": _grouped(tally.changed),
            "replayed": _grouped(tally.replayed),
            "refused": _grouped(tally.refused) if tally.refused else "",
            "erased": replay.erased(),
            "waiting": replay.waiting(),
            "moved": tally.changed,
            "lanes": [lanes.get(key, key) for key in _lanes(tally.moves)],
            "moves": list(_moves(tally.moves, lanes)),
            "shifts": replay.shifts(),
            "obstacles": tally.obstacles.most_common(),
            "sees": sees,
            "sees_leads": sees and sees_every(Lead, user),
            "listed": _listed(running.listed, replay, lanes) if sees else [],
        }


def _grouped(count: int) -> str:
    return f"{count:,}"


def _submissions(count: int) -> str:
    return f"{_grouped(count)} submission{'' if count == 1 else 's'}"


def _line(**values: Any) -> str:
    return json.dumps(values) + "\n"


def _lanes(moves: Mapping[tuple[str, str], int]) -> list[str]:
    return sorted({lane for move in moves for lane in move})


def _moves(moves: Mapping[tuple[str, str], int], lanes: Mapping[str, str]) -> Iterator[Moves]:
    keys = _lanes(moves)
    for before in keys:
        counts = [moves.get((before, after), 0) for after in keys]
        said = [_grouped(count) if count else "" for count in counts]
        same = [after == before for after in keys]
        yield Moves(
            lanes.get(before, before),
            tuple(zip(said, same, strict=True)),
            total=_grouped(sum(counts)),
        )


def _listed(
    changes: list[Change], replay: Replay, lanes: Mapping[str, str]
) -> list[dict[str, Any]]:
    """With names: only for those who may view every submission."""
    rows = Submission.objects.only("name", "email", "submitted_at").in_bulk(
        [change.submission for change in changes]
    )
    rules = replay.draft.rule_set.by_key
    return [
        {
            "submission": rows[change.submission],
            "lead": change.lead,
            "before": lanes.get(change.before, change.before),
            "after": lanes.get(change.after, change.after),
            "rule": rules[change.rule].label if change.rule else "",
        }
        for change in changes
        if change.submission in rows
    ]
