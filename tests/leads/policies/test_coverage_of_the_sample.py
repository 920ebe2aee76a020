"""The sample assessments are counted whole, on the page too, and each of their rules decides."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from leads.domain.coverage import coverage
from leads.models import RoutingPolicy
from leads.proofs import proof_of
from leads.views.admin.proof.coverage import SECONDS
from tests.leads.domain.test_coverage import check_examples

pytestmark = pytest.mark.django_db


def test_every_rule_of_the_samples_decides_for_somebody() -> None:
    call_command("load_sample", stdout=StringIO())
    for policy in RoutingPolicy.objects.select_related("assessment"):
        out = StringIO()
        call_command("coverage", policy.assessment.slug, "--json", stdout=out)
        found = json.loads(out.getvalue())
        assert int(found["total"]) == sum(int(lane["completions"]) for lane in found["lanes"])
        assert found["never_match"] == found["wholly_hidden"] == []
        proof = proof_of(policy.assessment.slug, draft=True)
        counted = coverage(proof.rubric, proof.rule_set, seconds=SECONDS)
        check_examples(proof.rubric, proof.rule_set, counted)
