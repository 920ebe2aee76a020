"""What an assessment is written with: dimensions with their bands, and questions of every kind.

A block is named as its part of the rubric's document, so that what the rubric finds wrong has an
address here. A question's block type is its kind.
"""

from assessment.blocks.dimensions import DimensionsBlock
from assessment.blocks.keyed import KeyedBlock, key_of
from assessment.blocks.questions import QuestionsBlock

__all__ = ["DimensionsBlock", "KeyedBlock", "QuestionsBlock", "key_of"]
