"""What changed between two rubrics, sentence by sentence, and whether old scores still compare.

A change has meaning where the same answers may give another score, or where the same score may say
something else: questions, choices, dimensions and bands that come or go, kinds, points, weights,
ranges, totals, conditions, whether an answer is required, where bands begin, what a composite is
made of. The others are wording. These could be argued either way:

- An order is wording. The same answers give the same score in any order, and a question that may
  come shuffled has no order anyway.
- A unit has meaning: forty hours are not forty days.
- A question in the reader's own words that comes or goes has meaning although it is never scored:
  rules may ask for its answer.
- Whether an address is asked for, and when, is wording: it says nothing of what the answers count.
- The slug is wording: another address, the same questions.
- Points of 0 that are written out, or no longer, are wording: nothing is counted differently.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from typing import Any, Final, NamedTuple

from assessment.domain.parts import Slope
from assessment.domain.questions import Requirement
from assessment.domain.rubric import Rubric

LONGEST_QUOTE: Final = 60

# How a sentence calls each field: those of meaning, and those of wording.
MEANING: Final[Mapping[str, str]] = {
    "at_least": "where it begins",
    "composed_of": "what it is composed of",
    "kind": "the kind",
    "maximum": "the most",
    "minimum": "the least",
    "points": "the points",
    "required": "whether it must be answered",
    "show_if": "when it is shown",
    "slopes": "the points",
    "total": "the total",
    "unit": "the unit",
    "weight": "the weight",
}
WORDING: Final[Mapping[str, str]] = {
    "consent_text": "the consent text",
    "contact": "whether an address is asked for",
    "contact_first": "whether the address comes first",
    "description": "the description",
    "help_text": "the help",
    "high_label": "the words at the high end",
    "label": "the label",
    "low_label": "the words at the low end",
    "max_length": "the longest answer",
    "narrative": "the narrative",
    "next_step": "the next step",
    "pacing": "what is asked at a time",
    "section": "the section",
    "shuffled": "whether choices come in random order",
    "slug": "the slug",
    "text": "the question",
    "title": "the title",
}
# What is told apart by its key, wherever it stands: one of it, and many.
KEYED: Final[Mapping[str, tuple[str, str]]] = {
    "bands": ("band", "bands"),
    "choices": ("answer", "answers"),
    "dimensions": ("dimension", "dimensions"),
    "questions": ("question", "questions"),
}
_ORDERLESS: Final[Mapping[str, str]] = {"show_if": "the conditions", "slopes": "the points"}
_PLURAL: Final = ("high_label", "low_label", "points", "slopes")


class Change(NamedTuple):
    """`path`: a JSON Pointer into the new rubric's document; of what is gone, into the old one's.

    `meaning`: whether scores from before and after can no longer be compared.
    """

    path: str
    sentence: str
    meaning: bool


def compare(old: Rubric, new: Rubric) -> tuple[Change, ...]:
    """Everything that changed, in the new document's order; nothing where they are equal."""
    return tuple(_changes(old, new, path="", place=""))


def changes_meaning(old: Rubric, new: Rubric) -> bool:
    return any(change.meaning for change in compare(old, new))


def _changes(old: Any, new: Any, *, path: str, place: str) -> Iterator[Change]:
    """Of two parts of one kind and one key. `place`: what stands before a sentence about them."""
    for field in fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after or not field.init:
            continue
        at = f"{path}/{field.name}"
        if field.name in KEYED:
            yield from _keyed_changes(before, after, path=at, place=place)
        else:
            sentence = _sentence(field.name, before, after)
            meaning = field.name in MEANING and _counted(before) != _counted(after)
            yield Change(at, _placed(place, sentence), meaning)


def _keyed_changes(
    old: Sequence[Any], new: Sequence[Any], *, path: str, place: str
) -> Iterator[Change]:
    one, many = KEYED[path.rpartition("/")[2]]
    before, after = {each.key: each for each in old}, {each.key: each for each in new}
    for at, part in enumerate(new):
        here = _placed(place, f"{one} {_name(part)}")
        if part.key in before:
            yield from _changes(before[part.key], part, path=f"{path}/{at}", place=here)
        else:
            yield Change(f"{path}/{at}", f"{here} is new.", True)
    for at, part in enumerate(old):
        if part.key not in after:
            here = _placed(place, f"{one} {_name(part)}")
            yield Change(f"{path}/{at}", f"{here} is gone.", True)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Change(path, _placed(place, f"the {many} stand in another order."), False)


def _counted(value: Any) -> Any:
    """What of a value counts: not its order, nor the points that are 0."""
    if not isinstance(value, tuple):
        return value
    pairs = [each for each in value if not isinstance(each, tuple) or each[1] != 0]
    return frozenset(pairs)


def _sentence(name: str, before: object, after: object) -> str:
    words = MEANING.get(name) or WORDING[name]
    old, new = _quoted(before), _quoted(after)
    if old == new and name in _ORDERLESS:
        return f"{_ORDERLESS[name]} stand in another order."
    if old == new:
        return f"{words} has other words: {new}."
    was, now = ("were", "are now") if name in _PLURAL else ("was", "is now")
    return f"{words} {was} {old}, {now} {new}."


def _placed(place: str, sentence: str) -> str:
    """`Question “Why?”` and `the text was …` as one sentence."""
    if not place:
        return sentence[0].upper() + sentence[1:]
    return f"{place}, {sentence}" if sentence.endswith("”") else f"{place}: {sentence}"


def _name(part: Any) -> str:
    return f"“{_clipped(getattr(part, 'text', '') or part.label)}”"


def _quoted(value: object) -> str:
    match value:
        case True | False:
            return "yes" if value else "no"
        case None | "" | ():
            return "empty"
        case StrEnum():
            return value.value
        case str():
            return f"“{_clipped(value)}”"
        case tuple():
            return ", ".join(sorted(map(_part, value)))
        case _:
            return str(value)


def _part(value: object) -> str:
    match value:
        case Slope(dimension, low, high):
            return f"{dimension} {low} to {high}"
        case Requirement(question, operator, keys, number):
            wanted = " or ".join(keys) if keys else number
            return f"{question} {operator.replace('_', ' ')} {wanted}"
        case (key, number):
            return f"{key} {number}"
        case _:
            return str(value)


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE].rstrip()}…"
