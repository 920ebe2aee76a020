"""T1: a reader's submission is stored, and what it sets in motion is owed, in one transaction."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from assessment.domain.answers import Answers, AnswersInvalid, parse_answers, to_raw
from assessment.models import PublishedRubric
from leads import outbox
from leads.domain.intake import (
    CONTACT_FIELDS,
    FieldError,
    Particulars,
    normal_email,
    particulars_errors,
)
from leads.models import Submission
from leads.models.outbox import Topic


@dataclass(frozen=True, slots=True)
class Sent:
    """What a reader's browser or another program sent; `id` is made by the sender."""

    id: UUID
    answers: Mapping[str, object]
    particulars: Particulars = field(default_factory=Particulars)
    flag: str = ""  # why it looks automated; stored, and not followed up
    via: str = "form"


class SubmissionInvalid(ValueError):
    """`errors`: everything that is wrong with it. Nothing was stored."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        self.errors = errors
        super().__init__(f"{len(errors)} fields of the submission are not valid.")


class SubmissionConflict(Exception):
    """The id is known, with another body. The first one stands."""


def accept_submission(published: PublishedRubric, sent: Sent, *, now: datetime) -> Submission:
    """Store it and owe its processing. The same again answers the same row and changes nothing.

    Raises SubmissionInvalid or SubmissionConflict.
    """
    known = Submission.objects.select_related("rubric").filter(pk=sent.id).first()
    if known and known.rubric.assessment_id == published.assessment_id:
        published = known.rubric  # republished meanwhile: a repeat is judged as the first was
    answers = _checked_answers(published, sent)
    submission = _new_submission(published, sent, answers=answers)
    submission.seal(now=now)
    if known is None:
        known = _stored(submission)
    if known.fingerprint != submission.fingerprint:
        raise SubmissionConflict
    return known


@transaction.atomic
def _stored(submission: Submission) -> Submission:
    """Itself, or the row that somebody else stored under its id a moment ago."""
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
    except IntegrityError:
        submission = Submission.objects.get(pk=submission.pk)
    outbox.enqueue(Topic.SUBMISSION_ACCEPTED, submission.pk)
    return submission


def _checked_answers(published: PublishedRubric, sent: Sent) -> Answers:
    errors: tuple[FieldError, ...] = ()
    try:
        answers = parse_answers(published.rubric, sent.answers)
    except AnswersInvalid as invalid:
        errors = tuple(FieldError(f"answers.{key}", why) for key, why in invalid.errors)
    errors += particulars_errors(sent.particulars, published.rubric)
    if errors:
        raise SubmissionInvalid(errors)
    return answers


def _new_submission(published: PublishedRubric, sent: Sent, *, answers: Answers) -> Submission:
    said = sent.particulars
    contact = {name: (said.contact or {}).get(name, "").strip() for name in CONTACT_FIELDS}
    if contact["email"]:
        contact["email"] = normal_email(contact["email"])
    attribution = {name: text.strip() for name, text in said.attribution.items() if text.strip()}
    return Submission(
        id=sent.id,
        rubric=published,
        answers=to_raw(answers),
        **contact,
        follow_up_consent=said.follow_up,
        consent_text_id=said.consent_text_id if said.follow_up else "",
        attribution=attribution,
        flag=sent.flag,
        via=sent.via,
        fingerprint=_fingerprint(
            [published.content_hash, to_raw(answers), contact, said.follow_up, attribution]
        ),
    )


def _fingerprint(body: list[object]) -> str:
    """Of the meaning of a body, not of its bytes: spaces and the order of keys do not count."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
