"""What follow-up sequences are written with: steps, their conditions, and the blocks of a mail.

`leads.models.sequence_freezing` makes a series of them.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from wagtail.blocks import (
    BlockGroup,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    MultipleChoiceBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
    TimeBlock,
    URLBlock,
)
from wagtail.snippets.blocks import SnippetChooserBlock

from assessment.blocks import KeyedBlock
from leads.domain.merging import FIELDS, faults, unknown_fields
from leads.domain.sequences import LONGEST_SUBJECT, LONGEST_WAIT
from leads.models.rule_blocks import Comparison, ComparisonsBlock, OfferBlock
from leads.models.rule_options import GROUPED, Options, bands_on_offer

PAGE_MODEL = getattr(settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page")
PLACE = f"May hold {{{{ field|other words }}}}, with a field of: {', '.join(FIELDS)}."
UNITS: Options = [("days", "days"), ("hours", "hours")]
DAYS: Options = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
HOLDS: Options = [("yes", "is"), ("no", "is not")]
HAS: Options = [("no", "has not"), ("yes", "has")]
EVENTS: Options = [
    ("booked", "booked a conversation"),
    ("replied", "replied"),
    ("met", "met the advisor"),
    ("good_fit", "been called a good fit"),
    ("won", "bought"),
    ("lost", "been lost"),
]
TARGETS: Options = [
    ("offer", "The lane’s page"),
    ("booking", "The advisor’s booking page"),
    ("page", "A page of this site"),
    ("address", "Another address"),
]


def check_fields(text: str, *, deferred: bool) -> None:
    """Raises ValidationError at what cannot be merged. In a draft half a field is not yet wrong."""
    if found := unknown_fields(text) if deferred else faults(text):
        raise ValidationError(list(found))


class MergedBlock(CharBlock):
    """A line with merge fields."""

    def clean(self, value: str) -> str:
        cleaned: str = super().clean(value)
        check_fields(cleaned or "", deferred=self.is_deferred_validation)
        return cleaned


class MergedTextBlock(TextBlock):
    """Several lines with merge fields."""

    def clean(self, value: str) -> str:
        cleaned: str = super().clean(value)
        check_fields(cleaned or "", deferred=self.is_deferred_validation)
        return cleaned


class MergedRichTextBlock(RichTextBlock):
    """Rich text with merge fields."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        check_fields(cleaned.source, deferred=self.is_deferred_validation)
        return cleaned


class LaneCondition(Comparison):
    places: ClassVar[Mapping[str, str]] = {"/lane": "lanes"}

    def document(self) -> dict[str, Any]:
        lanes = [lane.key for lane in self["lanes"] if lane]
        return {"lane": lanes, **_contrary(self["holds"])}


class BandCondition(Comparison):
    places: ClassVar[Mapping[str, str]] = {"/band": "bands"}

    def document(self) -> dict[str, Any]:
        named = [str(each).partition("/") for each in self["bands"]]
        dimension = named[0][0] if named else ""
        keys = [key for of, _, key in named if of == dimension]
        return {"band": dimension, "bands": keys, **_contrary(self["holds"])}

    def sentence(self) -> str:
        """What is wrong with the bands, taken together; "" when nothing is."""
        if len({str(each).partition("/")[0] for each in self["bands"]}) > 1:
            return "These are bands of different scores. Use a condition for each score."
        return ""


class EventCondition(Comparison):
    places: ClassVar[Mapping[str, str]] = {}

    def document(self) -> dict[str, Any]:
        return {"event": self["event"], **_contrary(self["holds"])}


class LaneBlock(StructBlock):
    holds = ChoiceBlock(choices=HOLDS, default="yes", label="The reader’s lane")
    lanes = ListBlock(SnippetChooserBlock("leads.Lane", label="Lane"), label="One of")

    class Meta:
        icon = "list-ul"
        label = "Lane"
        label_format = "The lane {holds} {lanes}"
        description = "Where the reader is routed now."
        value_class = LaneCondition


