"""What a reader can do: an exercise, a fork, a related read, next steps."""

from typing import Any

from django.apps import apps
from wagtail.blocks import CharBlock, ListBlock, StructBlock

from pages.blocks.choosers import ArticleBlock, CallBlock, sample_call
from pages.blocks.parts import TitledTextBlock
from pages.blocks.prose import ProseBlock

MOVES = "What to do"


class ExerciseBlock(StructBlock):
    title = CharBlock(max_length=120)
    duration = CharBlock(required=False, max_length=80, help_text="“One week, four minutes a day”.")
    introduction = ProseBlock(required=False)
    steps = ListBlock(ProseBlock(label="Step"), min_num=1)
    yields = ProseBlock(required=False, help_text="What the reader has in hand afterwards.")

    class Meta:
        icon = "form"
        label = "Exercise"
        label_format = "Exercise: {title}"
        group = MOVES
        description = "Something to do this week: how long it takes, its steps, what it yields."
        template = "blocks/exercise.html"
        preview_template = "blocks/preview.html"
        preview_value = {
            "title": "The hour log",
            "duration": "One week, four minutes a day",
            "introduction": "<p>Find out how the week is split.</p>",
            "steps": ["<p>Log every hour as management or as leadership.</p>", "<p>Add up.</p>"],
            "yields": "<p>Most find about 80 % is management.</p>",
        }


class WayBlock(TitledTextBlock):
    call_to_action = CallBlock()

    class Meta:
        icon = "redirect"
        label_format = "{title}"


def sample_fork() -> dict[str, Any]:
    return {
        "heading": "Whose drag is it?",
        "introduction": "<p>The two need different help.</p>",
        "ways": [
            {
                "title": "Yours",
                "text": "<p>The calls are within your authority.</p>",
                "call_to_action": sample_call("See individual advisory"),
            },
            {
                "title": "The enterprise’s",
                "text": "<p>Nobody could make the call.</p>",
                "call_to_action": sample_call("See executive advisory"),
            },
        ],
    }


class ForkBlock(StructBlock):
    heading = CharBlock(max_length=120)
    introduction = ProseBlock(required=False)
    ways = ListBlock(WayBlock(label="Way"), min_num=2, max_num=2, help_text="Exactly two.")

    class Meta:
        icon = "redirect"
        label = "Fork"
        label_format = "Fork: {heading}"
        group = MOVES
        description = "Two ways to go on, each with its own call to action."
        template = "blocks/fork.html"
        preview_template = "blocks/preview.html"
        preview_value = staticmethod(sample_fork)


def sample_related_read() -> dict[str, Any]:
    article = apps.get_model("pages", "ArticlePage")(
        title="The decision nobody owns",
        slug="sample",
        standfirst="A dozen people have a view. None of them has the date.",
    )
    return {"page": article, "lead_in": "If your hours all lead to one meeting, read this next."}


class RelatedReadBlock(StructBlock):
    page = ArticleBlock(label="Article")
    lead_in = CharBlock(required=False, max_length=250, help_text="Why to read it now.")

    class Meta:
        icon = "doc-full"
        label = "Related read"
        label_format = "Related read: {page}"
        group = MOVES
        description = "Another article, shown with its own standfirst."
        template = "blocks/related_read.html"
        preview_template = "blocks/preview.html"
        preview_value = staticmethod(sample_related_read)


class NextStepsBlock(StructBlock):
    heading = CharBlock(max_length=120, default="What to do next")
    items = ListBlock(ProseBlock(label="Step"), min_num=1, label="Steps")

    class Meta:
        icon = "list-ol"
        label = "Next steps"
        label_format = "Next steps: {heading}"
        group = MOVES
        description = "What to do next, in order."
        template = "blocks/next_steps.html"
        preview_template = "blocks/preview.html"
        preview_value = {
            "heading": "What to do next",
            "items": ["<p>Name one decision you carry for someone else.</p>"],
        }


class NextStepRowBlock(StructBlock):
    heading = CharBlock(required=False, max_length=120)
    calls = ListBlock(CallBlock(), min_num=2, max_num=2, help_text="Exactly two.")

    class Meta:
        icon = "grip"
        label = "Next-step row"
        label_format = "Next-step row: {heading}"
        group = MOVES
        description = "Two calls to action side by side, to close an article."
        template = "blocks/next_step_row.html"
        preview_template = "blocks/preview.html"
        preview_value = staticmethod(
            lambda: {
                "heading": "Start here",
                "calls": [sample_call(), sample_call("Read Volume 1")],
            }
        )
