"""`manage.py replay SLUG`: who would change lane, before anything is published."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leads.domain.replay import moves_listed
from leads.management.reporting import JsonObject, Progress
from leads.proofs import ProofMissing, proof_of
from leads.replays import Change, Replay

COUNTS = ("submissions", "replayed", "changed", "cannot_be_replayed", "erased", "not_routed_yet")


class Command(BaseCommand):
    help = (
        "Runs the draft policy, and the draft assessment, over past submissions: which would "
        "change lane, and what each advisor would get. Writes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the assessment's, as in its address")
        parser.add_argument(
            "--published", action="store_true", help="what is published instead of the draft"
        )
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on stdout, every change included"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            proof = proof_of(options["slug"], draft=not options["published"])
        except ProofMissing as missing:
            raise CommandError(str(missing)) from None
        self.replay = Replay.of(proof)
        self.progress = Progress(self.stderr, total=self.replay.total(), noun="submissions")
        if options["json"]:
            self._as_json({"assessment": options["slug"], "draft": not options["published"]})
        else:
            self._as_text()

    def _as_json(self, about: dict[str, Any]) -> None:
        report = JsonObject(self.stdout)
        for name, value in about.items():
            report.entry(name, value)
        report.items("changes", map(_document, self._changes()))
        seconds = self.progress.done(self.replay.done)
        for name, value in {**_totals(self.replay), "seconds": round(seconds, 2)}.items():
            report.entry(name, value)
        report.close()

    def _as_text(self) -> None:
        for _ in self._changes():
            pass
        self.progress.done(self.replay.done)
        totals = _totals(self.replay)
        for name in COUNTS:
            self.stdout.write(f"{name.replace('_', ' ')}: {totals[name]:,}")
        for move in totals["lanes"]:
            self.stdout.write(f"  {move['from']} → {move['to']}: {move['count']:,}")
        for obstacle in totals["obstacles"]:
            self.stdout.write(f"  {obstacle['count']:,}: {obstacle['reason']}")
        for shift in totals["advisors"]:
            name = shift["advisor"] or "(lanes without an advisor)"
            self.stdout.write(f"  {name}: {shift['before']:,} → {shift['after']:,} leads")

    def _changes(self) -> Iterator[Change]:
        for changes in self.replay.chunks():
            yield from changes
            self.progress.at(self.replay.done)


def _document(change: Change) -> dict[str, Any]:
    return {
        "submission": str(change.submission),
        "from": change.before,
        "to": change.after,
        "rule": change.rule,
    }


def _totals(replay: Replay) -> dict[str, Any]:
    tally = replay.tally
    return {
        "submissions": replay.done,
        "replayed": tally.replayed,
        "changed": tally.changed,
        "cannot_be_replayed": tally.refused,
        "erased": replay.erased(),
        "not_routed_yet": replay.waiting(),
        "lanes": moves_listed(tally.moves),
        "obstacles": [
            {"reason": sentence, "count": count}
            for sentence, count in tally.obstacles.most_common()
        ],
        "advisors": [
            {"advisor": name or None, "before": round(before, 2), "after": round(after, 2)}
            for name, before, after in replay.shifts()
        ],
    }