class BandBlock(StructBlock):
    holds = ChoiceBlock(choices=HOLDS, default="yes", label="The reader’s band")
    bands = ListBlock(OfferBlock(choices=bands_on_offer, label="Band"), label="One of")

    class Meta:
        icon = "sliders"
        label = "Band of a score"
        label_format = "The band {holds} {bands}"
        description = "The named range in which a score lies."
        value_class = BandCondition


class EventBlock(StructBlock):
    holds = ChoiceBlock(choices=HAS, default="no", label="The reader")
    event = ChoiceBlock(choices=EVENTS, label="So far")

    class Meta:
        icon = "date"
        label = "Booked, replied, bought"
        label_format = "{holds} {event}"
        description = "What has happened with the lead until the step is due."
        value_class = EventCondition


class StepConditionsBlock(ComparisonsBlock):
    lane = LaneBlock()
    band = BandBlock()
    event = EventBlock()


class QuoteBlock(StructBlock):
    words = MergedTextBlock(rows=3)
    who = MergedBlock(required=False, max_length=120, label="Who says so")

    class Meta:
        icon = "openquote"
        label_format = "“{words}”"
        description = "Somebody’s words, set apart."


class ButtonBlock(StructBlock):
    words = MergedBlock(max_length=60, label="On the button")
    leads_to = ChoiceBlock(
        choices=TARGETS,
        default="offer",
        help_text="Where there is no such page for a reader, their mail has no button.",
    )
    page = PageChooserBlock(required=False)
    address = URLBlock(required=False)

    class Meta:
        icon = "link"
        label = "Call to action"
        label_format = "{words}: {leads_to}"
        description = "A button that leads to the lane’s page, to a booking page or elsewhere."


class BodyBlock(StreamBlock):
    heading = MergedBlock(
        icon="title", max_length=120, description="A line that begins a part of the mail."
    )
    text = MergedRichTextBlock(
        features=["bold", "italic", "link", "ol", "ul"],
        icon="pilcrow",
        description="Paragraphs, lists and links.",
        help_text=PLACE,
    )
    quote = QuoteBlock()
    button = ButtonBlock()


class StepBlock(KeyedBlock):
    subject = MergedBlock(max_length=LONGEST_SUBJECT, help_text=PLACE)
    opening = MergedBlock(
        required=False,
        max_length=160,
        label="Beside the subject",
        help_text="What mail programs show there. Left empty, the mail’s first words.",
    )
    body = BodyBlock(label="The mail")
    wait = IntegerBlock(
        default=1,
        min_value=0,
        max_value=LONGEST_WAIT,
        help_text="After the step before it, or after entering.",
    )
    unit = ChoiceBlock(choices=UNITS, default="days", label="Counted in")
    days = MultipleChoiceBlock(
        choices=DAYS,
        required=False,
        widget=CheckboxSelectMultiple,
        label="Only on",
        help_text="Without a choice, on any day.",
    )
    opens = TimeBlock(required=False, label="Not before", help_text="Empty: at any hour.")
    closes = TimeBlock(required=False, label="Not after", help_text="Empty: at any hour.")
    match = ChoiceBlock(choices=GROUPED, default="all", label="Sent when")
    conditions = StepConditionsBlock(
        required=False, help_text="Asked when the step is due. Without any, everybody gets it."
    )
    key_from = "subject"

    class Meta:
        icon = "mail"
        label_format = "{subject}"
        description = "One mail, when it goes, and for whom."
        form_layout = BlockGroup(
            children=[
                "subject",
                "opening",
                "body",
                "wait",
                "unit",
                "days",
                "opens",
                "closes",
                "match",
                "conditions",
            ],
            settings=["key"],
        )


class StepsBlock(StreamBlock):
    step = StepBlock()

    class Meta:
        collapsed = True


def _contrary(holds: str) -> dict[str, bool]:
    return {} if holds == "yes" else {"holds": False}
