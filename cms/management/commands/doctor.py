"""`manage.py doctor`: what is well here, what is not, and what to do about it."""

import json
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.doctor.examination import examine
from cms.doctor.finding import Finding, State
from cms.doctor.names import Names


class Command(BaseCommand):
    help = (
        "Looks at this deployment: settings, database, broker, processes, directories, mail domain "
        "and clocks. Says of each fault what to do; exits 1 if there is one."
    )
    requires_system_checks = ()  # it runs them itself, and a fault there must not end it

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        found = []
        for finding in examine(Names()):
            found.append(finding)
            if not options["json"]:
                self.stdout.write(_line(finding))
                self.stdout.flush()
        counts = Counter(each.state for each in found)
        if options["json"]:
            self.stdout.write(json.dumps(_document(found)))
        else:
            said = [
                f"{counts[State.WELL]} well",
                _faults(counts),
                f"{counts[State.UNKNOWN]} not checked",
            ]
            self.stdout.write(f"\n{', '.join(said)}.")
        if counts[State.FAULT]:
            raise CommandError(f"{_faults(counts)}; each says what to do about it.")


def _faults(counts: Counter[State]) -> str:
    return f"{counts[State.FAULT]} fault{'' if counts[State.FAULT] == 1 else 's'}"


def _document(found: list[Finding]) -> dict[str, Any]:
    return {
        "well": all(each.state is not State.FAULT for each in found),
        "findings": [asdict(each) for each in found],
    }


def _line(finding: Finding) -> str:
    head = f"{finding.state:<13}{finding.check:<24}{finding.says}"
    return f"{head}\n{'':<37}{finding.do}" if finding.do else head
