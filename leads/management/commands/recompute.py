"""`manage.py recompute`: the receipts are true, or it says which are not."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leads import recomputations
from leads.management.reporting import JsonObject, Progress
from leads.recomputations import Recomputed


class Command(BaseCommand):
    help = (
        "Runs every stored decision again from its rubric, its answers and its rule set, and the "
        "draw from its balances. Reports each that differs; exits 1 if one does."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        self.checked = self.differing = 0
        self.progress = Progress(self.stderr, total=recomputations.total(), noun="decisions")
        (self._as_json if options["json"] else self._as_text)()
        if self.differing:
            raise CommandError(f"{self.differing:,} of {self.checked:,} decisions differ.")

    def _as_json(self) -> None:
        report = JsonObject(self.stdout)
        report.items("differences", map(_document, self._differing()))
        seconds = self.progress.done(self.checked)
        for name, value in {**self._counts(), "seconds": round(seconds, 2)}.items():
            report.entry(name, value)
        report.close()

    def _as_text(self) -> None:
        for each in self._differing():
            self.stdout.write(_sentence(each))
        self.progress.done(self.checked)
        for name, count in self._counts().items():
            self.stdout.write(f"{name.replace('_', ' ')}: {count:,}")

    def _differing(self) -> Iterator[Recomputed]:
        for chunk in recomputations.recomputed():
            for each in chunk:
                self.checked += 1
                if each.differences:
                    self.differing += 1
                    yield each
            self.progress.at(self.checked)

    def _counts(self) -> dict[str, int]:
        same = self.checked - self.differing
        return {
            "checked": self.checked,
            "same": same,
            "differing": self.differing,
            "erased_not_recomputable": recomputations.erased(),
        }


def _document(each: Recomputed) -> dict[str, Any]:
    return {
        "decision": each.decision,
        "submission": str(each.submission),
        "differs": [difference._asdict() for difference in each.differences],
    }


def _sentence(each: Recomputed) -> str:
    parts = "; ".join(
        f"{part}: stored {json.dumps(stored)}, recomputed {json.dumps(recomputed)}"
        for part, stored, recomputed in each.differences
    )
    named = f"Decision {each.decision}" if each.decision else "No decision"
    return f"{named} of submission {each.submission}: {parts}"
