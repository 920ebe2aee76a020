"""What was recognised in a text, before anything is written."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Doubt(NamedTuple):
    """What an editor should look at. `line` counts from 1; of a Word file it counts paragraphs."""

    line: int
    why: str


class Refused(ValueError):
    """Nothing can be made of this input; the sentence says why and what to do."""


@dataclass(slots=True)
class Found:
    """An article's fields and the parts of its body, by their stored values."""

    title: str = ""
    standfirst: str = ""
    author: str = ""
    slug: str = ""
    search_title: str = ""
    description: str = ""
    pillar: str = ""
    parts: list[dict[str, Any]] = field(default_factory=list)
    unsure: list[Doubt] = field(default_factory=list)

    def doubt(self, line: int, why: str) -> None:
        if Doubt(line, why) not in self.unsure:
            self.unsure.append(Doubt(line, why))
