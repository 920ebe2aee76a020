"""What other programs read: the published assessments, and how to answer them.

Never a weight, a point, a band or a rule. Mounted under /api/v1/assessments.
"""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field
from wagtail.rich_text import expand_db_html

from assessment.domain.answer_schema import answers_schema
from assessment.domain.rubric import (
    ContactPolicy,
    Pacing,
    Question,
    QuestionKind,
    Requirement,
    RequirementOperator,
    Rubric,
    Section,
)
from assessment.freezing import contact_policy
from assessment.models import Assessment

router = Router(tags=["assessments"])


class AssessmentCard(Schema):
    slug: str
    title: str
    minutes: int = Field(description="How long it takes.")
    contact: ContactPolicy = Field(description="Whether readers leave an address.")
    url: str = Field(description="The questions.")


class ChoiceOut(Schema):
    key: str
    label: str


class RequirementOut(Schema):
    question: str = Field(description="An earlier one. Unanswered or hidden, it meets nothing.")
    operator: RequirementOperator
    keys: list[str] = Field(description="Of choices; else empty.")
    value: int | None = Field(description="Of a scale or a number.")


class QuestionOut(Schema):
    key: str
    kind: QuestionKind
    text: str
    help_text: str
    required: bool
    choices: list[ChoiceOut] = Field(
        description="Of a single or multiple choice, or a split; else empty."
    )
    shuffled: bool = Field(description="Whether the choices are shown in a random order.")
    total: int | None = Field(
        description="Of a split: what the whole numbers given to its choices add up to."
    )
    minimum: int | None = Field(description="Of a scale or a number.")
    maximum: int | None = Field(description="Of a scale or a number.")
    low_label: str
    high_label: str
    unit: str
    max_length: int | None = Field(description="Of a text, in characters.")
    show_if: list[RequirementOut] = Field(
        description="Asked where all of these hold. What is sent for a hidden question is dropped."
    )


class SectionOut(Schema):
    title: str
    questions: list[QuestionOut]


class ConsentOut(Schema):
    text: str = Field(description="What a reader agrees to with consent.follow_up.")
    text_id: str = Field(description="Send it back as consent.text_id.")


class AssessmentOut(Schema):
    slug: str
    title: str
    introduction: str = Field(description="HTML.")
    minutes: int
    rubric_id: str = Field(description="Names this exact wording and scoring.")
    contact: ContactPolicy
    contact_first: bool = Field(description="Whether the address is asked for first.")
    pacing: Pacing = Field(description="What a reader is asked at a time.")
    consent: ConsentOut | None
    sections: list[SectionOut]
    answers_schema: dict[str, Any] = Field(
        description="JSON Schema (2020-12) of the answers of a submission."
    )


@router.get("/", response=list[AssessmentCard], summary="Published assessments")
def list_assessments(request: HttpRequest) -> list[AssessmentCard]:
    return [
        AssessmentCard(
            slug=assessment.slug,
            title=assessment.title,
            minutes=assessment.minutes,
            contact=contact_policy(assessment.contact),
            url=request.build_absolute_uri(f"{assessment.slug}/"),
        )
        for assessment in Assessment.objects.published()
    ]


@router.get("/{slug}/", response=AssessmentOut, summary="The questions of an assessment")
def show_assessment(request: HttpRequest, slug: str) -> AssessmentOut:  # noqa: ARG001 (Ninja asks for the name)
    assessment = get_object_or_404(Assessment.objects.published().called(slug))
    rubric = assessment.current_rubric.rubric
    return AssessmentOut(
        slug=rubric.slug,
        title=rubric.title,
        introduction=expand_db_html(assessment.introduction),
        minutes=assessment.minutes,
        rubric_id=rubric.content_hash,
        contact=rubric.contact,
        contact_first=rubric.contact_first,
        pacing=rubric.pacing,
        consent=consent_of(rubric),
        sections=[section_of(section) for section in rubric.sections()],
        answers_schema=answers_schema(rubric),
    )


def consent_of(rubric: Rubric) -> ConsentOut | None:
    if not rubric.consent_text:
        return None
    return ConsentOut(text=rubric.consent_text, text_id=rubric.consent_text_id)


def section_of(section: Section) -> SectionOut:
    questions = [question_of(question) for question in section.questions]
    return SectionOut(title=section.title, questions=questions)


def question_of(question: Question) -> QuestionOut:
    return QuestionOut(
        key=question.key,
        kind=question.kind,
        text=question.text,
        help_text=question.help_text,
        required=question.required,
        choices=[ChoiceOut(key=choice.key, label=choice.label) for choice in question.choices],
        minimum=question.minimum,
        maximum=question.maximum,
        low_label=question.low_label,
        high_label=question.high_label,
        unit=question.unit,
        max_length=question.max_length if question.kind is QuestionKind.TEXT else None,
        shuffled=question.shuffled,
        total=question.total,
        show_if=[requirement_of(requirement) for requirement in question.show_if],
    )


def requirement_of(requirement: Requirement) -> RequirementOut:
    return RequirementOut(
        question=requirement.question,
        operator=requirement.operator,
        keys=list(requirement.keys),
        value=requirement.value,
    )
