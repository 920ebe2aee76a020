"""The parts of an argument: quotations, a contrast, patterns, a concept, a framework."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify
from wagtail.blocks import CharBlock, ListBlock, StructBlock, StructValue, TextBlock

from pages.blocks.prose import TEXT_FEATURES, ProseBlock

ARGUMENT = "The argument"


class RunningTextBlock(ProseBlock):
    """Running text with its headings."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**({"features": TEXT_FEATURES} | kwargs))

    class Meta:
        icon = "pilcrow"
        label = "Text"
        group = ARGUMENT
        description = "Running text: paragraphs, headings, lists and links."
        template = "blocks/text.html"
        preview_template = "blocks/preview.html"
        preview_value = (
            "<p>By six you have kept nine things moving. Nobody will mention them, because nothing "
            "broke.</p>"
        )


class TitledTextBlock(StructBlock):
    """A title with a short text: an item, a side, a part, a point."""

    title = CharBlock(max_length=120)
    text = ProseBlock()

    class Meta:
        icon = "title"
        label_format = "{title}"


class QuoteValue(StructValue):
    def __str__(self) -> str:
        return self["text"]


class QuoteBlock(StructBlock):
    """One quotation. A bare sentence, as it once was stored, is one that nobody is named for."""

    text = TextBlock(rows=2, label="Quotation")
    said_by = CharBlock(
        required=False, max_length=120, help_text="Who said it: “A programme director, insurance”."
    )

    def to_python(self, value: Any) -> QuoteValue:
        return super().to_python(whole_quote(value))

    def bulk_to_python(self, values: Iterable[Any]) -> list[QuoteValue]:
        return super().bulk_to_python([whole_quote(value) for value in values])

    def normalize(self, value: Any) -> QuoteValue:
        return super().normalize(whole_quote(value))

    class Meta:
        icon = "openquote"
        label_format = "{text}"
        value_class = QuoteValue


def whole_quote(value: Any) -> Any:
    return {"text": value, "said_by": ""} if isinstance(value, str) else value


class QuotesBlock(StructBlock):
    lead_in = CharBlock(
        required=False, max_length=200, help_text="A line that says who speaks. It may stay empty."
    )
    quotes = ListBlock(
        QuoteBlock(label="Quotation"),
        min_num=1,
        help_text="What such readers say, without quotation marks: the page sets them.",
    )

    class Meta:
        icon = "openquote"
        label = "What readers say"
        label_format = "What readers say: {lead_in}"
        group = ARGUMENT
        description = "Sentences that readers recognise as their own, in quotation marks."
        template = "blocks/quotes.html"
        preview_template = "blocks/preview.html"
        preview_value = {
            "lead_in": "Directors describe the week in sentences like these.",
            "quotes": [
                {
                    "text": "My boss tells me to use my judgement. Then it is discussed.",
                    "said_by": "A programme director, insurance",
                }
            ],
        }


class ContrastBlock(StructBlock):
    heading = CharBlock(max_length=120)
    left = TitledTextBlock()
    right = TitledTextBlock()

    class Meta:
        icon = "order"
        label = "Contrast"
        label_format = "Contrast: {heading}"
        group = ARGUMENT
        description = "Two columns of the same shape, for two things that are easily confused."
        template = "blocks/contrast.html"
        preview_template = "blocks/preview.html"
        preview_value = {
            "heading": "Two accountabilities",
            "left": {"title": "Management", "text": "<p>The work gets done.</p>"},
            "right": {"title": "Leadership", "text": "<p>The call gets made.</p>"},
        }


class PatternsBlock(StructBlock):
    heading = CharBlock(max_length=120)
    introduction = ProseBlock(required=False)
    items = ListBlock(TitledTextBlock(label="Pattern"), min_num=1, label="Patterns")

    class Meta:
        icon = "list-ul"
        label = "Patterns"
        label_format = "Patterns: {heading}"
        group = ARGUMENT
        description = "Patterns that a reader can recognise, each with a name."
        template = "blocks/patterns.html"
        preview_template = "blocks/preview.html"
        preview_value = {
            "heading": "Why capable people get stuck",
            "introduction": "<p>Three patterns hold a senior manager in the first job.</p>",
            "items": [{"title": "The boss defers", "text": "<p>Neither a yes nor a no.</p>"}],
        }


class ConceptBlock(StructBlock):
    name = CharBlock(max_length=80)
    definition = ProseBlock()
    points = ListBlock(TitledTextBlock(label="Point"), label="What follows from it")

    class Meta:
        icon = "key"
        label = "Named concept"
        label_format = "Concept: {name}"
        group = ARGUMENT
        description = "A term of ours: its name, its definition, and what follows from it."
        template = "blocks/concept.html"
        preview_template = "blocks/preview.html"
        preview_value = {
            "name": "Decision Debt",
            "definition": "<p>A postponed decision compounds.</p>",
            "points": [{"title": "It returns", "text": "<p>Nobody owned the root call.</p>"}],
        }


class FrameworkValue(StructValue):
    @property
    def signed_parts(self) -> list[tuple[str, StructValue]]:
        """Each part with its sign: its initial if the initials spell the name, else its number."""
        parts = list(self["parts"])
        initials = [part["title"][:1] for part in parts]
        if slugify("".join(initials)) == slugify(self["name"]):
            return list(zip(initials, parts, strict=True))
        return [(str(number), part) for number, part in enumerate(parts, start=1)]


class FrameworkBlock(StructBlock):
    name = CharBlock(max_length=80)
    introduction = ProseBlock(required=False)
    parts = ListBlock(TitledTextBlock(label="Part"), min_num=1)
    source = TextBlock(required=False, rows=2, help_text="Where it is set out in full.")

    class Meta:
        icon = "table"
        label = "Framework"
        label_format = "Framework: {name}"
        group = ARGUMENT
        description = "A repeatable way of working, part by part."
        template = "blocks/framework.html"
        preview_template = "blocks/preview.html"
        value_class = FrameworkValue
        preview_value = {
            "name": "EDGE",
            "introduction": "<p>How we work through a high-stakes call.</p>",
            "parts": [
                {"title": "Expose the root call", "text": "<p>Write it as one question.</p>"},
                {"title": "Designate the owner", "text": "<p>One name and one date.</p>"},
            ],
            "source": "Set out in full in Volume 1.",
        }
