"""How an assessment is laid out in the editor."""

from django.forms import RadioSelect
from wagtail.admin.panels import (
    FieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from assessment.forms import FreezingForm

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
        ObjectList([FieldPanel("questions", help_text="What is asked.")], heading="Questions"),
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
