"""Celery carries only "look": what would make it more than a doorbell is found in the source.

`python -m tests.house.hints` prints each find and exits 1 when there is one. Later is a column of
the outbox, trying again is the outbox's business, and nobody waits for a result.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parents[2]
ROOMS = ("cms", "pages", "leads", "assessment")
ARGUMENTS = {"eta", "countdown", "autoretry_for", "retry_backoff"}
LINKS = {"link", "link_error"}  # common words: they mean Celery only where a task is sent
SENDS = {"apply", "apply_async", "send_task", "set", "signature"}
CANVAS = {"chain", "chord", "group", "chunks", "signature"}
RESULTS = {"AsyncResult", "GroupResult", "ResultSet"}


def finds(source: str) -> Iterator[tuple[int, str]]:
    """Line and reason of everything in a module that gives Celery more to carry than a hint."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("celery"):
            names = {alias.name for alias in node.names} & (CANVAS | RESULTS)
            yield from ((node.lineno, f"imports {name} from Celery") for name in sorted(names))
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, reason) for reason in _of_call(node))


def _of_call(call: ast.Call) -> Iterator[str]:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "retry":
        yield "tries a task again by Celery"
    sends = isinstance(call.func, ast.Attribute) and call.func.attr in SENDS
    for argument in call.keywords:
        if argument.arg in ARGUMENTS or (sends and argument.arg in LINKS):
            yield f"passes {argument.arg}"
        if argument.arg == "result_backend" and not _is_none(argument.value):
            yield "keeps results"


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def finds_of_the_house() -> list[str]:
    """Every find in our rooms as file:line: reason."""
    files = sorted(path for room in ROOMS for path in (HERE / room).rglob("*.py"))
    return [
        f"{path.relative_to(HERE)}:{line}: {reason}"
        for path in files
        for line, reason in finds(path.read_text())
    ]


if __name__ == "__main__":
    sys.exit("\n".join(finds_of_the_house()) or None)
