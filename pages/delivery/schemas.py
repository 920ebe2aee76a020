"""The shapes of the read API, as its OpenAPI document tells them."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

RichText = Literal["html", "markdown"]


class LinkOut(Schema):
    title: str
    path: str = Field(description="To ask for with content/by-path.")
    url: str


class SeoOut(Schema):
    title: str
    description: str
    canonical: str


class BlockOut(Schema):
    type: str
    id: str | None = Field(description="Stays the same for as long as the block stands.")
    value: Any = Field(description="By type; rich text in it as asked for.")


class CardOut(LinkOut):
    id: int = Field(description="0 of a draft that is not saved yet.")
    type: str = Field(description="pages.ArticlePage, pages.PillarPage …")
    slug: str
    standfirst: str
    first_published_at: datetime | None
    last_published_at: datetime | None
    pillar: LinkOut | None = Field(description="Of an article.")
    author_name: str | None = Field(description="Of an article.")
    reading_minutes: int | None = Field(description="Of an article.")


class AssessmentEntryOut(Schema):
    slug: str
    title: str
    minutes: int
    is_open: bool = Field(description="Whether its questions can be answered now.")


class PageOut(CardOut):
    locale: str
    seo: SeoOut
    breadcrumbs: list[LinkOut] = Field(description="From the site's home down, this page left out.")
    body: list[BlockOut]
    introduction: str | None = Field(description="Of a pillar: rich text.")
    assessment: AssessmentEntryOut | None = Field(description="Of an assessment page.")
    call_to_action: dict[str, Any] | None = Field(description="Of an offer.")


class CallOut(Schema):
    type: Literal["pages.CallToAction"]
    key: str
    label: str
    supporting_line: str
    style: str
    url: str
    trial: dict[str, Any] | None = Field(description="Two variants to choose from by lot.")


class ReusableOut(Schema):
    type: Literal["pages.ReusableBlock"]
    key: str
    title: str
    body: list[BlockOut]


class CardsOut(Schema):
    items: list[CardOut]
    next: str | None = Field(description="The cursor of what follows; null at the end.")


class MovedOut(Schema):
    moved_to: str = Field(description="A path to ask for, or an address elsewhere.")
    permanent: bool


class NavigationOut(Schema):
    site_name: str
    home: LinkOut
    menu: list[LinkOut]
    settings: dict[str, str] = Field(description="The words at the foot, by name.")
