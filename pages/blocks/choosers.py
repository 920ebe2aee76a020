"""Blocks that point at something kept elsewhere: a call to action, an article, a reusable block,
an assessment."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db.models import Model
from wagtail.blocks import ChooserBlock, PageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from pages.blocks.schemas import or_null, whole_object

AtHand = Mapping[type[Model], Mapping[int, Model]]

# What was looked up for a whole page at once (see gathering.py); nothing anywhere else.
at_hand: ContextVar[AtHand | None] = ContextVar("at_hand", default=None)


class AtHandBlock(ChooserBlock):
    """A chooser that takes what is at hand before it asks the database."""

    def bulk_to_python(self, values: list[int | None]) -> list[Model | None]:
        known = (at_hand.get() or {}).get(self.model_class)
        if known is None:
            return super().bulk_to_python(values)
        return [known.get(value) for value in values]


def request_of(context: dict[str, Any] | None) -> Any:
    return (context or {}).get("request")


def sample_call(label: str = "Take the assessment") -> Model:
    """A call to action for previews; it is in no database."""
    return apps.get_model("pages", "CallToAction")(
        key="sample",
        label=label,
        supporting_line="Five minutes, no account.",
        url="https://example.com/",
    )


def call_schema() -> dict[str, Any]:
    """What `CallToAction.card` gives; null where nothing is shown."""
    text = {"type": "string"}
    words = {"label": text, "supporting_line": text, "style": {"enum": ["primary", "quiet"]}}
    variant = whole_object(variant={"enum": ["a", "b"]}, **words, block_mark=text)
    trial = whole_object(id={"type": "integer"}, variants={"type": "array", "items": variant})
    return or_null(whole_object(key=text, **words, url=text, trial=or_null(trial)))


class CallBlock(AtHandBlock, SnippetChooserBlock):
    """One call to action, by itself in the text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("pages.CallToAction", **kwargs)

    def get_api_representation(self, value: Any, context: dict[str, Any] | None = None) -> Any:
        return value.card(request_of(context)) if value and value.live else None

    def api_schema(self) -> dict[str, Any]:
        return {"$ref": "#/$defs/call"}

    class Meta:
        icon = "link"
        label = "Call to action"
        group = "What to do"
        description = "One call to action, placed where the argument asks for it."
        template = "blocks/call_to_action.html"
        preview_template = "blocks/preview.html"
        preview_value = staticmethod(sample_call)


class ArticleBlock(AtHandBlock, PageChooserBlock):
    """One article, to be shown with its own standfirst."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"page_type": "pages.ArticlePage"} | kwargs))

    def get_api_representation(self, value: Any, context: dict[str, Any] | None = None) -> Any:
        return value and {
            "id": value.pk,
            "title": value.title,
            "url": value.get_url(request_of(context)),
            "standfirst": value.standfirst,
        }

    def api_schema(self) -> dict[str, Any]:
        text = {"type": "string"}
        return or_null(
            whole_object(
                id={"type": "integer"},
                title=text,
                url={"type": ["string", "null"]},
                standfirst=text,
            )
        )


class ReusableChooserBlock(AtHandBlock, SnippetChooserBlock):
    """A block that is written once and stands under many pages."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("pages.ReusableBlock", **kwargs)

    def get_api_representation(self, value: Any, context: dict[str, Any] | None = None) -> Any:
        if value is None or not value.live:
            return None
        body = value.body.stream_block.get_api_representation(value.body, context=context)
        return {"key": value.key, "title": value.title, "body": body}

    def api_schema(self) -> dict[str, Any]:
        text = {"type": "string"}
        body = {"type": "array", "items": {"$ref": "#/$defs/part"}}
        return or_null(whole_object(key=text, title=text, body=body))

    class Meta:
        icon = "resubmit"
        label = "Reusable block"
        group = "What to do"
        description = "A block that is edited once and shown under many articles."
        template = "blocks/reusable.html"
        preview_template = "blocks/preview.html"
        preview_value = staticmethod(
            lambda: apps.get_model("pages", "ReusableBlock")(
                key="sample",
                title="Operational next steps",
                body=[("text", "<p>Block thirty minutes on Friday, every week.</p>")],
            )
        )
