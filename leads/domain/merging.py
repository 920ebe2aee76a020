"""Merge fields: `{{ first_name|there }}` becomes the reader's name, or “there” where it is empty.

Fields are replaced from a list and never evaluated: whatever else stands in a text stays as it is,
and what a reader wrote of themselves is put in once, so that a field in it remains words.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple


class Field(NamedTuple):
    """`given`: it is there for every reader; the others need words to stand in for them."""

    meaning: str
    given: bool = False


FIELDS: Final[Mapping[str, Field]] = {
    "first_name": Field("what the reader is greeted by"),
    "name": Field("the reader’s whole name"),
    "company": Field("the reader’s company"),
    "role": Field("the reader’s role"),
    "advisor": Field("who the lead was given to"),
    "lane": Field("the name of the lane", given=True),
    "assessment": Field("the title of the assessment", given=True),
}

_MERGED = re.compile(r"\{\{([^{}|]*)(?:\|([^{}]*))?\}\}")
_BRACES = re.compile(r"\{\{|\}\}")


def merge(text: str, values: Mapping[str, str]) -> str:
    """Each field's value, or its words where that is blank. Total: what is no field stays."""

    def put(field: re.Match[str]) -> str:
        name = field[1].strip()
        if name not in FIELDS:
            return field[0]
        return values.get(name, "").strip() or (field[2] or "").strip()

    return _MERGED.sub(put, text)


def faults(text: str) -> tuple[str, ...]:
    """Sentences on what is no merge field and looks like one; each once."""
    return tuple(dict.fromkeys(_faults(text)))


def unknown_fields(text: str) -> tuple[str, ...]:
    """Sentences on whole fields whose name is not on the list: wrong however a draft goes on."""
    names = (field[1].strip() for field in _MERGED.finditer(text))
    return tuple(dict.fromkeys(_unknown(name) for name in names if name not in FIELDS))


def _unknown(name: str) -> str:
    return f"There is no field “{name}”. There are: {', '.join(FIELDS)}."


def _faults(text: str) -> Iterator[str]:
    for field in _MERGED.finditer(text):
        name = field[1].strip()
        if name not in FIELDS:
            yield _unknown(name)
        elif field[2] is None and not FIELDS[name].given:
            yield (
                f"“{name}” is empty for some readers. Say what stands there then: "
                f"{{{{ {name}|other words }}}}, or {{{{ {name}| }}}} for nothing."
            )
    if _BRACES.search(_MERGED.sub("", text)):
        yield "A field is written {{ name }} or {{ name|other words }}, in one style of type."
