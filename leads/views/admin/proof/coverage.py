"""Of all possible completions, how many reach each rule and each lane."""

from typing import Any

from leads.proofs import Proof
from leads.views.admin.proof.frame import ProofView


class CoverageView(ProofView):
    label = "Coverage"
    name = "coverage"
    template_name = "leads/admin/proof/coverage.html"

    def shown(self, proof: Proof) -> dict[str, Any]:
        return {"rules": proof.rule_set.rules}
