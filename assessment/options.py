"""What an editor chooses for a whole assessment, in the words of the form."""

from django.db.models import TextChoices


class Pacing(TextChoices):
    QUESTION = "question", "One question at a time"
    SECTION = "section", "Section by section"
    PAGE = "page", "All on one page"


class Contact(TextChoices):
    """When a reader leaves an address. `required`: after the questions, as from the start."""

    BEFORE = "before", "Required, asked for before the questions"
    AFTER = "required", "Required, asked for after the questions"
    OPTIONAL = "optional", "Optional, offered after the questions"
    NONE = "none", "Not asked for"


class NextChange(TextChoices):
    """What the editor says of a draft: may its scores be compared with those from before?"""

    WORDING = "wording", "Wording only: results from before and after can be compared"
    MEANING = "meaning", "Changes meaning: comparison starts anew"
