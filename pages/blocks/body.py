"""What a body may hold: of a page, and of a reusable block."""

from wagtail.blocks import StreamBlock

from pages.blocks import figures, moves, parts
from pages.blocks.assessments import AssessmentEntryBlock
from pages.blocks.choosers import CallBlock, ReusableChooserBlock, call_schema
from pages.blocks.notes import NotesBlock
from pages.blocks.schemas import Schema, document_of


class ReusableBodyBlock(StreamBlock):
    """Everything but reusable blocks, so that none can hold itself, and the notes of a page."""

    text = parts.RunningTextBlock()
    quotes = parts.QuotesBlock()
    contrast = parts.ContrastBlock()
    patterns = parts.PatternsBlock()
    concept = parts.ConceptBlock()
    framework = parts.FrameworkBlock()
    image = figures.ImageBlock()
    table = figures.TableBlock()
    embed = figures.EmbedBlock()
    exercise = moves.ExerciseBlock()
    fork = moves.ForkBlock()
    call_to_action = CallBlock()
    assessment = AssessmentEntryBlock()
    related_read = moves.RelatedReadBlock()
    next_steps = moves.NextStepsBlock()
    next_step_row = moves.NextStepRowBlock()


class BodyBlock(ReusableBodyBlock):
    """The whole anatomy of an article."""

    reusable = ReusableChooserBlock()
    notes = NotesBlock()

    class Meta:
        block_counts = {"notes": {"max_num": 1}}


def body_schema(*, address: str) -> Schema:
    """The JSON Schema of what the API says of any page's body."""
    return document_of(BodyBlock(), address=address, shared={"call": call_schema()})
