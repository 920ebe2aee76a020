"""What other programs send and read: a submission in, its result out. No cookie, no session."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Self
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from ninja import Router, Status
from ninja.decorators import decorate_view
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from leads.actions.submissions import Sent, accept_submission
from leads.api_results import ResultOut
from leads.domain.document_schema import document_schema
from leads.domain.intake import LONGEST_ATTRIBUTION, LONGEST_CONTACT, Particulars
from leads.mail.links import result_link
from leads.models import Submission
from leads.results import result_behind
from leads.rubrics import current_rubric
from leads.throttle import admit

router = Router()

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _uuid(value: object) -> UUID:
    """Written out in full. The two UUIDs that mean "none" and "all" name no submission."""
    if isinstance(value, str) and UUID_TEXT.fullmatch(value):
        uuid = UUID(value)
        if 0 < uuid.int < 2**128 - 1:
            return uuid
    raise PydanticCustomError("refused", "This must be a UUID made for this submission.")


type SubmissionId = Annotated[UUID, BeforeValidator(_uuid)]
type ContactText = Annotated[StrictStr, Field(max_length=LONGEST_CONTACT)]
type Attribution = Annotated[StrictStr, Field(max_length=LONGEST_ATTRIBUTION)]


# Said for whoever reads the OpenAPI document; what an answer must be, its question decides.
AN_ANSWER = {
    "anyOf": [
        {"type": "string"},
        {"type": "number"},
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "null"},
    ]
}
type AnswersIn = Annotated[
    dict[str, Any], WithJsonSchema({"type": "object", "additionalProperties": AN_ANSWER})
]


class Incoming(BaseModel):
    """Unknown fields are refused; nothing is converted from one type to another."""

    model_config = ConfigDict(extra="forbid")


class ContactIn(Incoming):
    email: Annotated[StrictStr, Field(max_length=254)]
    name: ContactText = ""
    company: ContactText = ""
    role: ContactText = ""


class ConsentIn(Incoming):
    follow_up: StrictBool = False
    text_id: Annotated[StrictStr, Field(max_length=16)] = Field(
        default="",
        description="Names the consent text the reader saw: it is in the assessment.",
    )


class AttributionIn(Incoming):
    utm_source: Attribution = ""
    utm_medium: Attribution = ""
    utm_campaign: Attribution = ""
    page: Attribution = ""
    block: Attribution = ""
    referrer: Attribution = ""


class SubmissionIn(Incoming):
    id: SubmissionId = Field(description="Made by the client: sent again, it is the same one.")
    answers: AnswersIn = Field(
        description="By question key: a choice key, a list of choice keys, a number or text. "
        "The assessment's answers_schema says which."
    )
    contact: ContactIn | None = Field(None, description="May be left out where it is optional.")
    consent: ConsentIn = ConsentIn()
    attribution: AttributionIn = AttributionIn()

    def sent(self) -> Sent:
        return Sent(
            id=self.id,
            answers=self.answers,
            particulars=Particulars(
                contact=self.contact.model_dump() if self.contact else None,
                follow_up=self.consent.follow_up,
                consent_text_id=self.consent.text_id,
                attribution=self.attribution.model_dump(),
            ),
            via="api",
        )


class Accepted(BaseModel):
    id: UUID
    result_url: str = Field(description="The reader's private page.")
    result_token: str = Field(description="Opens the same result here, under results/.")

    @classmethod
    def of(cls, submission: Submission) -> Self:
        return cls(
            id=submission.id,
            result_url=result_link(submission),
            result_token=submission.result_token,
        )


def _admitted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Counted before the body is read: a flood costs as little as it can."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        admit(request)
        return view(request, *args, **kwargs)

    return counted


private = cache_control(private=True, no_store=True)


@router.post(
    "/assessments/{slug:slug}/submissions/",
    response={202: Accepted, 409: None, 429: None},
    summary="Send a reader's answers",
)
@decorate_view(private, _admitted)
def submit(
    request: HttpRequest,  # noqa: ARG001 Ninja gives it to every operation
    slug: str,
    body: SubmissionIn,
) -> Status[Accepted]:
    """Stored when it is answered; scored and routed a moment later. The same body may be sent
    again under its id and changes nothing; another body under that id is refused."""
    submission = accept_submission(current_rubric(slug), body.sent(), now=timezone.now())
    return Status(202, Accepted.of(submission))


@router.get("/results/{token}/", response=ResultOut, summary="One reader's result")
@decorate_view(private)
def show_result(request: HttpRequest, token: str) -> ResultOut:  # noqa: ARG001
    result = result_behind(token, now=timezone.now())
    if result is None:
        raise Http404
    return ResultOut.of(result)


@router.get(
    "/schemas/assessment.json",
    response=dict[str, Any],
    summary="The JSON Schema of an exported assessment",
)
@decorate_view(cache_control(public=True, max_age=300))
def show_document_schema(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """Of the document that `export_assessment` writes and `import_assessment` reads."""
    return document_schema()
