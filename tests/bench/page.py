"""docs/performance.md: a head, and one part for each section, replaced when it is measured anew."""

import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench import cores

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
HEAD = """\
# Performance

Measured by `make bench`, which writes this page; each part says when and how. Absolute figures move
with the machine and its neighbours; the ratio to a floor, measured beside each in the same run,
moves less. A floor is the least the same work could cost. Where a goal is missed it says so.
"""
PARTS = (
    "Scoring, matching, coverage",
    "A submission’s POST",
    "The pipeline",
    "Pages and results",
)


def put(title: str, body: str, *, page: Path = PAGE) -> None:
    """In place of what this part said, in the order of PARTS."""
    parts = parts_of(page.read_text() if page.exists() else "") | {title: body.strip()}
    told = [f"## {name}\n\n{parts[name]}\n" for name in PARTS if name in parts]
    page.write_text("\n".join([HEAD, *told]))


def parts_of(text: str) -> dict[str, str]:
    titled = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return {name: body.strip() for name, body in zip(titled[::2], titled[1::2], strict=True)}


def when(name: str) -> str:
    """The command, the day, the versions."""
    versions = ", ".join(
        [
            f"Python {platform.python_version()}",
            *(f"{each} {version(each)}" for each in ("Django", "Wagtail", "Celery", "granian")),
            f"{platform.system()} on {platform.machine()}",
        ]
    )
    pinned = "" if name == "engine" else f" {cores.described()}."
    return f'`make bench ARGS="{name}"`, {datetime.now(UTC):%-d %B %Y}. {versions}.{pinned}'
