"""Leads for programs of the house: whoever's token it is sees what they see in the admin."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from django.core import signing
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest
from django.views.decorators.cache import cache_control
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from pydantic import Field
from wagtail.api.v3.auth import BearerTokenAuth

from leads.models import Assignment, Lane, Lead, Submission
from leads.views.admin.permissions import OwnLeadPolicy

SALT = "lanewise.leads"
LARGEST = 2**63 - 1  # of a row's number, on every database

router = Router(auth=BearerTokenAuth())
private = cache_control(private=True, no_store=True)


class Asked(Schema):
    lane: str | None = Field(None, max_length=50, description="A lane's key: of any decision.")
    since: datetime | None = Field(None, description="First seen then or later. RFC 3339.")
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500, description="`next` of the list before.")


class OfferedOut(Schema):
    advisor: str
    lane: str
    offered_at: datetime
    answer_by: datetime


class SubmissionOut(Schema):
    id: UUID
    assessment: str
    submitted_at: datetime
    lane: str | None = Field(description="Null: not routed yet.")
    reason: str
    scores: dict[str, int | None] = Field(description="By dimension, 0 to 100; null: not measured.")
    attribution: dict[str, str]

    @classmethod
    def of(cls, submission: Submission) -> Self:
        decision = getattr(submission, "decision", None)
        measured = decision.score["dimensions"] if decision else []
        return cls(
            id=submission.pk,
            assessment=submission.rubric.assessment.slug,
            submitted_at=submission.submitted_at,
            lane=decision.lane.key if decision else None,
            reason=decision.reason if decision else "",
            scores={each["dimension"]: each["points"] for each in measured},
            attribution=submission.attribution,
        )


class LeadOut(Schema):
    id: int
    email: str
    name: str
    company: str
    role: str
    created_at: datetime
    updated_at: datetime
    submissions: list[SubmissionOut] = Field(description="Newest first.")
    offered: list[OfferedOut] = Field(description="To whom, newest first.")

    @classmethod
    def of(cls, lead: Lead) -> Self:
        return cls(
            id=lead.pk,
            email=lead.email,
            name=lead.name,
            company=lead.company,
            role=lead.role,
            created_at=lead.created_at,
            updated_at=lead.updated_at,
            submissions=[SubmissionOut.of(each) for each in lead.submissions.all()],
            offered=[
                OfferedOut(
                    advisor=each.advisor.name,
                    lane=each.lane.key,
                    offered_at=each.created_at,
                    answer_by=each.due_at,
                )
                for each in lead.assignments.all()
            ],
        )


class LeadsOut(Schema):
    items: list[LeadOut]
    next: str | None = Field(description="A cursor; null at the end.")


@router.get("/", response={200: LeadsOut, 401: None, 422: None}, summary="Leads, newest first")
@decorate_view(private)
def list_leads(request: HttpRequest, asked: Annotated[Asked, Query()]) -> LeadsOut:
    """Those whom the token's owner may see: all, or an advisor's own. Erased ones are left out."""
    if unknown := sorted(request.GET.keys() - Asked.model_fields.keys()):
        raise ValidationError([{"type": "extra_forbidden", "loc": ("query", n)} for n in unknown])
    found = list(_asked_for(visible_to(request.user), asked)[: asked.limit + 1])
    shown = found[: asked.limit]
    following = signing.dumps(shown[-1].pk, salt=SALT) if found[asked.limit :] else None
    return LeadsOut(items=[LeadOut.of(each) for each in shown], next=following)


@router.get("/{int:number}/", response={200: LeadOut, 401: None}, summary="One lead")
@decorate_view(private)
def show_lead(request: HttpRequest, number: int) -> LeadOut:
    """404 alike for a lead that is not there and for one that is somebody else's."""
    lead = visible_to(request.user).filter(pk=min(number, LARGEST)).first()
    if lead is None:
        raise Http404
    return LeadOut.of(lead)


def visible_to(user: Any) -> "QuerySet[Lead]":
    """With all that is said of them, in the same number of queries however many there are."""
    mine = OwnLeadPolicy(Lead).instances_user_has_permission_for(user, "view")
    sent = (
        Submission.objects.filter(erased_at=None)
        .select_related("rubric__assessment", "decision__lane")
        .defer("answers", "rubric__document", "decision__verdicts", "decision__considered")
        .defer("rubric__assessment__questions", "rubric__assessment__dimensions")
    )
    offered = Assignment.objects.select_related("advisor", "lane").order_by("-pk")
    found: QuerySet[Lead] = mine.filter(erased_at=None).prefetch_related(
        Prefetch("submissions", queryset=sent), Prefetch("assignments", queryset=offered)
    )
    return found.order_by("-pk")


def _asked_for(leads: "QuerySet[Lead]", asked: Asked) -> "QuerySet[Lead]":
    if asked.lane is not None:
        if "\x00" in asked.lane or not Lane.objects.filter(key=asked.lane).exists():
            raise _refused("lane", "There is no lane of this key.")
        routed = Submission.objects.filter(decision__lane__key=asked.lane)
        leads = leads.filter(pk__in=routed.values("lead"))
    if asked.since is not None:
        if asked.since.tzinfo is None:
            raise _refused("since", "Say the time zone too: 2026-11-24T09:30:00Z.")
        leads = leads.filter(created_at__gte=asked.since)
    if asked.cursor is not None:
        leads = leads.filter(pk__lt=_read(asked.cursor))
    return leads


def _read(cursor: str) -> int:
    try:
        return int(signing.loads(cursor, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise _refused("cursor", "This is no cursor of this list. Begin without one.") from error


def _refused(name: str, sentence: str) -> ValidationError:
    return ValidationError([{"type": "refused", "loc": ("query", name), "msg": sentence}])
