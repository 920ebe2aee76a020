"""How an assessment is laid out in the editor."""

from wagtail.admin.panels import (
    FieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from assessment.forms import AssessmentForm

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
                PublishingPanel(),
            ],
            heading="About",
        ),
        ObjectList([FieldPanel("dimensions", help_text="What is scored.")], heading="Dimensions"),
        ObjectList([FieldPanel("questions", help_text="What is asked.")], heading="Questions"),
        ObjectList(
            [
                FieldPanel(
                    "contact",
                    help_text="Whether readers leave an address. Required: no result without one. "
                    "Optional: a result without one, and no follow-up. None: it is not asked for.",
                ),
                FieldPanel(
                    "consent_text",
                    help_text="What readers agree to when they tick the box for follow-up emails. "
                    "The wording that each of them saw is kept with their answers.",
                ),
            ],
            heading="Contact",
        ),
    ],
    base_form_class=AssessmentForm,
)
