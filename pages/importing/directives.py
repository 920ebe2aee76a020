"""The fences of an exported article: `::: contrast {#id}` … `:::`, and `<!-- text {#id} -->`."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

OPENS = re.compile(r"^::: *([a-z_]+) *(?:\{#([\w-]{1,64})\})? *$")
CLOSES = re.compile(r"^::: *$")
TEXT = re.compile(r"^<!-- text *(?:\{#([\w-]{1,64})\})? *-->\s*$")


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines that belong together. `name` is a block's, "text" for declared text, "" for the rest;
    `line` is the number of the first line inside."""

    name: str
    lines: tuple[str, ...]
    line: int
    id: str | None = None


@dataclass(slots=True)
class _Rest:
    lines: list[str] = field(default_factory=list)
    line: int = 1
    name: str = ""
    id: str | None = None

    def taken(self) -> Iterator[Segment]:
        if self.name or any(line.strip() for line in self.lines):
            yield Segment(self.name, tuple(self.lines), self.line, self.id)


def segments(
    lines: Sequence[str], *, is_known: Callable[[str], bool], first: int = 1
) -> Iterator[Segment]:
    """In order. A fence that is never closed, or has no name we know, is text like any other."""
    rest, at = _Rest(line=first), 0
    while at < len(lines):
        opened, text = OPENS.match(lines[at]), TEXT.match(lines[at])
        end = closing(lines, at) if opened and is_known(opened[1]) else None
        if opened and end is not None:
            yield from rest.taken()
            yield Segment(opened[1], tuple(lines[at + 1 : end]), first + at + 1, opened[2])
            rest, at = _Rest(line=first + end + 1), end
        elif text:
            yield from rest.taken()
            rest = _Rest(line=first + at + 1, name="text", id=text[1])
        else:
            rest.lines.append(lines[at])
        at += 1
    yield from rest.taken()


def closing(lines: Sequence[str], at: int) -> int | None:
    """The line that closes the fence opened at this one; fences inside it close first."""
    depth = 0
    for number in range(at, len(lines)):
        if CLOSES.match(lines[number]):
            depth -= 1
            if depth == 0:
                return number
        elif OPENS.match(lines[number]):
            depth += 1
    return None


def fence(name: str, body: str, *, ident: str | None = None) -> str:
    mark = f" {{#{ident}}}" if ident else ""
    return f"::: {name}{mark}\n{body}\n:::"
