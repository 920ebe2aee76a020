"""How an assessment is laid out in the editor."""

from collections.abc import Iterator
from typing import Any

from django.forms import RadioSelect
from wagtail.admin.panels import (
    FieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from assessment.blocks import key_of
from assessment.domain.coherence import ASKABLE
from assessment.forms import FreezingForm


class KeysOnOfferPanel(Panel):
    """What conditions can name, for the lists that their fields offer."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "assessment/admin/keys_on_offer.html"

        def show_panel_furniture(self) -> bool:
            return False

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"questions": list(_askable(self.instance.questions))}


def _askable(questions: Any) -> Iterator[dict[str, Any]]:
    for block in questions:
        if block.block_type in ASKABLE:
            yield {
                "key": block.value["key"] or key_of(block.value["text"]),
                "text": block.value["text"],
                "choices": [
                    {"key": each["key"] or key_of(each["label"]), "label": each["label"]}
                    for each in block.value.get("choices", ())
                ],
            }


EDIT_HANDLER = TabbedInterface(
    [
        ObjectList(
            [
                TitleFieldPanel("title", required_on_save=True),
                FieldPanel(
                    "slug",
                    required_on_save=True,
                    help_text="Its name in addresses: /assessments/leadership/.",
                ),
                FieldPanel("introduction", help_text="What readers see before the first question."),
                FieldPanel("minutes", help_text="How long it takes, honestly."),
                FieldPanel("pacing", help_text="What a reader sees at a time."),
            ],
            heading="About",
        ),
        ObjectList([FieldPanel("dimensions", help_text="What is scored.")], heading="Dimensions"),
        ObjectList(
            [FieldPanel("questions", help_text="What is asked."), KeysOnOfferPanel()],
            heading="Questions",
        ),
        ObjectList(
            [
                FieldPanel(
                    "contact",
                    help_text="Whether readers leave an address, and when. Required: no result "
                    "without one. Optional: a result without one, and no follow-up.",
                ),
                FieldPanel(
                    "consent_text",
                    help_text="What readers agree to when they tick the box for follow-up emails. "
                    "The wording that each of them saw is kept with their answers.",
                ),
            ],
            heading="Contact",
        ),
        ObjectList(
            [
                FieldPanel(
                    "next_change",
                    widget=RadioSelect,
                    help_text="Said of what you publish next, and checked then. Wording only keeps "
                    "the line of comparison. A change of points, of questions asked or of what "
                    "answers there are changes meaning, and begins a new line. You may call any "
                    "change one of meaning. Back to a version that was published before is "
                    "back to its own line, whatever is chosen here.",
                ),
                FieldPanel(
                    "comparison_minimum",
                    help_text="Readers see how their result compares with others only once there "
                    "are this many on the same line.",
                ),
                PublishingPanel(),
            ],
            heading="Publishing",
        ),
    ],
    base_form_class=FreezingForm,
)
