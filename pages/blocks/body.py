"""What a body may hold: of a page, and of a reusable block."""

from wagtail.blocks import StreamBlock

from pages.blocks import moves, parts
from pages.blocks.choosers import CallBlock, ReusableChooserBlock


class ReusableBodyBlock(StreamBlock):
    """Everything but reusable blocks, so that none can hold itself."""

    text = parts.RunningTextBlock()
    quotes = parts.QuotesBlock()
    contrast = parts.ContrastBlock()
    patterns = parts.PatternsBlock()
    concept = parts.ConceptBlock()
    framework = parts.FrameworkBlock()
    exercise = moves.ExerciseBlock()
    fork = moves.ForkBlock()
    call_to_action = CallBlock()
    related_read = moves.RelatedReadBlock()
    next_steps = moves.NextStepsBlock()
    next_step_row = moves.NextStepRowBlock()


class BodyBlock(ReusableBodyBlock):
    """The whole anatomy of an article."""

    reusable = ReusableChooserBlock()
