"""An assessment and its routing policy as one document: out, and back in, exact or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from assessment.domain.documents import UNSTORABLE, DocumentInvalid, Fault, step
from assessment.importing import load_assessment, to_document
from assessment.models import Assessment
from leads.actions.policies import load_policy, policy_document
from leads.domain.document_schema import LONGEST_TITLE
from leads.domain.routing import RuleSet, RuleSetInvalid
from leads.models import RoutingPolicy


class NotComplete(Exception):
    """What was to be exported could not be published either; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """`policy` is None where the document has none; one that was there is left as it is."""

    assessment: Assessment
    policy: RoutingPolicy | None


def export_assessment(assessment: Assessment, *, draft: bool) -> dict[str, Any]:
    """What is published; with `draft`, or where nothing is, the newest revisions.

    `import_assessment` makes the same of it again. Raises NotComplete.
    """
    policy = RoutingPolicy.objects.filter(assessment=assessment).first()
    edited = _edited(assessment, draft=draft)
    try:
        document: dict[str, Any] = {"assessment": to_document(edited)}
        if policy is not None:
            rules = _edited(policy, draft=draft)
            document["policy"] = policy_document(rules, rubric=edited.freeze())
    except ValidationError:
        raise NotComplete(
            f"“{assessment}” or its routing is not complete. "
            "Open both in the admin and choose Publish to see what is missing."
        ) from None
    return document


@transaction.atomic
def import_assessment(document: object, *, publish: bool) -> Imported:
    """Makes both, or gives those there are a new revision; all of it or, if refused, nothing.

    Raises DocumentInvalid, with the path and the reason of every fault.
    """
    faults = [*_shape_faults(document)]
    if faults or not isinstance(document, Mapping):
        raise DocumentInvalid(faults)
    assessment = policy = None
    try:
        assessment = load_assessment(document["assessment"], publish=publish)
    except DocumentInvalid as invalid:
        faults += (fault.inside("/assessment") for fault in invalid.errors)
    if "policy" in document:
        try:
            policy = _load_policy(document["policy"], assessment, publish=publish)
        except DocumentInvalid as invalid:
            faults += (fault.inside("/policy") for fault in invalid.errors)
    if faults or assessment is None:
        raise DocumentInvalid(faults)
    return Imported(assessment, policy)


def _load_policy(
    document: object, assessment: Assessment | None, *, publish: bool
) -> RoutingPolicy | None:
    """Read alone where there is no assessment that its rules could be held against."""
    if not isinstance(document, Mapping):
        raise RuleSetInvalid([Fault("", "This must be an object.")])
    title = [*_title_faults(document)]
    try:
        if assessment is None or title:
            RuleSet.from_document({n: v for n, v in document.items() if n != "title"})
    except RuleSetInvalid as invalid:
        raise RuleSetInvalid([*title, *invalid.errors]) from None
    if title:
        raise RuleSetInvalid(title)
    if assessment is None:
        return None
    rubric = assessment.get_latest_revision_as_object().freeze()
    return load_policy(document, assessment=assessment, publish=publish, rubric=rubric)


def _edited(row: Any, *, draft: bool) -> Any:
    return row if row.live and not draft else row.get_latest_revision_as_object()


def _shape_faults(document: object) -> Iterator[Fault]:
    if not isinstance(document, Mapping):
        yield Fault("", "This must be an object with: assessment, policy.")
        return
    if "assessment" not in document:
        yield Fault("/assessment", "This is missing.")
    for name in sorted(str(name) for name in document if name not in ("assessment", "policy")):
        yield Fault(f"/{step(name)}", "There is no field of this name.")


def _title_faults(document: Mapping[str, object]) -> Iterator[Fault]:
    if "title" not in document:
        return
    title = document["title"]
    if not isinstance(title, str) or not title.strip():
        yield Fault("/title", "This cannot be empty.")
    elif len(title) > LONGEST_TITLE:
        yield Fault("/title", f"Write at most {LONGEST_TITLE} characters.")
    elif UNSTORABLE.search(title):
        yield Fault("/title", "This holds characters that cannot be kept.")
