"""`manage.py coverage`: of all possible completions, how many reach each rule and each lane."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leads.domain.coverage import Coverage, RuleCoverage, TooLarge, coverage
from leads.proofs import ProofMissing, proof_of


class Command(BaseCommand):
    help = (
        "Counts, exactly, how many of all possible completions of an assessment reach each rule "
        "and each lane. Exits 1 if a rule can never match, or always comes after others."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="of the assessment")
        parser.add_argument(
            "--draft", action="store_true", help="the newest drafts, not what is published"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            proof = proof_of(options["slug"], draft=options["draft"])
            counted = coverage(proof.rubric, proof.rule_set)
        except (ProofMissing, TooLarge) as refused:
            raise CommandError(str(refused)) from None
        if options["json"]:
            asked = {"assessment": options["slug"], "draft": options["draft"]}
            self.stdout.write(json.dumps(asked | counted.to_document()))
        else:
            self.stdout.write("\n".join(report(counted)))
        if wrong := list(faults(counted)):
            raise CommandError(" ".join(wrong))


def report(counted: Coverage) -> Iterable[str]:
    readers = f" × {counted.readers:,} kinds of reader" if counted.readers > 1 else ""
    yield f"{counted.completions:,} completions{readers}"
    for each in counted.rules:
        yield f"{each.decides:>30,}  {each.rule.key} → {each.rule.lane}{_held(each)}"
    yield f"{counted.fallback:>30,}  no rule held: the fallback"
    yield "By lane:"
    for lane in counted.lanes:
        yield f"{lane.completions:>30,}  {lane.lane}"


def faults(counted: Coverage) -> Iterable[str]:
    for each in counted.dead:
        yield f"The rule “{each.rule.key}” can never match."
    for each in counted.hidden:
        others = ", ".join(f"“{key}”" for key in each.hidden_by)
        yield f"The rule “{each.rule.key}” never decides; before it come {others}."


def _held(each: RuleCoverage) -> str:
    return "" if each.holds == each.decides else f"  (would match {each.holds:,})"
