"""What readers send, each with an id and an address of their own."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from assessment.models import Assessment
from cms.sample.site import read
from leads.actions.submissions import Sent, accept_submission
from leads.domain.intake import Particulars
from leads.models.outbox import OutboxMessage, later
from leads.spam import Seal
from tests.bench.load import request

SLUG = "leadership"
AN_HOUR = timedelta(hours=1)
PATH = f"/api/v1/assessments/{SLUG}/submissions/"


def by_api(consent_text_id: str, template: dict[str, Any]) -> tuple[str, bytes]:
    """The id of one submission, and its POST as JSON."""
    key = str(uuid4())
    body = {
        "id": key,
        "answers": template["answers"],
        "contact": template["contact"] | {"email": f"rosa-{uuid4().hex}@example.com"},
        "consent": {"follow_up": True, "text_id": consent_text_id},
        "attribution": template["attribution"],
    }
    kind = {"Content-Type": "application/json"}
    return key, request(PATH, method="POST", body=json.dumps(body).encode(), headers=kind)


def by_api_with_ids() -> Iterator[tuple[str, bytes]]:
    text_id, template = _published().rubric.consent_text_id, read("reader")
    while True:
        yield by_api(text_id, template)


def all_by_api() -> Iterator[bytes]:
    return (wire for _, wire in by_api_with_ids())


def all_by_form() -> Iterator[bytes]:
    """The whole assessment on one page: one POST each."""
    template, published = read("reader"), _published()
    begun = timezone.now() - timedelta(minutes=10)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    while True:
        fields = _fields(template) | {"seal": Seal.new(published.content_hash, now=begun).signed()}
        body = urlencode(fields, doseq=True).encode()
        yield request(f"/assessments/{SLUG}/", method="POST", body=body, headers=kind)


def accepted(count: int, *, due: bool = True) -> list[str]:
    """As many submissions, stored and owed, at once or in an hour; their ids."""
    published, template = _published(), read("reader")
    particulars = {
        "follow_up": True,
        "consent_text_id": published.rubric.consent_text_id,
        "attribution": template["attribution"],
    }
    ids = []
    for _ in range(count):
        contact = template["contact"] | {"email": f"rosa-{uuid4().hex}@example.com"}
        sent = Sent(uuid4(), template["answers"], Particulars(contact=contact, **particulars))
        with transaction.atomic():
            ids.append(str(accept_submission(published, sent, now=timezone.now()).pk))
            if not due:
                OutboxMessage.objects.filter(key=ids[-1]).update(available_at=later(AN_HOUR))
    return ids


def _fields(template: dict[str, Any]) -> dict[str, Any]:
    answers = {f"answers.{key}": value for key, value in template["answers"].items()}
    contact = {
        f"contact.{name}": value
        for name, value in (
            template["contact"] | {"email": f"rosa-{uuid4().hex}@example.com"}
        ).items()
    }
    came_from = {f"attribution.{name}": text for name, text in template["attribution"].items()}
    return answers | contact | came_from | {"consent.follow_up": "yes"}


def _published() -> Any:
    return Assessment.objects.select_related("current_rubric").get(slug=SLUG).current_rubric
