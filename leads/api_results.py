"""One result as the API says it."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from assessment.domain.benchmark import Standing
from leads.domain.results import Given, Measured
from leads.mail.links import offer_link
from leads.models import Lane
from leads.results import Change, Result


class BandOut(BaseModel):
    key: str
    label: str
    narrative: str


class PartOut(BaseModel):
    label: str
    weight: int
    score: int | None = Field(description="Null: not measured, and left out.")


class ComparisonOut(BaseModel):
    """Of a hundred other readers, how many scored lower: from `at_least` to under `below`, ties
    counted half. Multiples of ten; null is an open end."""

    at_least: int | None
    below: int | None
    readers: int = Field(description="How many others it is compared with.")

    @classmethod
    def of(cls, standing: Standing) -> Self:
        return cls(at_least=standing.at_least, below=standing.below, readers=standing.readers)


class DimensionOut(BaseModel):
    key: str
    label: str
    score: int | None = Field(description="0 to 100; null when no answer could have moved it.")
    band: BandOut | None
    next_step: str = Field(description="The band's own; empty where it has none.")
    composed_of: list[PartOut] = Field(
        description="Of what it is the weighted mean; empty where it is measured itself."
    )
    comparison: ComparisonOut | None = Field(
        description="Among other readers; null where too few have been counted."
    )

    @classmethod
    def of(cls, measured: Measured) -> Self:
        dimension, band, standing = measured.dimension, measured.band, measured.standing
        return cls(
            key=dimension.key,
            label=dimension.label,
            score=measured.points,
            band=BandOut(key=band.key, label=band.label, narrative=band.narrative)
            if band
            else None,
            next_step=band.next_step if band else "",
            composed_of=[
                PartOut(label=part.label, weight=part.weight, score=part.points)
                for part in measured.parts
            ],
            comparison=ComparisonOut.of(standing) if standing else None,
        )


class LaneOut(BaseModel):
    key: str
    name: str
    summary: str

    @classmethod
    def of(cls, lane: Lane) -> Self:
        return cls(key=lane.key, name=lane.name, summary=lane.summary)


class DecidingOut(BaseModel):
    question: str
    text: str
    answer: str | int | float | list[str] = Field(
        description="A number or a text as given; of choices their labels."
    )

    @classmethod
    def of(cls, given: Given) -> Self:
        answer: Any = list(given.labels) or given.value
        return cls(question=given.question.key, text=given.question.text, answer=answer)


class WhyOut(BaseModel):
    reason: str
    answers: list[DecidingOut] = Field(description="The answers that decided, foremost first.")


class NextStepOut(BaseModel):
    heading: str
    text: str
    url: str | None

    @classmethod
    def of(cls, lane: Lane) -> Self:
        url = offer_link(lane) or None
        return cls(heading=lane.reader_heading, text=lane.reader_text, url=url)


class ChangeOut(BaseModel):
    """One answer that, given otherwise, would have led to another lane."""

    question: str
    text: str
    given: str | int | float | list[str]
    instead: str | int | float | list[str]
    moves: int = Field(description="By how many points, over all dimensions.")
    lane: LaneOut
    next_step: NextStepOut

    @classmethod
    def of(cls, change: Change) -> Self:
        given, instead = (DecidingOut.of(each) for each in (change.flip.given, change.flip.instead))
        return cls(
            question=given.question,
            text=given.text,
            given=given.answer,
            instead=instead.answer,
            moves=change.flip.movement,
            lane=LaneOut.of(change.lane),
            next_step=NextStepOut.of(change.lane),
        )


class ResultOut(BaseModel):
    """`lane`, `why` and `next_step` are null, and `would_change` is empty, as long as there is no
    routing policy for the assessment."""

    assessment: str = Field(description="The assessment's slug.")
    rubric_id: str = Field(description="The wording and the scoring the reader saw.")
    submitted_at: datetime
    dimensions: list[DimensionOut]
    lane: LaneOut | None
    why: WhyOut | None
    next_step: NextStepOut | None
    would_change: list[ChangeOut] = Field(
        description="Every single answer that would lead to another lane, nearest first."
    )

    @classmethod
    def of(cls, result: Result) -> Self:
        lane = result.lane
        answers = [DecidingOut.of(given) for given in result.deciding]
        return cls(
            assessment=result.rubric.slug,
            rubric_id=result.rubric.content_hash,
            submitted_at=result.submission.submitted_at,
            dimensions=[DimensionOut.of(each) for each in result.measured],
            lane=LaneOut.of(lane) if lane else None,
            why=WhyOut(reason=result.reason, answers=answers) if lane else None,
            next_step=NextStepOut.of(lane) if lane else None,
            would_change=[ChangeOut.of(each) for each in result.changes],
        )
